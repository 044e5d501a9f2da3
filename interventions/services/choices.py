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
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.personal_numbers import refuse_personal_numbers

FIELDS = (
    "state",
    "reason",
    "ambition",
    "capacity",
    "executor",
    "since",
    "until",
    "stop_reason",
    "support_levels",
)


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
    refuse_personal_numbers(reason=values.get("reason", ""))
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
def choices_add(
    *, coalition: Coalition, interventions: Collection[Intervention], state: str, reason: str = ""
) -> list[Choice]:
    """Put several interventions on a coalition's list, all or none.

    What is on the list already stays as it is and is not in what is returned, so that a second
    click changes nothing.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    known = set(Choice.objects.filter(coalition=coalition).values_list("intervention", flat=True))
    return [
        choice_add(coalition=coalition, intervention=one, state=state, reason=reason)
        for one in interventions
        if one.pk not in known
    ]


@transaction.atomic
def choices_confirm(
    *, coalition: Coalition, still: Collection[int] = (), stopped: Collection[int] = ()
) -> int:
    """Say of older choices that they hold, or that they stopped; returns how many were told.

    Of the others nothing is known, and they stay as they were. A choice that somebody else changed
    today is left alone.
    """
    today = clock.today()
    rows = Choice.objects.select_for_update().filter(coalition=coalition)
    rows = rows.exclude(state=ChoiceState.STOPPED)
    told = 0
    for choice in rows.filter(pk__in=[*still, *stopped]).order_by("pk"):
        if choice.reported_on == today:
            continue
        if choice.pk in stopped:
            choice.state, choice.until = ChoiceState.STOPPED, choice.until or today
        choice.reported_on = today
        fields = ["state", "until", "reported_on"]
        save_versioned(choice, expected_version=None, fields=fields)
        told += 1
    return told


@transaction.atomic
def choice_update(
    *,
    choice: Choice,
    expected_version: int,
    municipalities: Collection[Municipality] | None,
    **values: Any,
) -> Choice:
    """Change a choice. Stopping asks for a date, or takes today.

    Of ``municipalities`` None leaves where it applies; none at all means all that are covered.

    Raises EditConflict when somebody else was first.
    """
    said = {name: values.get(name, "") for name in ("reason", "stop_reason")}
    refuse_personal_numbers(**said)
    locked = Choice.objects.select_for_update().get(pk=choice.pk)
    for name, value in values.items():
        setattr(locked, name, value)
    if locked.state == ChoiceState.STOPPED and locked.until is None:
        locked.until = clock.today()
    locked.reported_on = clock.today()
    fields = {*values, "until", "reported_on"}
    save_versioned(locked, expected_version=expected_version, fields=sorted(fields))
    if municipalities is not None:
        _set_municipalities(locked, municipalities)
    return locked


@transaction.atomic
def choice_stop(
    *, choice_id: int, on: date | None, reason: str, expected_version: int | None = None
) -> Choice:
    """Stop a choice; it stays readable with its reason.

    Raises EditConflict when somebody else was first, DomainError when it has been stopped already.
    """
    refuse_personal_numbers(reason=reason)
    choice = Choice.objects.select_for_update().get(pk=choice_id)
    refuse_stale(choice, expected_version)
    if choice.state == ChoiceState.STOPPED:
        raise DomainError(_("This has already been stopped."))
    choice.state = ChoiceState.STOPPED
    choice.until = on or clock.today()
    choice.stop_reason = reason
    choice.reported_on = clock.today()
    fields = ["state", "until", "stop_reason", "reported_on"]
    return save_versioned(choice, expected_version=expected_version, fields=fields)


def _set_municipalities(choice: Choice, municipalities: Collection[Municipality]) -> None:
    """Set where a choice applies now. Where it applied before, and nobody covers now, stays."""
    covered = set(Municipality.objects.covered_by(choice.coalition).values_list("pk", flat=True))
    wanted = {municipality.pk for municipality in municipalities} or covered
    if not wanted <= covered:
        raise DomainError(
            {"municipalities": _("Choose municipalities that this coalition works for.")}
        )
    existing = set(choice.municipalities.values_list("municipality", flat=True))
    choice.municipalities.filter(municipality__in=covered - wanted).delete()
    for pk in sorted(wanted - existing):
        ChoiceMunicipality.objects.create(choice=choice, municipality_id=pk)
