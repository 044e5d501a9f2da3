"""What directories and care pathways say in the record; see coalitions.registry."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import CarePathway, PathwayLine, ServiceDirectory
from agreements.models.pathways import YEAR
from coalitions import registry
from coalitions.registry import Fact, HistorySource, NextStep, Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from coalitions.selectors.newest_changes import by_key, of_coalition
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse

DIRECTORY_PRIORITY: Final = 53
PRIORITY: Final = 54
NEVER: Final = date.min


def _directories(reading: Reading) -> list[ServiceDirectory]:
    """Return those that are used now, for municipalities that the coalition works for."""
    rows = ServiceDirectory.objects.filter(coalition=reading.coalition, ended_on=None)
    rows = rows.covered_now().select_related("keeper").order_by("pk")
    return reading.remember("agreements.directories", lambda: list(rows))


def _pathways(reading: Reading) -> list[CarePathway]:
    rows = CarePathway.objects.filter(coalition=reading.coalition).covered_now()
    rows = rows.select_related("municipality", "theme").order_by("pk")
    return reading.remember("agreements.pathways", lambda: list(rows))


@dataclass(frozen=True, order=True)
class Late:
    """What nobody looked at for a year; never is before the longest ago."""

    checked_on: date
    pk: int
    name: str
    place: str = ""

    @property
    def when(self) -> str:
        return "" if self.checked_on == NEVER else date_format(self.checked_on, "j F Y")


def _old() -> Q:
    return Q(coalition=THE_COALITION, checked_on__lt=clock.today() - YEAR)


def _late_paths(_reader: object) -> QuerySet[CarePathway]:
    never = Q(coalition=THE_COALITION, checked_on=None)
    return CarePathway.objects.filter(_old() | never).covered_now().order_by("pk")


CARDS: Final[LookUp[list[Late]]] = LookUp(
    "agreements.late_directories",
    lambda _reader: ServiceDirectory.objects.filter(_old(), ended_on=None).covered_now(),
    ("checked_on", "name"),
    lambda rows: [_late_card(row) for row in rows],
)
PATHS: Final[LookUp[list[Late]]] = LookUp(
    "agreements.late_pathways",
    _late_paths,
    ("checked_on", "theme__name", "municipality__name"),
    lambda rows: [_late_path(row) for row in rows],
)


def _late_card(row: ServiceDirectory) -> Late:
    return Late(row.checked_on or NEVER, row.pk, row.name)


def _late_path(row: CarePathway) -> Late:
    return Late(row.checked_on or NEVER, row.pk, row.theme.name, row.municipality.name)


def directory_fact(reading: Reading) -> Fact | None:
    """Say where the service directory is kept and by whom, when that is recorded."""
    rows = _directories(reading)
    if not rows:
        return None
    url = safe_reverse("agreements:directory", slug=reading.coalition.slug)
    if len(rows) > 1:
        places = len({row.municipality_id for row in rows})
        words = ngettext(
            "Where the service directory is kept is recorded for one municipality.",
            "Where the service directory is kept is recorded for %(number)s municipalities.",
            places,
        )
        return Fact(words % {"number": places}, url, position=20)
    [row] = rows
    if row.keeper is None:
        words = _("The service directory is kept in %(name)s; by whom is not recorded yet.")
        return Fact(words % {"name": row.name}, url, position=20)
    words = _("The service directory is kept in %(name)s by %(organisation)s.")
    return Fact(words % {"name": row.name, "organisation": row.keeper.name}, url, position=20)


def pathway_facts(reading: Reading) -> list[Fact]:
    """Principle 3: how many care pathways there are, and how many nobody looked at for a year."""
    rows = _pathways(reading)
    if not rows:
        return []
    words = ngettext(
        "One care pathway is recorded.", "%(number)s care pathways are recorded.", len(rows)
    )
    said = words % {"number": len(rows)}
    if due := _due(rows):
        late = ngettext(
            "One was not checked in the past year.",
            "%(number)s were not checked in the past year.",
            len(due),
        )
        said = f"{said} {late % {'number': len(due)}}"
    url = safe_reverse("agreements:pathways", slug=reading.coalition.slug)
    return [Fact(said, url, position=25)]


def _due(rows: list[CarePathway]) -> list[CarePathway]:
    return [row for row in rows if row.upkeep != "fresh"]


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest to look again at what nobody looked at for a year."""
    if not reading.may_change:
        return []
    return [*_directory_steps(reading), *_pathway_steps(reading)]


def _directory_steps(reading: Reading) -> list[NextStep]:
    def look_up() -> list[Late]:
        return [_late_card(row) for row in _directories(reading) if row.upkeep == "old"]

    # A page of one coalition knows its directories already.
    oldest = min(reading.remember(CARDS.key, look_up), default=None)
    if oldest is None:
        return []
    words = _("%(name)s was last checked on %(date)s. Is it still kept, and by whom?")
    return [
        NextStep(
            priority=DIRECTORY_PRIORITY,
            title=_("Check where the service directory is kept"),
            reason=words % {"name": oldest.name, "date": oldest.when},
            url=safe_reverse("agreements:directory", slug=reading.coalition.slug),
            action=_("Look at the service directory"),
        )
    ]


def _pathway_steps(reading: Reading) -> list[NextStep]:
    def look_up() -> list[Late]:
        return [_late_path(row) for row in _due(_pathways(reading))]

    oldest = min(reading.remember(PATHS.key, look_up), default=None)
    if oldest is None:
        return []
    about = _about(oldest.name, oldest.place)
    words = _("%(pathway)s was not checked yet. Is everything in it right?")
    if oldest.when:
        words = _("%(pathway)s was last checked on %(date)s. Is everything in it still right?")
    return [
        NextStep(
            priority=PRIORITY,
            title=_("Check the care pathways"),
            reason=words % {"pathway": about, "date": oldest.when},
            url=safe_reverse("agreements:pathway", slug=reading.coalition.slug, pk=oldest.pk),
            action=_("Look at the care pathway"),
        )
    ]


def pathway_words(pathway: CarePathway) -> str:
    return _about(pathway.theme.name, pathway.municipality.name)


def _about(theme: str, municipality: str) -> str:
    return _("%(theme)s in %(municipality)s") % {"theme": theme, "municipality": municipality}


@by_key
def _lines_within(key: Any) -> Q:
    return Q(pathway__in=CarePathway.objects.filter(coalition=key).values("pk"))


PARENTS: Final = frozenset({"coalition", "pathway", "municipality", "theme"})
DIRECTORY: Final = HistorySource(
    "directory",
    ServiceDirectory,
    gettext_lazy("Service directory"),
    of_coalition,
    "name",
    PARENTS,
    about_field="municipality",
)
PATHWAY: Final = HistorySource(
    "pathway",
    CarePathway,
    gettext_lazy("Care pathway"),
    of_coalition,
    "theme",
    PARENTS,
    about_field="municipality",
)
LINE: Final = HistorySource(
    "pathway-line",
    PathwayLine,
    gettext_lazy("Answer in a care pathway"),
    _lines_within,
    "text",
    PARENTS | {"position"},
    about_field="pathway",
    name_else=("agreement", "organisation"),
)


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_facts("afspraken", pathway_facts)
    registry.register_next_step(next_steps)
    register_look_up(CARDS, PATHS)
    registry.register_label(CarePathway, pathway_words, "theme", "municipality")
    for source in (DIRECTORY, PATHWAY, LINE):
        registry.register_history(source)
