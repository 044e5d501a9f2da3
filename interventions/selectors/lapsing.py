"""Recognitions that lapse: which, whom it concerns, and what a coalition was told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coalitions import registry
from coalitions.models import Coalition
from coalitions.registry import NextStep, Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from interventions.choices import ChoiceState
from interventions.models import Choice, Recognition, RecognitionNotice
from interventions.selectors.catalogue import SOON, RecognitionView, recognition_view
from interventions.selectors.record import overview_of
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from kansrijkestart.core.sentences import Sentence


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
        return is_answered(self.notice, self.choice)


def is_answered(notice: RecognitionNotice, choice: Choice) -> bool:
    """Tell whether the coalition said why it goes on since it was told this."""
    said = choice.lapsed_reason_at
    return said is not None and said >= notice.created_at


def _notices() -> QuerySet[RecognitionNotice]:
    """Return the notices that still count: of an end date that was not moved since."""
    return RecognitionNotice.objects.filter(
        recognition__in=lapsing(), recognition__expires_on=F("expires_on")
    ).order_by("expires_on", "pk")


def told(coalition: Coalition) -> list[Told]:
    """Return what a coalition was told about what it still runs (two queries)."""
    running = Choice.objects.filter(coalition=coalition, state=ChoiceState.RUNNING)
    chosen = {one.intervention_id: one for one in running.select_related("intervention")}
    notices = _notices().filter(coalition=coalition).select_related("recognition")
    return [
        Told(notice, choice, recognition_view(notice.recognition))
        for notice in notices
        if (choice := chosen.get(notice.recognition.intervention_id))
    ]


NOTICES: Final[LookUp[list[RecognitionNotice]]] = LookUp(
    "interventions.notices",
    lambda _reader: _notices().filter(coalition=THE_COALITION),
    ("created_at", "recognition__intervention_id"),
    list,
)


def unanswered_notices(reading: Reading) -> int:
    """Return of how many interventions with a notice the coalition, which runs it, said no why.

    One that two databases recognise counts once.
    """
    running = overview_of(reading).in_state(ChoiceState.RUNNING)
    chosen = {one.intervention_id: one for one in running}
    told = [
        (notice, chosen.get(notice.recognition.intervention_id)) for notice in NOTICES.of(reading)
    ]
    return len({one.pk for notice, one in told if one and not is_answered(notice, one)})


def next_steps(reading: Reading) -> list[NextStep]:
    """Suggest to write down why the coalition goes on; it need not."""
    if not reading.may_change:
        return []
    number = unanswered_notices(reading)
    if not number:
        return []
    words = ngettext(
        "The recognition of %(number)s intervention that you run lapses soon or has lapsed.",
        "The recognition of %(number)s interventions that you run lapses soon or has lapsed.",
        number,
    )
    url = safe_reverse("interventions:choices", slug=reading.coalition.slug)
    return [
        NextStep(
            priority=72,
            title=_("A recognition lapses: do you go on?"),
            reason=Sentence(words, {"number": number}, {"number": f"{url}?deel=erkenning"}),
            url=url,
            action=_("Look at the interventions"),
        )
    ]


def register_own() -> None:
    """Called once when the app is ready."""
    registry.register_next_step(next_steps)
    register_look_up(NOTICES)
