"""Keeping the catalogue: what a national analyst changes. Each function is one transaction."""

from typing import Any, Final

from django.db import transaction

from interventions.models import Intervention, Recognition
from kansrijkestart.core.concurrency import save_versioned

FIELDS: Final = (
    "name",
    "kind",
    "phases",
    "domains",
    "target_group",
    "executor",
    "insured_status",
    "insured_note",
    "funding",
    "note",
    "provider",
    "route",
    "feedback",
    "earliest_week",
    "provenance",
)
RECOGNITION_FIELDS: Final = (
    "level",
    "recognised_on",
    "expires_on",
    "database",
    "source",
    "checked_on",
)


@transaction.atomic
def intervention_update(
    *, intervention: Intervention, expected_version: int | None, **values: Any
) -> Intervention:
    """Change what the catalogue says of an intervention. From then on the files leave it alone."""
    stored = Intervention.objects.select_for_update().get(pk=intervention.pk)
    for name in FIELDS:
        setattr(stored, name, values[name])
    stored.is_edited = True
    return save_versioned(stored, expected_version=expected_version, fields=[*FIELDS, "is_edited"])


@transaction.atomic
def recognition_add(*, intervention: Intervention, **values: Any) -> Recognition:
    """Add a recognition; an end date that is not known stays empty."""
    _keep_from_the_files(intervention)
    recognition = Recognition(intervention=intervention, **values)
    recognition.full_clean()
    recognition.save()
    return recognition


@transaction.atomic
def recognition_update(
    *, recognition: Recognition, expected_version: int | None, **values: Any
) -> Recognition:
    """Correct a recognition. Another end date is told to coalitions anew."""
    stored = Recognition.objects.select_for_update().get(pk=recognition.pk)
    _keep_from_the_files(stored.intervention)
    for name in RECOGNITION_FIELDS:
        setattr(stored, name, values[name])
    return save_versioned(stored, expected_version=expected_version, fields=RECOGNITION_FIELDS)


def _keep_from_the_files(intervention: Intervention) -> None:
    stored = Intervention.objects.select_for_update().get(pk=intervention.pk)
    if not stored.is_edited:
        stored.is_edited = True
        save_versioned(stored, expected_version=None, fields=["is_edited"])
