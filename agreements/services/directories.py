"""Where the service directory of a municipality is kept. Each function is one transaction."""

from copy import copy
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import ServiceDirectory
from agreements.services.places import check_partner, check_past, check_place
from coalitions.models import Coalition, Municipality
from coalitions.services.running import locked_running
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.core.personal_numbers import refuse_personal_numbers

FIELDS: Final = ("municipality", "name", "url", "keeper", "checked_on")


@transaction.atomic
def directory_add(
    *, coalition: Coalition, municipality: Municipality, **values: Any
) -> ServiceDirectory:
    """Record where it is kept. ``values``: name, url, keeper, checked_on; unknown stays empty."""
    stored = locked_running(coalition)
    row = ServiceDirectory(coalition=stored, municipality=municipality)
    _fill(row, {"municipality": municipality, **values}, ServiceDirectory())
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def directory_change(
    *, directory: ServiceDirectory, expected_version: int | None, **values: Any
) -> ServiceDirectory:
    """Change what is recorded. Raises EditConflict when somebody else was first."""
    stored = _locked(directory, expected_version)
    _refuse_ended(stored)
    _fill(stored, values, copy(stored))
    return save_versioned(stored, expected_version=expected_version, fields=values)


@transaction.atomic
def directory_end(
    *, directory: ServiceDirectory, ended_on: date, expected_version: int | None
) -> ServiceDirectory:
    """Say since when it is not kept any more; what was recorded stays to be read."""
    stored = _locked(directory, expected_version)
    _refuse_ended(stored)
    check_past(ended_on, "ended_on")
    stored.ended_on = ended_on
    return save_versioned(stored, expected_version=expected_version, fields=["ended_on"])


@transaction.atomic
def directory_check(
    *, directory: ServiceDirectory, expected_version: int | None
) -> ServiceDirectory:
    """Say that what is recorded is still right, today."""
    stored = _locked(directory, expected_version)
    _refuse_ended(stored)
    stored.checked_on = clock.today()
    return save_versioned(stored, expected_version=expected_version, fields=["checked_on"])


def _locked(directory: ServiceDirectory, expected_version: int | None) -> ServiceDirectory:
    locked_running(directory.coalition)
    rows = ServiceDirectory.objects.select_for_update(of=("self",))
    stored = rows.select_related("coalition").get(pk=directory.pk)
    refuse_stale(stored, expected_version)
    return stored


def _refuse_ended(row: ServiceDirectory) -> None:
    if row.ended_on:
        raise DomainError(_("This has ended. Record the service directory that is used now."))


def _fill(row: ServiceDirectory, values: dict[str, Any], before: ServiceDirectory) -> None:
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(name)
        setattr(row, name, value)
    refuse_personal_numbers(name=row.name)
    check_past(row.checked_on, "checked_on")
    if row.municipality_id != before.municipality_id:
        check_place(row.coalition, row.municipality)
    if row.keeper_id != before.keeper_id:
        check_partner(row.coalition, row.keeper, "keeper")
