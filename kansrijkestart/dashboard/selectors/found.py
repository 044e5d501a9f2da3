"""Where a search looks: per kind of thing the rows that match and that a reader may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language, gettext_lazy

from agreements.models import Agreement, AgreementVersion
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    Municipality,
    MunicipalityAlias,
    Partnership,
    PracticeExample,
)
from coalitions.querysets import open_on
from interventions.models import Choice, Intervention
from interventions.selectors import Asked as OfCatalogue
from interventions.selectors import search_interventions
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label
from kansrijkestart.core.words import Asked, Holds, Words, words_in
from kansrijkestart.dashboard.selectors import hits
from kansrijkestart.dashboard.selectors.hits import Searching
from kansrijkestart.dashboard.selectors.kind_words import COALITION, PLACE
from monitoring.models import Indicator, OwnIndicator


@dataclass(frozen=True)
class Kind:
    """A kind of thing. ``rows`` are those that match and may be opened; None where none may.

    ``by`` is the column that rows are sorted by; ``name``, ``slug`` and ``says`` those of a
    ``Row``, empty where there is nothing to read, and ``coalition`` how it leads to its coalition.
    """

    key: str
    title: Label
    rows: Callable[[Searching], QuerySet[Any] | None]
    hits: hits.Hits
    by: str = "name_fold"
    name: str = "name"
    slug: str = ""
    says: str = ""
    coalition: str = "coalition"


def _holds(asked: Asked, column: str = "name_fold") -> Holds:
    return asked.within(Words(column))


def _municipalities(search: Searching) -> QuerySet[Any]:
    """By name or other spelling, those that are gone too."""
    return _places(search.asked.without(PLACE))


def _places(asked: Asked) -> QuerySet[Any]:
    others = MunicipalityAlias.objects.filter(_holds(asked))
    return Municipality.objects.filter(Q(_holds(asked)) | Q(pk__in=others.values("municipality")))


def _coalitions(search: Searching) -> QuerySet[Any]:
    """By their own name or that of a municipality they work for."""
    asked = search.asked.without(COALITION)
    covered = CoalitionMunicipality.objects.filter(
        open_on(clock.today()), municipality__in=_places(asked).values("pk")
    )
    known = Coalition.objects.visible_to(search.user) | Coalition.objects.public()
    return known.filter(Q(_holds(asked)) | Q(pk__in=covered.values("coalition")))


def _partners(search: Searching) -> QuerySet[Any]:
    rows = Partnership.objects.visible_to(search.user).active()
    return rows.filter(search.asked.within("organisation__words"))


def _interventions(search: Searching) -> QuerySet[Any]:
    """As the catalogue finds them."""
    return search_interventions(Intervention.objects.catalogue(), OfCatalogue(search.asked.text))


def _choices(search: Searching) -> QuerySet[Any]:
    found = search_interventions(Intervention.objects.all(), OfCatalogue(search.asked.text))
    return Choice.objects.visible_to(search.user).filter(intervention__in=found.values("pk"))


def _agreements(search: Searching) -> QuerySet[Any]:
    """By their title or their newest text.

    Both are read of the reader's own agreements only: through an index of all texts it would take
    longer where somebody else's hold the words, which tells that they do.
    """
    rows = Agreement.objects.visible_to(search.user).alias(
        text_words=F("versions__words"), text_number=F("versions__number")
    )
    newer = AgreementVersion.objects.filter(
        agreement=OuterRef("pk"), number__gt=OuterRef("text_number")
    )
    said = Q(search.asked.within("title_words")) | Q(search.asked.within("text_words"))
    return rows.filter(said, ~Exists(newer))


def _examples(search: Searching) -> QuerySet[Any]:
    rows = PracticeExample.objects.visible_to(search.user)
    return rows.saying(" ".join(search.asked.words))


def _indicators(search: Searching) -> QuerySet[Any] | None:
    if hits.indicator_page(search.roles) is None:
        return None
    found = Q(_holds(search.asked)) | Q(search.asked.within(words_in("name_en")))
    in_language = "name_en" if get_language() == "en" else "name"
    return Indicator.objects.filter(found).annotate(in_language=F(in_language))


def _own_figures(search: Searching) -> QuerySet[Any]:
    return OwnIndicator.objects.visible_to(search.user).filter(_holds(search.asked))


KINDS: Final = (
    Kind(
        "municipality",
        gettext_lazy("Municipalities"),
        _municipalities,
        hits.municipalities,
        says="province",
        coalition="",
    ),
    Kind(
        "coalition",
        gettext_lazy("Coalitions"),
        _coalitions,
        hits.coalitions,
        slug="slug",
        says="scope",
        coalition="",
    ),
    Kind(
        "agreement",
        gettext_lazy("Agreements"),
        _agreements,
        hits.each(hits.agreement),
        by="title_fold",
        name="title",
        says="state",
    ),
    Kind(
        "partner",
        gettext_lazy("Partners"),
        _partners,
        hits.each(hits.partner),
        by="organisation__name_fold",
        name="organisation__name",
        says="partner_type__name",
    ),
    Kind(
        "choice",
        gettext_lazy("Interventions of coalitions"),
        _choices,
        hits.each(hits.choice),
        by="intervention__name_fold",
        name="intervention__name",
        says="state",
    ),
    Kind(
        "intervention",
        gettext_lazy("Recognised interventions and other offers"),
        _interventions,
        hits.each(hits.intervention),
        slug="slug",
        says="kind",
        coalition="",
    ),
    Kind(
        "indicator",
        gettext_lazy("Figures"),
        _indicators,
        hits.each(hits.indicator),
        name="in_language",
        slug="key",
        says="phase",
        coalition="",
    ),
    Kind(
        "own_figure",
        gettext_lazy("Own figures"),
        _own_figures,
        hits.each(hits.own_figure),
    ),
    Kind(
        "example",
        gettext_lazy("Practice examples"),
        _examples,
        hits.each(hits.example),
        by="title",
        name="title",
        slug="slug",
        says="state",
    ),
)
