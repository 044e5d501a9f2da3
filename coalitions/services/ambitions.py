"""Ambitions of a coalition: what it wants to reach, and how that ended."""

from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.choices import AmbitionState
from coalitions.models import Ambition, Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS: Final = ("title", "for_whom", "reach_by", "phase", "goal", "target", "challenge")
STATE_FIELDS: Final = ("state", "ended_on", "stop_reason")


@transaction.atomic
def ambition_save(
    *,
    coalition: Coalition,
    ambition: Ambition | None = None,
    expected_version: int | None = None,
    **values: Any,
) -> Ambition:
    """Record an ambition, or change what it says; its state has a service of its own."""
    given = {name: values[name] for name in FIELDS if name in values}
    if ambition is None:
        ambition = Ambition(coalition=coalition, **given)
        ambition.full_clean()
        ambition.save()
        return ambition
    stored = Ambition.objects.select_for_update().get(pk=ambition.pk, coalition_id=coalition.pk)
    for name, value in given.items():
        setattr(stored, name, value)
    return save_versioned(stored, expected_version=expected_version, fields=given)


@transaction.atomic
def ambition_set_state(
    *,
    ambition: Ambition,
    expected_version: int | None,
    state: str,
    ended_on: date | None = None,
    stop_reason: str = "",
) -> Ambition:
    """Say that an ambition was reached, that it stopped and why, or that it runs again."""
    stored = Ambition.objects.select_for_update().get(pk=ambition.pk)
    if ended_on and ended_on > clock.today():
        raise DomainError({"ended_on": _("Choose today or a day in the past.")})
    is_running, is_stopped = state == AmbitionState.RUNNING, state == AmbitionState.STOPPED
    if not is_running and ended_on is None:
        raise DomainError({"ended_on": _("Give the day on which it was reached or stopped.")})
    if is_stopped and not stop_reason.strip():
        raise DomainError({"stop_reason": _("Write why it stopped.")})
    stored.state = state
    stored.ended_on = None if is_running else ended_on
    stored.stop_reason = stop_reason if is_stopped else ""
    return save_versioned(stored, expected_version=expected_version, fields=STATE_FIELDS)
