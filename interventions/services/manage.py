"""Keeping the catalogue: what a national analyst changes. Each function is one transaction."""

from typing import Any, Final

from django.db import transaction
from django.utils.text import slugify

from interventions.models import Intervention, Recognition
from interventions.services.names import (
    hold_the_catalogue,
    keep_from_the_files,
    refuse_taken_name,
)
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
# Words that stand at this place in an address for a page of its own.
RESERVED_SLUGS: Final = frozenset({"bestand", "nieuw", "vergelijken"})


@transaction.atomic
def intervention_add(**values: Any) -> Intervention:
    """Add an intervention to the catalogue. A name, former name or spelling stands for one only."""
    hold_the_catalogue()
    refuse_taken_name(values["name"])
    return intervention_create(values)


def intervention_create(values: dict[str, Any]) -> Intervention:
    """Write a new intervention, with an address made from its name. Hold the catalogue first."""
    item = Intervention(**values, slug=_free_slug(values["name"]), is_edited=True)
    item.full_clean()
    item.save()
    return item


def _free_slug(name: str) -> str:
    start = slugify(name)[:70].strip("-") or "interventie"
    known = Intervention.objects.filter(slug__startswith=start).values_list("slug", flat=True)
    taken = RESERVED_SLUGS | set(known)
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (start, *numbered) if slug not in taken)


@transaction.atomic
def intervention_update(
    *, intervention: Intervention, expected_version: int | None, **values: Any
) -> Intervention:
    """Change what the catalogue says of an intervention. From then on the files leave it alone."""
    hold_the_catalogue()
    stored = Intervention.objects.get(pk=intervention.pk)
    if values["name"] != stored.name:
        refuse_taken_name(values["name"], besides=stored)
    for name in FIELDS:
        setattr(stored, name, values[name])
    stored.is_edited = True
    return save_versioned(stored, expected_version=expected_version, fields=[*FIELDS, "is_edited"])


@transaction.atomic
def recognition_add(*, intervention: Intervention, **values: Any) -> Recognition:
    """Add a recognition; an end date that is not known stays empty."""
    keep_from_the_files(intervention)
    recognition = Recognition(intervention=intervention, **values)
    recognition.full_clean()
    recognition.save()
    return recognition


@transaction.atomic
def recognition_update(
    *, recognition: Recognition, expected_version: int | None, **values: Any
) -> Recognition:
    """Correct a recognition. Another end date is told to coalitions anew."""
    keep_from_the_files(recognition.intervention)  # first, as a loaded catalogue locks them
    stored = Recognition.objects.select_for_update().get(pk=recognition.pk)
    for name in RECOGNITION_FIELDS:
        setattr(stored, name, values[name])
    return save_versioned(stored, expected_version=expected_version, fields=RECOGNITION_FIELDS)
