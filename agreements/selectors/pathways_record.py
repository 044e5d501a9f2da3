"""What directories and care pathways say in the record; see coalitions.registry."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agreements.models import CarePathway, PathwayLine, ServiceDirectory
from coalitions import registry
from coalitions.models import Coalition
from coalitions.registry import Fact, HistorySource, NextStep, Reading
from kansrijkestart.core.links import safe_reverse

DIRECTORY_PRIORITY: Final = 53
PRIORITY: Final = 54


def _directories(reading: Reading) -> list[ServiceDirectory]:
    """Return those that are used now, for municipalities that the coalition works for."""
    return reading.remember("agreements.directories", lambda: _directories_of([reading.coalition]))


def _directories_of(coalitions: Sequence[Coalition]) -> list[ServiceDirectory]:
    rows = ServiceDirectory.objects.filter(coalition__in=coalitions, ended_on=None).covered_now()
    return list(rows.select_related("keeper").order_by("pk"))


def _of_coalitions(coalitions: Sequence[Coalition]) -> list[CarePathway]:
    rows = CarePathway.objects.filter(coalition__in=coalitions).covered_now()
    return list(rows.select_related("municipality", "theme").order_by("pk"))


def _pathways(reading: Reading) -> list[CarePathway]:
    return reading.remember("agreements.pathways", lambda: _of_coalitions([reading.coalition]))


def look_up_together(readings: Sequence[Reading]) -> None:
    """Look up the rows of several coalitions in two queries, for a page with them all."""
    coalitions = [reading.coalition for reading in readings]
    found: dict[str, Sequence[Any]] = {
        "agreements.pathways": _of_coalitions(coalitions),
        "agreements.directories": _directories_of(coalitions),
    }
    for reading in readings:
        for key, rows in found.items():
            own = [row for row in rows if row.coalition_id == reading.coalition.pk]
            reading.remember(key, partial(list, own))


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
    rows = _directories(reading)
    due = [
        (row.checked_on, row.pk, row.name) for row in rows if row.checked_on and row.upkeep == "old"
    ]
    if not due:
        return []
    checked_on, _key, name = min(due)
    words = _("%(name)s was last checked on %(date)s. Is it still kept, and by whom?")
    about = {"name": name, "date": date_format(checked_on, "j F Y")}
    return [
        NextStep(
            priority=DIRECTORY_PRIORITY,
            title=_("Check where the service directory is kept"),
            reason=words % about,
            url=safe_reverse("agreements:directory", slug=reading.coalition.slug),
            action=_("Look at the service directory"),
        )
    ]


def _pathway_steps(reading: Reading) -> list[NextStep]:
    due = _due(_pathways(reading))
    if not due:
        return []
    oldest = min(due, key=lambda row: (row.checked_on is not None, row.checked_on, row.pk))
    about = pathway_words(oldest)
    if oldest.checked_on:
        when = date_format(oldest.checked_on, "j F Y")
        words = _("%(pathway)s was last checked on %(date)s. Is everything in it still right?")
        reason = words % {"pathway": about, "date": when}
    else:
        words = _("%(pathway)s was not checked yet. Is everything in it right?")
        reason = words % {"pathway": about}
    return [
        NextStep(
            priority=PRIORITY,
            title=_("Check the care pathways"),
            reason=reason,
            url=safe_reverse("agreements:pathway", slug=reading.coalition.slug, pk=oldest.pk),
            action=_("Look at the care pathway"),
        )
    ]


def pathway_words(pathway: CarePathway) -> str:
    return _("%(theme)s in %(municipality)s") % {
        "theme": pathway.theme.name,
        "municipality": pathway.municipality.name,
    }


def _within(reading: Reading) -> Q:
    return Q(coalition=reading.coalition)


def _lines_within(reading: Reading) -> Q:
    return Q(pathway__in=CarePathway.objects.filter(coalition=reading.coalition).values("pk"))


PARENTS: Final = frozenset({"coalition", "pathway", "municipality", "theme"})
DIRECTORY: Final = HistorySource(
    "directory",
    ServiceDirectory,
    gettext_lazy("Service directory"),
    _within,
    "name",
    PARENTS,
    about_field="municipality",
)
PATHWAY: Final = HistorySource(
    "pathway",
    CarePathway,
    gettext_lazy("Care pathway"),
    _within,
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
    PARENTS,
    about_field="pathway",
    name_else=("agreement", "organisation"),
)


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_facts("afspraken", pathway_facts)
    registry.register_next_step(next_steps)
    registry.register_label(CarePathway, pathway_words, "theme", "municipality")
    for source in (DIRECTORY, PATHWAY, LINE):
        registry.register_history(source)
