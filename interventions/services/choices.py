"""A coalition's choices for interventions. Each function is one transaction."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality
from interventions.choices import ChoiceState
from interventions.models import Choice, ChoiceMunicipality, Intervention
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

FIELDS = ("state", "reason", "executor", "since", "until", "stop_reason")


@transaction.atomic
def choice_add(
    *,
    coalition: Coalition,
    intervention: Intervention,
    state: str,
    municipalities: Collection[Municipality] = (),
    **values: Any,
) -> Choice:
    """Put an intervention on a coalition's list.

    An empty reason means "not yet recorded" and is allowed. Without municipalities the choice
    applies to all that the coalition covers now. Raises ValidationError when it is on the list.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)  # one addition at a time
    choice = Choice(
        coalition=coalition,
        intervention=intervention,
        state=state,
        reported_on=clock.today(),
        **values,
    )
    choice.full_clean()
    choice.save()
    _set_municipalities(choice, municipalities)
    return choice


@transaction.atomic
def choice_update(
    *,
    choice: Choice,
    expected_version: int,
    municipalities: Collection[Municipality],
    **values: Any,
) -> Choice:
    """Change a choice. Stopping asks for a date, or takes today.

    Raises EditConflict when somebody else was first.
    """
    locked = Choice.objects.select_for_update().get(pk=choice.pk)
    for name, value in values.items():
        setattr(locked, name, value)
    if locked.state == ChoiceState.STOPPED and locked.until is None:
        locked.until = clock.today()
    locked.reported_on = clock.today()
    fields = {*values, "until", "reported_on"}
    save_versioned(locked, expected_version=expected_version, fields=sorted(fields))
    _set_municipalities(locked, municipalities)
    return locked


@transaction.atomic
def choice_stop(*, choice_id: int, on: date | None, reason: str) -> Choice:
    """Stop a choice; it stays readable with its reason."""
    choice = Choice.objects.select_for_update().get(pk=choice_id)
    if choice.state == ChoiceState.STOPPED:
        raise DomainError(_("This has already been stopped."))
    choice.state = ChoiceState.STOPPED
    choice.until = on or clock.today()
    choice.stop_reason = reason
    choice.reported_on = clock.today()
    fields = ["state", "until", "stop_reason", "reported_on"]
    return save_versioned(choice, expected_version=None, fields=fields)


def _set_municipalities(choice: Choice, municipalities: Collection[Municipality]) -> None:
    covered = set(Municipality.objects.covered_by(choice.coalition).values_list("pk", flat=True))
    wanted = {municipality.pk for municipality in municipalities} or covered
    if not wanted <= covered:
        raise DomainError(
            {"municipalities": _("Choose municipalities that this coalition works for.")}
        )
    existing = set(choice.municipalities.values_list("municipality", flat=True))
    choice.municipalities.exclude(municipality__in=wanted).delete()
    for pk in sorted(wanted - existing):
        ChoiceMunicipality.objects.create(choice=choice, municipality_id=pk)
