"""Recognitions that lapse: which, whom it concerns, and what a coalition was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

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
        return bool(self.choice.lapsed_reason.strip())


def told(coalition: Coalition) -> list[Told]:
    """Return what a coalition was told about what it still runs (two queries)."""
    notices = (
        RecognitionNotice.objects.filter(
            coalition=coalition,
            recognition__in=lapsing(),
            recognition__expires_on=F("expires_on"),
        )
        .select_related("recognition")
        .order_by("expires_on", "pk")
    )
    running = Choice.objects.filter(coalition=coalition, state=ChoiceState.RUNNING)
    by_intervention = {one.intervention_id: one for one in running.select_related("intervention")}
    return [
        Told(notice, by_intervention[place], recognition_view(notice.recognition))
        for notice in notices
        if (place := notice.recognition.intervention_id) in by_intervention
    ]


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
