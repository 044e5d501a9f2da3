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
    """Return the highest recognition, or None when none is known. Uses prefetched rows."""
    rows = sorted(intervention.recognitions.all(), key=lambda row: ORDER.index(row.level))
    return recognition_view(rows[-1]) if rows else None


def standing_recognition(intervention: Intervention) -> RecognitionView | None:
    """Return the highest recognition that has not lapsed. Uses prefetched rows."""
    views = (recognition_view(row) for row in intervention.recognitions.all())
    standing = [view for view in views if view.expiry != "lapsed"]
    return max(standing, key=lambda view: ORDER.index(view.recognition.level), default=None)


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
