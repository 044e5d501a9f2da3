"""Recognitions that lapse: which, whom it concerns, and what a coalition was told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.models import Coalition
from coalitions.registry import NextStep, Reading
from interventions.choices import ChoiceState
from interventions.models import Choice, Recognition, RecognitionNotice
from interventions.selectors.catalogue import SOON, RecognitionView, recognition_view
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse


def lapsing(on: date | None = None) -> QuerySet[Recognition]:
    """Return recognitions that lapsed, or will within half a year; never one without an end date.

    One that a newer judgement in the same database followed is history.
    """
    newer = Recognition.objects.filter(
        Q(recognised_on__gt=OuterRef("recognised_on")) | Q(expires_on__gt=OuterRef("expires_on")),
        intervention=OuterRef("intervention"),
        database=OuterRef("database"),
    )
    until = (on or clock.today()) + SOON
    return Recognition.objects.filter(~Exists(newer), expires_on__lte=until)


def concerned(recognitions: QuerySet[Recognition]) -> Iterable[tuple[int, int, date | None]]:
    """Return (coalition, recognition, end date) of what running coalitions run."""
    return (
        Choice.objects.filter(
            state=ChoiceState.RUNNING,
            coalition__in=Coalition.objects.running(),
            intervention__recognitions__in=recognitions,
        )
        .order_by("coalition", "intervention__recognitions")
        .values_list(
            "coalition", "intervention__recognitions", "intervention__recognitions__expires_on"
        )
        .distinct()
    )


@dataclass(frozen=True)
class Told:
    """One notice that still counts, with the choice it is about."""

    notice: RecognitionNotice
    choice: Choice
    view: RecognitionView

    @property
    def is_answered(self) -> bool:
        """Whether the coalition said why it goes on since it was told this."""
        said = self.choice.lapsed_reason_at
        return said is not None and said >= self.notice.created_at


def told(coalition: Coalition) -> list[Told]:
    """Return what a coalition was told about what it still runs (two queries)."""
    return _told([coalition])[coalition.pk]


def _told(coalitions: Sequence[Coalition]) -> dict[int, list[Told]]:
    """Return the same per coalition, by its key, in two queries for all."""
    notices = (
        RecognitionNotice.objects.filter(
            coalition__in=coalitions,
            recognition__in=lapsing(),
            recognition__expires_on=F("expires_on"),
        )
        .select_related("recognition")
        .order_by("expires_on", "pk")
    )
    running = Choice.objects.filter(coalition__in=coalitions, state=ChoiceState.RUNNING)
    chosen = {
        (one.coalition_id, one.intervention_id): one
        for one in running.select_related("intervention")
    }
    found: dict[int, list[Told]] = {one.pk: [] for one in coalitions}
    for notice in notices:
        choice = chosen.get((notice.coalition_id, notice.recognition.intervention_id))
        if choice:
            view = recognition_view(notice.recognition)
            found[notice.coalition_id].append(Told(notice, choice, view))
    return found


def look_up_together(readings: Sequence[Reading]) -> None:
    """Look up what several coalitions were told, for a page that shows them all (two queries)."""
    found = _told([reading.coalition for reading in readings])
    for reading in readings:
        reading.remember("interventions.told", partial(found.get, reading.coalition.pk, []))


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest to write down why the coalition goes on; it need not."""
    if not reading.may_change:
        return []
    found = reading.remember("interventions.told", lambda: told(reading.coalition))
    number = sum(not one.is_answered for one in found)
    if not number:
        return []
    words = ngettext(
        "The recognition of %(number)s intervention that you run lapses soon or has lapsed.",
        "The recognition of %(number)s interventions that you run lapses soon or has lapsed.",
        number,
    )
    return [
        NextStep(
            priority=72,
            title=_("A recognition lapses: do you go on?"),
            reason=words % {"number": number},
            url=safe_reverse("interventions:choices", slug=reading.coalition.slug),
            action=_("Look at the interventions"),
        )
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_next_step(next_steps)
