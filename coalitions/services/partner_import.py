"""Loading a file of partners into the record: all of it or nothing."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.importers.partners import PartnerLine, PartnerPlan, read_partners
from coalitions.models import Coalition, Partnership
from coalitions.services.organisations import organisation_named
from coalitions.services.partners import end_locked
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError


@transaction.atomic
def partners_import(
    *,
    coalition: Coalition,
    data: bytes,
    file_name: str,
    expected_plan: str,
    known_names: Sequence[str] = (),
) -> PartnerPlan:
    """Do what the rehearsal showed. Whoever is not in the file stays as it is.

    ``expected_plan`` is the digest of the plan the user saw: when the record changed since, nothing
    is stored and the new plan has to be looked at.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)  # as in partners_add
    plan = read_partners(data, file_name, coalition, known_names)
    if not plan.is_good:
        raise DomainError(_("The file cannot be loaded. Correct what is listed, and try again."))
    if plan.digest != expected_plan:
        raise DomainError(_("The record changed in the meantime. Look once more at what changes."))
    for line in sorted(plan.lines, key=lambda one: one.organisation.casefold()):
        if line.partnership is None:
            _add(coalition, line)
        elif line.state != "same":
            _change(line, line.partnership)
    return plan


def _add(coalition: Coalition, line: PartnerLine) -> None:
    partnership = Partnership(
        coalition=coalition,
        organisation=organisation_named(name=line.organisation),
        partner_type=line.partner_type,
        **line.values,
    )
    partnership.full_clean()
    partnership.save()


def _change(line: PartnerLine, partnership: Partnership) -> None:
    stored = Partnership.objects.select_for_update().get(pk=partnership.pk)
    values: dict[str, Any] = dict(line.values)
    until, reason = values.pop("until", None), values.pop("end_reason", "")
    for name, value in values.items():
        setattr(stored, name, value)
    if until is not None:
        stored.until, stored.end_reason = until, reason
    save_versioned(stored, expected_version=partnership.version, fields=list(values) or ["role"])
    if until is not None:
        end_locked(stored, until, reason)
