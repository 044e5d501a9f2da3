"""How a thing that was found is named, and where it is read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from agreements.choices import AgreementState
from coalitions.choices import ExampleState
from coalitions.models import Coalition, Municipality
from coalitions.selectors.municipalities import Former
from coalitions.selectors.page_head import kind_of_coalition
from interventions.choices import ChoiceState, Kind
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label
from kansrijkestart.core.words import Asked
from kansrijkestart.dashboard.roles import Roles
from monitoring.choices import ProgrammePhase

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from kansrijkestart.accounts.models import User


@dataclass(frozen=True)
class Searching:
    """Who asks for what."""

    asked: Asked
    user: "User | AnonymousUser"
    roles: Roles


class Row(NamedTuple):
    """What is read of a thing that was found, whatever its kind.

    ``key`` is what its address is made of and ``says`` a value that tells it from its namesakes;
    the last two are of its coalition. Empty where a kind has none.
    """

    pk: int
    name: str
    key: str
    says: str
    coalition_slug: str
    coalition_name: str


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, where it is, and a few words that tell it from its namesakes."""

    name: Label
    url: str
    about: Label = ""
    is_dutch: bool = True


Hits = Callable[[Sequence[Row], Searching], list[Hit]]


def each(hit: Callable[[Row, Searching], Hit]) -> Hits:
    """Return what names rows that need nothing but themselves."""
    return lambda rows, search: [hit(row, search) for row in rows]


def municipalities(rows: Sequence[Row], _search: Searching) -> list[Hit]:
    """Those that are gone say where their area is now."""
    gone = Municipality.objects.filter(
        pk__in=[row.pk for row in rows], valid_until__lte=clock.today()
    ).prefetch_related("successions__successor")
    former = {
        one.pk: Former(one, [each.successor for each in one.successions.all()]).words
        for one in gone
    }
    page = reverse("dashboard:map")
    return [
        Hit(row.name, f"{page}?{urlencode({'q': row.name})}", former.get(row.pk, row.says))
        for row in rows
    ]


def coalitions(rows: Sequence[Row], search: Searching) -> list[Hit]:
    """Their record for who may open it, and for others their public page."""
    found = Coalition.objects.filter(pk__in=[row.pk for row in rows])
    opened = set(found.visible_to(search.user).order_by().values_list("pk", flat=True))
    hits = []
    for row in rows:
        one = Coalition(slug=row.key, scope=row.says)
        public = reverse("dashboard:public_coalition", args=[row.key])
        url = one.get_absolute_url() if row.pk in opened else public
        hits.append(Hit(row.name, url, kind_of_coalition(one)))
    return hits


def agreement(row: Row, _search: Searching) -> Hit:
    url = reverse("agreements:detail", args=[row.pk])
    return Hit(row.name, url, f"{row.coalition_name} · {AgreementState(row.says).label}")


def partner(row: Row, _search: Searching) -> Hit:
    url = reverse("coalitions:partners", args=[row.coalition_slug])
    about = f"{row.says} · {row.coalition_name}"
    return Hit(row.name, f"{url}?{urlencode({'q': row.name})}", about)


def choice(row: Row, _search: Searching) -> Hit:
    url = reverse("interventions:choices", args=[row.coalition_slug])
    about = f"{row.coalition_name} · {ChoiceState(row.says).label}"
    return Hit(row.name, f"{url}#choice-{row.pk}", about)


def intervention(row: Row, _search: Searching) -> Hit:
    return Hit(row.name, reverse("interventions:detail", args=[row.key]), Kind(row.says).label)


def own_figure(row: Row, _search: Searching) -> Hit:
    url = reverse("monitoring:own", args=[row.coalition_slug, row.pk])
    return Hit(row.name, url, row.coalition_name)


def example(row: Row, _search: Searching) -> Hit:
    if row.says == ExampleState.PUBLISHED:
        return Hit(row.name, reverse("dashboard:example", args=[row.key]), row.coalition_name)
    url = reverse("coalitions:example", args=[row.coalition_slug, row.pk])
    return Hit(row.name, url, f"{row.coalition_name} · {ExampleState(row.says).label}")


def indicator_page(roles: Roles) -> Callable[[str], str] | None:
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


def indicator(row: Row, search: Searching) -> Hit:
    page = indicator_page(search.roles)
    in_dutch = get_language() != "en"
    return Hit(row.name, page(row.key) if page else "", ProgrammePhase(row.says).label, in_dutch)
