"""Where a search looks: per kind of thing the rows a reader may open, and how one is named."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy

from agreements.models import Agreement, AgreementVersion
from coalitions.choices import ExampleState
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    Municipality,
    MunicipalityAlias,
    Partnership,
    PracticeExample,
)
from coalitions.querysets import open_on
from coalitions.selectors.municipalities import Former
from coalitions.selectors.page_head import kind_of_coalition
from interventions.models import Choice, Intervention
from interventions.selectors import Asked as OfCatalogue
from interventions.selectors import search_interventions
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label
from kansrijkestart.core.words import Asked, Words, words_in
from kansrijkestart.dashboard.roles import Roles
from monitoring.models import Indicator, OwnIndicator

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


@dataclass(frozen=True)
class Searching:
    """Who asks for what."""

    asked: Asked
    user: "User | AnonymousUser"
    roles: Roles

    @cached_property
    def opened(self) -> frozenset[int]:
        """The keys of the coalitions whose record the reader may open."""
        return frozenset(Coalition.objects.visible_to(self.user).values_list("pk", flat=True))


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, where it is, and a few words that tell it from its namesakes."""

    name: Label
    url: str
    about: Label = ""
    is_dutch: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of thing. ``rows`` are those that match and may be opened; None where none may.

    ``name`` is the column that rows are sorted by.
    """

    key: str
    title: Label
    rows: Callable[[Searching], QuerySet[Any] | None]
    hit: Callable[[Any, Searching], Hit]
    name: str = "name_fold"


def _matching(rows: QuerySet[Any], column: str, asked: Asked) -> QuerySet[Any]:
    return rows.annotate(_words=Words(column)).filter(_words=asked.query)


def _places(asked: Asked) -> QuerySet[Any]:
    """Municipalities by name or other spelling, those that are gone too."""
    others = _matching(MunicipalityAlias.objects.all(), "name_fold", asked)
    named = _matching(Municipality.objects.all(), "name_fold", asked)
    return Municipality.objects.filter(
        Q(pk__in=named.values("pk")) | Q(pk__in=others.values("municipality"))
    )


def _municipalities(search: Searching) -> QuerySet[Any]:
    return _places(search.asked).prefetch_related("successions__successor")


def _municipality(row: Municipality, _search: Searching) -> Hit:
    about: Label = row.province
    if row.valid_until and row.valid_until <= clock.today():
        about = Former(row, [one.successor for one in row.successions.all()]).words
    return Hit(row.name, f"{reverse('dashboard:map')}?{urlencode({'q': row.name})}", about)


def _coalitions(search: Searching) -> QuerySet[Any]:
    """By their own name or that of a municipality they work for."""
    named = _matching(Coalition.objects.all(), "name_fold", search.asked)
    covered = CoalitionMunicipality.objects.filter(
        open_on(clock.today()), municipality__in=_places(search.asked).values("pk")
    )
    public = Coalition.objects.public().values("pk")
    return Coalition.objects.filter(
        Q(pk__in=search.opened) | Q(pk__in=public),
        Q(pk__in=named.values("pk")) | Q(pk__in=covered.values("coalition")),
    )


def _coalition(row: Coalition, search: Searching) -> Hit:
    public = reverse("dashboard:public_coalition", args=[row.slug])
    url = row.get_absolute_url() if row.pk in search.opened else public
    return Hit(row.name, url, kind_of_coalition(row))


def _partners(search: Searching) -> QuerySet[Any]:
    rows = Partnership.objects.visible_to(search.user).active()
    found = _matching(rows, "organisation__name_fold", search.asked)
    return found.select_related("organisation", "coalition", "partner_type")


def _partner(row: Partnership, _search: Searching) -> Hit:
    url = reverse("coalitions:partners", args=[row.coalition.slug])
    name = row.organisation.name
    return Hit(
        name,
        f"{url}?{urlencode({'q': name})}",
        f"{row.partner_type.name} · {row.coalition.name}",
    )


def _interventions(search: Searching) -> QuerySet[Any]:
    """As the catalogue finds them."""
    return search_interventions(Intervention.objects.catalogue(), OfCatalogue(search.asked.text))


def _intervention(row: Intervention, _search: Searching) -> Hit:
    return Hit(row.name, row.get_absolute_url(), row.get_kind_display())


def _choices(search: Searching) -> QuerySet[Any]:
    found = search_interventions(Intervention.objects.all(), OfCatalogue(search.asked.text))
    rows = Choice.objects.visible_to(search.user).filter(intervention__in=found.values("pk"))
    return rows.select_related("intervention", "coalition")


def _choice(row: Choice, _search: Searching) -> Hit:
    url = reverse("interventions:choices", args=[row.coalition.slug])
    about = f"{row.coalition.name} · {row.get_state_display()}"
    return Hit(row.intervention.name, f"{url}#choice-{row.pk}", about)


def _agreements(search: Searching) -> QuerySet[Any]:
    """By their title or their newest text."""
    rows = Agreement.objects.visible_to(search.user)
    titled = _matching(Agreement.objects.all(), "title_fold", search.asked)
    newer = AgreementVersion.objects.filter(
        agreement=OuterRef("agreement"), number__gt=OuterRef("number")
    )
    said = AgreementVersion.objects.filter(
        ~Exists(newer), words=search.asked.query, agreement__coalition__in=search.opened
    )
    return rows.filter(
        Q(pk__in=titled.values("pk")) | Q(pk__in=said.values("agreement"))
    ).select_related("coalition")


def _agreement(row: Agreement, _search: Searching) -> Hit:
    return Hit(
        row.title, row.get_absolute_url(), f"{row.coalition.name} · {row.get_state_display()}"
    )


def _examples(search: Searching) -> QuerySet[Any]:
    rows = PracticeExample.objects.visible_to(search.user).select_related("coalition")
    return rows.saying(" ".join(search.asked.words))


def _example(row: PracticeExample, _search: Searching) -> Hit:
    own = reverse("coalitions:example", args=[row.coalition.slug, row.pk])
    is_public = row.state == ExampleState.PUBLISHED
    about = row.coalition.name if is_public else f"{row.coalition.name} · {row.get_state_display()}"
    return Hit(row.title, row.public_url if is_public else own, about)


def _indicator_page(roles: Roles) -> Callable[[str], str] | None:
    """Return where this reader reads of an indicator; nowhere when no page of it is theirs."""
    if roles.has(NationalRoleKind.ANALYST):
        return partial(_page, "monitoring:indicator_about", ())
    if roles.coalitions:
        return partial(_page, "monitoring:indicator", (roles.coalitions[0].slug,))
    if roles.regions:
        return lambda _key: reverse("dashboard:region_figures", args=[roles.regions[0].slug])
    if roles.has(NationalRoleKind.POLICY_VIEWER):
        return lambda _key: reverse("dashboard:national_figures")
    return None


def _page(name: str, before: tuple[str, ...], key: str) -> str:
    return reverse(name, args=[*before, key])


def _indicators(search: Searching) -> QuerySet[Any] | None:
    if _indicator_page(search.roles) is None:
        return None
    named = _matching(Indicator.objects.all(), "name_fold", search.asked)
    english = Indicator.objects.annotate(_words=words_in("name_en")).filter(
        _words=search.asked.query
    )
    return Indicator.objects.filter(Q(pk__in=named.values("pk")) | Q(pk__in=english.values("pk")))


def _indicator(row: Indicator, search: Searching) -> Hit:
    page = _indicator_page(search.roles)
    in_english = get_language() == "en"
    return Hit(
        row.name_en if in_english else row.name,
        page(row.key) if page else "",
        row.get_phase_display(),
        is_dutch=not in_english,
    )


def _own_figures(search: Searching) -> QuerySet[Any]:
    rows = OwnIndicator.objects.visible_to(search.user)
    return _matching(rows, "name_fold", search.asked).select_related("coalition")


def _own_figure(row: OwnIndicator, _search: Searching) -> Hit:
    url = reverse("monitoring:own", args=[row.coalition.slug, row.pk])
    return Hit(row.name, url, row.coalition.name)


_CHOSEN: Final = "intervention__name_fold"
KINDS: Final = (
    Kind("municipality", gettext_lazy("Municipalities"), _municipalities, _municipality),
    Kind("coalition", gettext_lazy("Coalitions"), _coalitions, _coalition),
    Kind("agreement", gettext_lazy("Agreements"), _agreements, _agreement, "title_fold"),
    Kind("partner", gettext_lazy("Partners"), _partners, _partner, "organisation__name_fold"),
    Kind("choice", gettext_lazy("Interventions of coalitions"), _choices, _choice, _CHOSEN),
    Kind(
        "intervention",
        gettext_lazy("Recognised interventions and other offers"),
        _interventions,
        _intervention,
    ),
    Kind("indicator", gettext_lazy("Figures"), _indicators, _indicator),
    Kind("own_figure", gettext_lazy("Own figures"), _own_figures, _own_figure),
    Kind("example", gettext_lazy("Practice examples"), _examples, _example, "title"),
)
