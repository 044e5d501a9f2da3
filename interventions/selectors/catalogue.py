"""What pages read of interventions, ready to show."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from coalitions.models import Coalition
from interventions.choices import ChoiceState, RecognitionLevel
from interventions.models import Choice, Intervention, InterventionName, Recognition
from kansrijkestart.core import clock
from kansrijkestart.core.models import Fold

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


def search_interventions(
    rows: QuerySet[Intervention], *, text: str, phase: str, domain: str, recognition: str
) -> QuerySet[Intervention]:
    """Narrow the catalogue; the text also finds former names and spellings without accents."""
    if text:
        folded = Fold(Cast(Value(text), CharField()))
        names = InterventionName.objects.filter(name_fold__contains=folded)
        rows = rows.filter(Q(name_fold__contains=folded) | Q(pk__in=names.values("intervention")))
    if phase:
        rows = rows.filter(phases__contains=[phase])
    if domain:
        rows = rows.filter(domains__contains=[domain])
    if recognition == "any":
        rows = rows.filter(pk__in=Recognition.objects.values("intervention"))
    elif recognition == "unknown":
        rows = rows.exclude(pk__in=Recognition.objects.values("intervention"))
    elif recognition:
        found = Recognition.objects.filter(level=recognition)
        rows = rows.filter(pk__in=found.values("intervention"))
    return rows


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
