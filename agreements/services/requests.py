"""Asking parties to confirm a text, by mail or by account; reminding once per threshold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements.choices import AgreementState
from agreements.models import (
    Agreement,
    AgreementReminder,
    ConfirmationRequest,
    Party,
    PartyConfirmation,
)
from agreements.services.confirmations import PURPOSE, newest_version, open_requests
from coalitions.models import Membership
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from kansrijkestart.links.services import link_create, links_revoke
from kansrijkestart.notifications.mail import send_mail

KIND: Final = "agreements.confirmation_mail"
# A link works this long; a new text or a new question makes a new one.
TERM: Final = timedelta(days=60)
# Days after the question at which somebody who did not answer is reminded, once each.
REMIND_AFTER: Final = (7, 21)
# One address gets one mail an hour at the most, however often somebody presses the button.
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
    asked twice. Raises DomainError without a text, or for a party of another agreement.
    """
    locked = Agreement.objects.select_for_update().get(pk=agreement.pk)
    version = newest_version(locked)
    if version is None:
        raise DomainError(_("Write the text of the agreement first; then it can be confirmed."))
    if locked.state == AgreementState.ENDED:
        raise DomainError(_("This agreement has ended."))
    current = set(locked.parties.filter(left_on=None).values_list("pk", flat=True))
    if any(ask.party.pk not in current for ask in asks):
        raise DomainError(_("Choose parties of this agreement."))
    asked = set(open_requests().filter(version=version).values_list("party", flat=True))
    made = [_make(ask, version.pk) for ask in asks if ask.party.pk not in asked]
    if made and locked.state == AgreementState.DRAFT:
        locked.state = AgreementState.IN_CONSULTATION
        locked.version += 1
        locked.updated_at = clock.now()
        locked.save(update_fields=["state", "version", "updated_at"])
    if made:
        _enqueue(locked, asked_by, site_url)
    return made


def ask_again(
    *,
    agreement: Agreement,
    asked_by: User,
    site_url: str,
    earlier: Sequence[ConfirmationRequest],
) -> list[ConfirmationRequest]:
    """Ask about a new text whoever had been asked about the one before, inside its transaction."""
    current = {row.pk: row for row in agreement.parties.filter(left_on=None)}
    asks = [
        Ask(current[row.party_id], row.email, row.name, row.member)
        for row in earlier
        if row.party_id in current
    ]
    return confirmations_ask(agreement=agreement, asked_by=asked_by, site_url=site_url, asks=asks)


def _make(ask: Ask, version: int) -> ConfirmationRequest:
    moment = clock.now()
    request = ConfirmationRequest(
        party=ask.party,
        version_id=version,
        member=ask.member,
        email="" if ask.member else ask.email.lower(),
        name="" if ask.member else ask.name,
        asked_at=moment,
        expires_at=moment + TERM,
    )
    request.full_clean()
    request.save()
    return request


@transaction.atomic
def request_resend(*, request: ConfirmationRequest, sent_by: User, site_url: str) -> bool:
    """Mail one question again, with a new link. Returns False when its mail is on its way."""
    stored = ConfirmationRequest.objects.select_for_update().get(pk=request.pk)
    if stored.withdrawn_at is not None:
        raise DomainError(_("This question was taken back. Ask again."))
    if stored.mailed_at is None:
        return False
    if stored.mail_failed_at is None and stored.mailed_at > clock.now() - PAUSE:
        raise DomainError(_("This mail was sent less than an hour ago. Wait a moment."))
    links_revoke(purpose=PURPOSE, subject_id=stored.pk)
    stored.mailed_at = stored.mail_failed_at = None
    stored.expires_at = clock.now() + TERM
    stored.save(update_fields=["mailed_at", "mail_failed_at", "expires_at"])
    _enqueue(stored.party.agreement, sent_by, site_url)
    return True


def _enqueue(agreement: Agreement, owner: User, site_url: str) -> None:
    parameters = {"agreement": agreement.pk, "site": site_url}
    enqueue(kind=KIND, owner=owner, parameters=parameters)


def send_confirmation_mails(job: JobContext) -> dict[str, Any]:
    """Handler of the job: mail whoever waits for one. Runs twice without mailing twice."""
    agreement = Agreement.objects.filter(pk=job.parameters["agreement"]).first()
    if agreement is None:
        return {"url": reverse("jobs:detail", args=[job.job.pk]), "sent": 0}
    rows = open_requests().filter(party__agreement=agreement, mailed_at__isnull=True)
    sent = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        if _take(pk):
            sent += mail_request(pk, job.parameters["site"])
    return {"url": agreement.get_absolute_url(), "sent": sent}


@transaction.atomic
def _take(pk: int) -> bool:
    """Mark a mail as sent before it is: one that is lost is better than one that comes twice."""
    rows = ConfirmationRequest.objects.filter(pk=pk, mailed_at=None, withdrawn_at=None)
    return bool(rows.update(mailed_at=clock.now()))


def mail_request(pk: int, site_url: str, template: str = "confirmation_request") -> bool:
    """Mail one question with its page or a link of its own, and note whether that went well."""
    request = open_requests().select_related("member").get(pk=pk)
    agreement, member = request.party.agreement, request.member
    if member is not None:
        path = reverse("agreements:confirm", args=[agreement.pk, request.pk])
    else:
        _link, token = link_create(
            purpose=PURPOSE, subject_id=request.pk, valid_for=request.expires_at - clock.now()
        )
        path = reverse("agreements:confirm_link", args=[token])
    context = {
        "coalition": agreement.coalition.name,
        "organisation": request.party.organisation.name,
        "last_day": request.expires_at,
        "has_account": member is not None,
        "url": f"{site_url.rstrip('/')}{path}",
    }
    to, language = (member.email, member.language) if member else (request.email, "")
    sent = send_mail(template, to, context, language or settings.LANGUAGE_CODE)
    failed = None if sent else clock.now()
    ConfirmationRequest.objects.filter(pk=request.pk).update(mail_failed_at=failed)
    return sent


def unanswered() -> Any:
    """Return open requests that were mailed and that their party did not answer yet."""
    answers = PartyConfirmation.objects.filter(party=OuterRef("party"), version=OuterRef("version"))
    current = Membership.objects.current().filter(
        user=OuterRef("member"), coalition=OuterRef("party__agreement__coalition")
    )
    return (
        open_requests()
        .filter(~Exists(answers), mailed_at__isnull=False, expires_at__gt=clock.now())
        .filter(Q(member__isnull=True) | Exists(current))
        .exclude(party__agreement__state=AgreementState.ENDED)
    )


def confirmations_remind(*, site_url: str) -> int:
    """Remind who did not answer, once per threshold; safe to run twice, and by two at once.

    Who passed two thresholds since the last run gets one mail. Returns how many were sent.
    """
    sent = 0
    for request in unanswered().order_by("pk"):
        if _take_threshold(request):
            sent += mail_request(request.pk, site_url, "confirmation_reminder")
    return sent


@transaction.atomic
def _take_threshold(request: ConfirmationRequest) -> bool:
    asked_on = timezone.localtime(request.asked_at).date()
    passed = [days for days in REMIND_AFTER if clock.today() >= asked_on + timedelta(days=days)]
    agreement = Agreement.objects.select_for_update().get(pk=request.party.agreement_id)
    rows = [
        AgreementReminder(agreement=agreement, party=request.party, due_on=asked_on, days=-days)
        for days in passed
    ]
    told = agreement.reminders.filter(party=request.party, due_on=asked_on)
    known = set(told.values_list("days", flat=True))
    new = [row for row in rows if row.days not in known]
    AgreementReminder.objects.bulk_create(new)
    return bool(new)
