"""Telling coalitions that a recognition lapses, and keeping why they go on."""

from datetime import date

from django.db import transaction

from interventions.models import Choice, RecognitionNotice
from interventions.selectors.lapsing import concerned, lapsing
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned


@transaction.atomic
def recognition_notices_make(*, on: date | None = None) -> int:
    """Tell every coalition once per recognition and end date; return how many were told now."""
    before = RecognitionNotice.objects.count()
    RecognitionNotice.objects.bulk_create(
        [
            RecognitionNotice(coalition_id=coalition, recognition_id=recognition, expires_on=until)
            for coalition, recognition, until in concerned(lapsing(on))
            if until is not None
        ],
        ignore_conflicts=True,  # told on an earlier night
    )
    return RecognitionNotice.objects.count() - before


@transaction.atomic
def lapsed_reason_record(*, choice: Choice, reason: str, expected_version: int | None) -> Choice:
    """Keep why a coalition goes on although the recognition lapses. Empty takes it back.

    It answers what the coalition was told until now; a later notice asks again.
    """
    stored = Choice.objects.select_for_update().get(pk=choice.pk)
    stored.lapsed_reason = reason.strip()
    stored.lapsed_reason_at = clock.now() if stored.lapsed_reason else None
    fields = ["lapsed_reason", "lapsed_reason_at"]
    return save_versioned(stored, expected_version=expected_version, fields=fields)
