"""Who takes part: adding several partners at once, changing, ending, contact persons, parents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import (
    Coalition,
    ContactPerson,
    ParentInvolvement,
    Partnership,
    PartnerType,
)
from coalitions.services.organisations import organisation_named
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError

CONTACT_FIELDS: Final = ("name", "function", "email", "phone", "last_active_on")
PARENT_FIELDS: Final = ("form", "number", "took_place_on", "what_changed")


@dataclass(frozen=True)
class NewPartner:
    """One tick of the list; ``key`` is the form field to which a refusal belongs."""

    partner_type: PartnerType
    organisation: str
    key: str = NON_FIELD_ERRORS


@transaction.atomic
def partners_add(*, coalition: Coalition, partners: Sequence[NewPartner]) -> list[Partnership]:
    """Record several partners at once: all or nothing, every refusal at its own line."""
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    if not partners:
        raise DomainError(_("Tick at least one partner."))
    refused: dict[str, list[str]] = {}
    added = []
    # In one order for everybody: organisations are shared, and two lists may name the same ones.
    for partner in sorted(partners, key=lambda one: one.organisation.casefold()):
        try:
            added.append(_add_one(coalition, partner))
        except ValidationError as error:
            refused.setdefault(partner.key, []).extend(error.messages)
    if refused:
        raise DomainError(refused)
    return added


def _add_one(coalition: Coalition, partner: NewPartner) -> Partnership:
    organisation = organisation_named(name=partner.organisation)
    there = Partnership.objects.active().filter(
        coalition=coalition, organisation=organisation, partner_type=partner.partner_type
    )
    if there.exists():
        raise DomainError(
            _("%(organisation)s already takes part as %(kind)s.")
            % {"organisation": organisation.name, "kind": partner.partner_type.name}
        )
    partnership = Partnership(
        coalition=coalition, organisation=organisation, partner_type=partner.partner_type
    )
    partnership.full_clean()
    partnership.save()
    return partnership


@transaction.atomic
def partner_update(
    *,
    partnership: Partnership,
    expected_version: int | None,
    organisation: str,
    partner_type: PartnerType,
    role: str = "",
    note: str = "",
    since: date | None = None,
) -> Partnership:
    """Change how an organisation takes part."""
    Coalition.objects.select_for_update().get(pk=partnership.coalition_id)  # as in partners_add
    stored = Partnership.objects.select_for_update().get(pk=partnership.pk)
    if stored.until is not None:
        raise DomainError(_("This partner has left. Add it again when it takes part once more."))
    stored.organisation = organisation_named(name=organisation)
    stored.partner_type = partner_type
    stored.role, stored.note, stored.since = role, note, since
    return save_versioned(
        stored,
        expected_version=expected_version,
        fields=["organisation", "partner_type", "role", "note", "since"],
    )


@transaction.atomic
def partner_end(*, partnership: Partnership, until: date, reason: str = "") -> Partnership:
    """Let a partner leave on a date. The past stays; contact persons are removed."""
    stored = Partnership.objects.select_for_update().get(pk=partnership.pk)
    _check_end(stored, until)
    return end_locked(stored, until, reason)


@transaction.atomic
def partners_end(
    *, coalition: Coalition, partnerships: Sequence[Partnership], until: date, reason: str = ""
) -> list[Partnership]:
    """Let several partners leave on one date: all of them, or none with every refusal named."""
    if not partnerships:
        raise DomainError(_("Tick at least one partner."))
    Coalition.objects.select_for_update().get(pk=coalition.pk)  # as in partners_add
    keys = [row.pk for row in partnerships]
    rows = Partnership.objects.select_for_update(of=("self",)).select_related("organisation")
    refused: dict[str, list[str]] = {}
    ended = []
    for stored in rows.filter(pk__in=keys, coalition=coalition).order_by("pk"):
        try:
            _check_end(stored, until)
            ended.append(end_locked(stored, until, reason))
        except ValidationError as error:
            key, words = "until", error.messages
            if not hasattr(error, "error_dict") or NON_FIELD_ERRORS in error.message_dict:
                key, words = NON_FIELD_ERRORS, [f"{stored.organisation.name}: {words[0]}"]
            refused.setdefault(key, []).extend(words)
    if refused:
        raise DomainError({key: list(dict.fromkeys(words)) for key, words in refused.items()})
    return ended


def _check_end(stored: Partnership, until: date) -> None:
    if stored.until is not None:
        raise DomainError(_("This partner has left already."))
    if until > clock.today():
        raise DomainError({"until": _("Choose today or a day in the past.")})


def end_locked(stored: Partnership, until: date, reason: str) -> Partnership:
    """Write the end of a partner whose row is locked, and remove its contact persons."""
    stored.until, stored.end_reason = until, reason
    save_versioned(stored, expected_version=None, fields=["until", "end_reason"])
    stored.contacts.all().delete()
    return stored


@transaction.atomic
def contact_save(
    *,
    partnership: Partnership,
    contact: ContactPerson | None,
    expected_version: int | None,
    name: str,
    function: str = "",
    email: str = "",
    phone: str = "",
) -> ContactPerson:
    """Add or change a contact person at a partner. Personal data: kept as long as in use."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    values: dict[str, Any] = {"name": name, "function": function, "email": email, "phone": phone}
    if contact is None:
        contact = ContactPerson(partnership=partnership, **values)
        contact.full_clean()
        contact.save()
        return contact
    stored = still_there(ContactPerson.objects.filter(partnership=partnership), contact.pk)
    for field, value in values.items():
        setattr(stored, field, value)
    stored.last_active_on = clock.today()
    return save_versioned(stored, expected_version=expected_version, fields=CONTACT_FIELDS)


@transaction.atomic
def contact_remove(*, contact: ContactPerson) -> None:
    """Remove a contact person for good; the log only says that contact details changed."""
    ContactPerson.objects.filter(pk=contact.pk).delete()


@transaction.atomic
def parents_record(
    *,
    coalition: Coalition,
    involvement: ParentInvolvement | None,
    expected_version: int | None = None,
    form: str,
    number: int | None = None,
    took_place_on: date | None = None,
    what_changed: str = "",
) -> ParentInvolvement:
    """Record how parents took part: form and numbers, never names."""
    values = {
        "form": form,
        "number": number,
        "took_place_on": took_place_on,
        "what_changed": what_changed,
    }
    if took_place_on and took_place_on > clock.today():
        raise DomainError({"took_place_on": _("Choose today or a day in the past.")})
    if involvement is None:
        involvement = ParentInvolvement(coalition=coalition, **values)
        involvement.full_clean()
        involvement.save()
        return involvement
    stored = ParentInvolvement.objects.select_for_update().get(
        pk=involvement.pk, coalition_id=coalition.pk
    )
    if stored.ended_on is not None:
        raise DomainError(_("This has ended. It can be read, not changed."))
    for field, value in values.items():
        setattr(stored, field, value)
    return save_versioned(stored, expected_version=expected_version, fields=PARENT_FIELDS)


@transaction.atomic
def parents_end(*, involvement: ParentInvolvement, ended_on: date) -> ParentInvolvement:
    """Say that parents no longer take part in this way. What changed because of it stays."""
    stored = ParentInvolvement.objects.select_for_update().get(pk=involvement.pk)
    if stored.ended_on is not None:
        raise DomainError(_("This has ended already."))
    if ended_on > clock.today():
        raise DomainError({"ended_on": _("Choose today or a day in the past.")})
    stored.ended_on = ended_on
    return save_versioned(stored, expected_version=None, fields=["ended_on"])
