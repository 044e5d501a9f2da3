"""Asking parties to confirm a text, by mail or by account. Each function is one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from agreements.choices import AgreementState
from agreements.models import Agreement, AgreementVersion, ConfirmationRequest, Party
from agreements.selectors import current_text
from agreements.selectors.confirmations import contacts_of, told_parties
from agreements.selectors.requests import open_requests
from agreements.services.confirmation_mails import mails_enqueue
from agreements.services.confirmations import PURPOSE, requests_take_back
from coalitions.models import Membership
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.links.services import links_revoke

# A link works this long; a new text or a new question makes a new one.
TERM: Final = timedelta(days=60)
# One question is mailed once an hour at the most, however often somebody presses the button.
PAUSE: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Ask:
    """Who answers for a party: a member with an account, or an address with a name."""

    party: Party
    email: str = ""
    name: str = ""
    member: User | None = None


@transaction.atomic
def confirmations_ask(
    *, agreement: Agreement, asked_by: User, site_url: str, asks: Collection[Ask]
) -> list[ConfirmationRequest]:
    """Ask parties to confirm the newest text; the mails follow in a job.

    A draft becomes "in consultation". A party that has an open question about this text is not
    asked twice. Costs the same for one party and for eighty. Raises DomainError without a text, for
    a party of another agreement and for somebody without access to the coalition.
    """
    locked = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    version = _text_to_confirm(locked)
    current = set(locked.parties.filter(left_on=None).values_list("pk", flat=True))
    if any(ask.party.pk not in current for ask in asks):
        raise DomainError(_("Choose parties of this agreement."))
    members = {ask.member.pk for ask in asks if ask.member}
    if members - members_of(locked):
        raise DomainError(_("Choose somebody with access to this coalition."))
    asked = set(open_requests().filter(version=version).values_list("party", flat=True))
    new = {ask.party.pk: ask for ask in asks if ask.party.pk not in asked}
    made = ConfirmationRequest.objects.bulk_create([_request(ask, version) for ask in new.values()])
    if made and locked.state == AgreementState.DRAFT:
        locked.state = AgreementState.IN_CONSULTATION
        save_versioned(locked, expected_version=None, fields=["state"], validate=False)
    if made:
        mails_enqueue(locked, asked_by, site_url)
    return made


def _text_to_confirm(agreement: Agreement) -> AgreementVersion:
    version = current_text(agreement)
    if version is None:
        raise DomainError(_("Write the text of the agreement first; then it can be confirmed."))
    if agreement.state == AgreementState.ENDED:
        raise DomainError(_("This agreement has ended."))
    return version


def members_of(agreement: Agreement) -> set[int]:
    """Return the keys of the accounts that have access to the agreement's coalition."""
    rows = Membership.objects.current().filter(
        coalition=agreement.coalition_id, user__is_active=True
    )
    return set(rows.values_list("user", flat=True))


def _request(ask: Ask, version: AgreementVersion) -> ConfirmationRequest:
    """Make a checked row; its keys were looked up for all rows together."""
    moment = clock.now()
    request = ConfirmationRequest(
        party=ask.party,
        version=version,
        member=ask.member,
        email="" if ask.member else ask.email.lower(),
        name="" if ask.member else ask.name,
        asked_at=moment,
        expires_at=moment + TERM,
    )
    if ask.member is None and not request.email:
        raise ValidationError(_("Give an e-mail address or choose a member."))
    request.clean_fields(exclude=["party", "version", "member"])
    return request


def ask_again(
    *,
    agreement: Agreement,
    asked_by: User,
    site_url: str,
    earlier: Sequence[ConfirmationRequest],
) -> list[ConfirmationRequest]:
    """Ask about a new text whoever had been asked about the one before, inside its transaction."""
    asks = _asks_again(agreement, earlier)
    if not asks:
        return []
    return confirmations_ask(agreement=agreement, asked_by=asked_by, site_url=site_url, asks=asks)


def _asks_again(agreement: Agreement, earlier: Sequence[ConfirmationRequest]) -> list[Ask]:
    """Return who is asked about a new text: whoever had an open question about the one before.

    For a party that told its answer that is its contact person with an address. Parties that left
    and members without access any more are not asked, and about a draft nobody is.
    """
    current = {row.pk: row for row in agreement.parties.filter(left_on=None)}
    members = members_of(agreement)
    asks = {
        row.party_id: Ask(current[row.party_id], row.email, row.name, row.member)
        for row in earlier
        if row.party_id in current and (row.member_id is None or row.member_id in members)
    }
    if agreement.state != AgreementState.DRAFT:
        asks = _asks_of_told(agreement, current, members) | asks
    return list(asks.values())


def _asks_of_told(
    agreement: Agreement, current: dict[int, Party], members: set[int]
) -> dict[int, Ask]:
    contacts = contacts_of(agreement.coalition)
    accounts = {user.email.lower(): user for user in User.objects.filter(pk__in=members)}
    found = {}
    for key in told_parties(agreement) & current.keys():
        contact = contacts.get(current[key].organisation_id)
        if contact is None:
            continue
        member = accounts.get(contact.email.lower())
        found[key] = Ask(current[key], contact.email, contact.name, member)
    return found


def asked_when_text_changes(agreement: Agreement) -> int:
    """Return how many parties are asked again when the text becomes another one now."""
    return len(_asks_again(agreement, list(open_requests().filter(party__agreement=agreement))))


def requests_follow_text(
    *, agreement: Agreement, changed_by: User, site_url: str, is_new_text: bool
) -> None:
    """Take back what nobody can answer any more, and ask about a new text; after each change."""
    earlier = requests_take_back(agreement)
    if is_new_text:
        ask_again(agreement=agreement, asked_by=changed_by, site_url=site_url, earlier=earlier)


@transaction.atomic
def request_resend(*, request: ConfirmationRequest, sent_by: User, site_url: str) -> bool:
    """Mail one question again, with a new link. Returns False when its mail is on its way."""
    Agreement.objects.select_for_update().get(pk=request.party.agreement_id)
    stored = ConfirmationRequest.objects.select_for_update().get(pk=request.pk)
    if not open_requests().filter(pk=stored.pk).exists():
        raise DomainError(_("This question was taken back. Ask again."))
    agreement = stored.party.agreement
    if stored.member_id is not None and stored.member_id not in members_of(agreement):
        raise DomainError(
            _("This person has no access any more. Take the question back and ask somebody else.")
        )
    if stored.mailed_at is None:
        return False
    if stored.mail_failed_at is None and stored.mailed_at > clock.now() - PAUSE:
        raise DomainError(_("This mail was sent less than an hour ago. Wait a moment."))
    links_revoke(purpose=PURPOSE, subject_id=stored.pk)
    stored.mailed_at = stored.mail_failed_at = None
    stored.expires_at = clock.now() + TERM
    stored.save(update_fields=["mailed_at", "mail_failed_at", "expires_at"])
    mails_enqueue(agreement, sent_by, site_url)
    return True
