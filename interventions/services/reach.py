"""What a choice reached in a year. Each function is one transaction. See docs/adr/0019."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Municipality
from interventions.models import LEAST, Choice, Reach
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS = ("planned", "reached", "reached_few", "parents_note", "professionals_note")


@transaction.atomic
def reach_add(*, choice: Choice, municipality: Municipality, year: int, **values: Any) -> Reach:
    """Record what was planned and reached in a municipality and year.

    A number below ten is kept as "fewer than ten" and not as a number. Raises ValidationError when
    the year is recorded already, and DomainError for a municipality of another coalition.
    """
    stored = Choice.objects.select_for_update(of=("self",)).get(pk=choice.pk)
    _check_place(stored, municipality)
    row = Reach(choice=stored, municipality=municipality, year=year, **without_small(values))
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def reach_update(*, reach: Reach, expected_version: int, **values: Any) -> Reach:
    """Change what was recorded. Raises EditConflict when somebody else was first."""
    stored = Reach.objects.select_for_update().get(pk=reach.pk)
    kept = without_small(values)
    for name, value in kept.items():
        setattr(stored, name, value)
    return save_versioned(stored, expected_version=expected_version, fields=sorted(kept))


def without_small(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with a small number replaced by the fact that it is small."""
    reached = values.get("reached")
    if reached is not None and reached < LEAST:
        return values | {"reached": None, "reached_few": True}
    if reached is not None:
        return values | {"reached_few": False}
    return values


def _check_place(choice: Choice, municipality: Municipality) -> None:
    if not choice.coalition.coverage.filter(municipality=municipality).exists():
        words = _("Choose municipalities that this coalition works for.")
        raise DomainError({"municipality": words})
