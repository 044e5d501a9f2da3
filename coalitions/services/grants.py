"""Grants of a coalition: from which regulation and round, how much and for which period."""

from typing import Any, Final

from django.db import transaction

from coalitions.models import Coalition, Grant
from coalitions.services.running import locked_running
from kansrijkestart.core.concurrency import save_versioned

FIELDS: Final = ("regulation", "round_name", "amount", "first_day", "last_day", "source")


@transaction.atomic
def grant_add(*, coalition: Coalition, **values: Any) -> Grant:
    """Record a grant; what is not known may stay empty."""
    grant = Grant(coalition=locked_running(coalition), **values)
    grant.full_clean()
    grant.save()
    return grant


@transaction.atomic
def grant_change(*, grant: Grant, expected_version: int | None, **values: Any) -> Grant:
    """Change a grant, or fill in what became known."""
    locked_running(grant.coalition)
    stored = Grant.objects.select_for_update().get(pk=grant.pk)
    for field, value in values.items():
        if field not in FIELDS:
            raise TypeError(field)
        setattr(stored, field, value)
    return save_versioned(stored, expected_version=expected_version, fields=FIELDS)
