"""What pages read of interventions, ready to show."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from coalitions.models import Coalition
from interventions.choices import ChoiceState, RecognitionLevel
from interventions.models import Choice, Intervention, Recognition
from kansrijkestart.core import clock

SOON = timedelta(days=183)
ORDER = list(RecognitionLevel.values)


@dataclass(frozen=True)
class RecognitionView:
    """The recognition to show for an intervention.

    ``expiry`` is ``known``, ``soon`` (within half a year), ``lapsed`` or ``unknown``. An unknown
    expiry is never warned about: the reader is told to check at the source.
    """

    recognition: Recognition
    expiry: str


def recognition_view(recognition: Recognition, on: date | None = None) -> RecognitionView:
    """Judge one recognition on a date."""
    on = on or clock.today()
    if recognition.expires_on is None:
        return RecognitionView(recognition, "unknown")
    if recognition.expires_on <= on:
        return RecognitionView(recognition, "lapsed")
    soon = recognition.expires_on <= on + SOON
    return RecognitionView(recognition, "soon" if soon else "known")


def best_recognition(intervention: Intervention) -> RecognitionView | None:
    """Return the recognition to show, or None when none is known. Uses prefetched rows.

    The highest that has not lapsed, of equal ones the newest; a lapsed one only without another.
    """
    views = [recognition_view(row) for row in intervention.recognitions.all()]
    return max(views, key=_place, default=None)


def _place(view: RecognitionView) -> tuple[bool, int, date, int]:
    row = view.recognition
    newest = row.recognised_on or date.min
    return view.expiry != "lapsed", ORDER.index(row.level), newest, row.pk or 0


def standing_recognition(intervention: Intervention) -> RecognitionView | None:
    """Return the highest recognition that has not lapsed. Uses prefetched rows."""
    best = best_recognition(intervention)
    return best if best and best.expiry != "lapsed" else None


def choices_of(coalition: Coalition) -> QuerySet[Choice]:
    """Return a coalition's choices with what a list shows."""
    return (
        Choice.objects.filter(coalition=coalition)
        .for_list()
        .prefetch_related("intervention__recognitions", "municipalities__municipality")
    )


def running(coalition: Coalition) -> QuerySet[Choice]:
    """Return what a coalition runs now."""
    return Choice.objects.filter(coalition=coalition, state=ChoiceState.RUNNING)
