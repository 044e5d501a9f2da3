"""Regional agreements: proposing one, and what a municipality does with it. See docs/adr/0022."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.choices import AgreementState, UptakeState
from agreements.models import Agreement, FrameworkPart, Uptake
from agreements.selectors.uptake import municipalities_asked
from agreements.services.links import parts_set
from coalitions.choices import Scope
from coalitions.models import Coalition, Municipality, Organisation
from coalitions.services.running import locked_running
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError, EditConflict

FIELDS = ("state", "note", "decided_on")


@transaction.atomic
def uptake_set(
    *,
    coalition: Coalition,
    agreement: Agreement,
    municipality: Municipality,
    state: str,
    note: str,
    decided_on: date,
    expected_version: int,
) -> Uptake:
    """Record what a municipality does with a regional agreement, in its local coalition's record.

    ``expected_version`` is 0 when nothing was told before. Raises EditConflict when somebody else
    was first, and DomainError when the municipality or the agreement is not this coalition's.
    """
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    _refuse_strangers(coalition, locked, municipality)
    if decided_on > clock.today():
        raise DomainError({"decided_on": _("Give a day that is not in the future.")})
    if state == UptakeState.NOT_TAKEN_OVER and not note.strip():
        raise DomainError({"note": _("Write why it is not taken over.")})
    values = {"state": state, "note": note.strip(), "decided_on": decided_on}
    known = Uptake.objects.filter(agreement=locked, municipality=municipality).first()
    if known is None:
        row = Uptake(agreement=locked, municipality=municipality, **values)
        row.full_clean()
        row.save()
        return row
    if not expected_version:
        raise EditConflict(known, values)
    for name, value in values.items():
        setattr(known, name, value)
    return save_versioned(known, expected_version=expected_version, fields=FIELDS)


def _refuse_strangers(
    coalition: Coalition, agreement: Agreement, municipality: Municipality
) -> None:
    if not Agreement.objects.offered_to(coalition).filter(pk=agreement.pk).exists():
        raise DomainError(_("This regional agreement is not open to this coalition any more."))
    if municipality not in municipalities_asked(coalition, agreement):
        words = _("Choose a municipality of this region that the coalition works for.")
        raise DomainError(words)


@transaction.atomic
def agreement_propose(
    *,
    agreement: Agreement,
    owner_organisation: Organisation | None,
    parts: Collection[FrameworkPart],
    expected_version: int,
) -> Agreement:
    """Lay an agreement of a regional coalition before the municipalities; a draft is then open.

    Doing it again changes the organisation that looks after it and the parts it fills in. Raises
    DomainError for what has ended, for an agreement of a local coalition, and without an
    organisation.
    """
    coalition = locked_running(agreement.coalition)
    stored = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    refuse_stale(stored, expected_version)
    if stored.state == AgreementState.ENDED:
        raise DomainError(_("This agreement has ended. Make a new one instead."))
    if not coalition.is_regional:
        raise DomainError(_("Only a regional coalition proposes a regional agreement."))
    if owner_organisation is None:
        words = _("Choose the organisation that looks after it: municipalities ask who that is.")
        raise DomainError({"owner_organisation": words})
    stored.scope = Scope.REGIONAL
    stored.proposed_at = stored.proposed_at or clock.now()
    stored.owner_organisation = owner_organisation
    if stored.state == AgreementState.DRAFT:
        stored.state = AgreementState.IN_CONSULTATION
    parts_set(agreement=stored, parts=parts)
    fields = ("scope", "proposed_at", "owner_organisation", "state")
    return save_versioned(stored, expected_version=expected_version, fields=fields)
