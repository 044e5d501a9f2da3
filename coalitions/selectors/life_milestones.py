"""The course of a coalition on its timeline: stages, municipalities, regions and grants."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from coalitions.choices import Stage
from coalitions.models import (
    Coalition,
    CoalitionLink,
    CoalitionMunicipality,
    CoalitionStage,
    Grant,
)
from coalitions.registry import Reading
from coalitions.selectors.timeline import Milestone, register_milestones
from kansrijkestart.core.links import Label, safe_reverse
from kansrijkestart.core.signs import sign_for

if TYPE_CHECKING:
    from datetime import date


def _url(reading: Reading) -> str:
    return safe_reverse("coalitions:life", slug=reading.coalition.slug)


def stage_milestones(reading: Reading) -> Iterator[Milestone]:
    """When the coalition was registered here, when it began, and each stage.

    A stage counts from the day that was given with it, else from the day it was recorded. One that
    is no row of its own (older records, the administration) is read from the history.
    """
    url, words = _url(reading), _("Stage of the coalition")
    rows = list(CoalitionStage.objects.filter(coalition=reading.coalition).order_by("pk"))
    told = {row.stage for row in rows}
    days = [(row.since or timezone.localdate(row.created_at), row.stage) for row in rows]
    days += [(on, stage) for on, stage in _stages_of_history(reading) if stage not in told]
    for on, stage in days:
        yield Milestone(on, words, str(sign_for("stage", stage).word), url)
    registered = timezone.localdate(reading.coalition.created_at)
    yield Milestone(registered, _("The coalition was registered on this site"))
    if reading.coalition.started_on:
        yield Milestone(reading.coalition.started_on, _("The coalition began"))


def _stages_of_history(reading: Reading) -> Iterator[tuple["date", str]]:
    events = Coalition.events.field.model.objects.filter(pgh_obj_id=reading.coalition.pk)  # type: ignore[attr-defined]
    rows = events.order_by("pgh_id").values_list("updated_at", "stage", "stage_since")
    before: tuple[str, date | None] = (Stage.UNKNOWN, None)
    for saved_at, stage, since in rows.iterator():
        if stage != before[0]:
            yield since if since and since != before[1] else timezone.localdate(saved_at), stage
        before = (stage, since)


def _period(row: Any, words: tuple[Label, Label], name: str, url: str) -> Iterator[Milestone]:
    """Tell the first day of a period, and the first day after it."""
    if row.since:
        yield Milestone(row.since, words[0], name, url)
    if row.until:
        yield Milestone(row.until, words[1], name, url)


def coverage_milestones(reading: Reading) -> Iterator[Milestone]:
    """Since when the coalition works for a municipality, and since when it no longer does."""
    words = _("Municipality takes part"), _("Municipality no longer takes part")
    rows = CoalitionMunicipality.objects.filter(coalition=reading.coalition)
    for row in rows.select_related("municipality").order_by("pk"):
        yield from _period(row, words, row.municipality.name, _url(reading))


def link_milestones(reading: Reading) -> Iterator[Milestone]:
    """When a local coalition joined a regional one and left it, seen from either side."""
    joined = _("Takes part in the regional coalition"), _("No longer in the regional coalition")
    for row in CoalitionLink.objects.filter(local=reading.coalition).select_related("regional"):
        yield from _period(row, joined, row.regional.name, _url(reading))
    part = _("Local coalition takes part"), _("Local coalition no longer takes part")
    for row in CoalitionLink.objects.filter(regional=reading.coalition).select_related("local"):
        yield from _period(row, part, row.local.name, _url(reading))


def grant_milestones(reading: Reading) -> Iterator[Milestone]:
    """From when to when a round of a regulation paid."""
    for row in Grant.objects.filter(coalition=reading.coalition).order_by("pk"):
        name = ", ".join(filter(None, [row.regulation, row.round_name]))
        if row.first_day:
            yield Milestone(row.first_day, _("First day of a grant"), name, _url(reading))
        if row.last_day:
            yield Milestone(row.last_day, _("Last day of a grant"), name, _url(reading))


def register_own() -> None:
    """Called once when the app is ready."""
    for source in (stage_milestones, coverage_milestones, link_milestones, grant_milestones):
        register_milestones(source)
