"""Asking a party to confirm a text: who has an account is told, others get a mail with a link.

Each goes out once, also when a job runs twice.
"""

from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from agreements.models import (
    Agreement,
    AgreementReminder,
    ConfirmationRequest,
    PartyConfirmation,
)
from agreements.notifications import ASKED
from agreements.selectors.requests import answerable_requests, open_requests, unanswered_requests
from agreements.services.confirmations import PURPOSE
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from kansrijkestart.links.services import link_create, links_revoke
from kansrijkestart.notifications.letters import Refused
from kansrijkestart.notifications.mail import send_mail
from kansrijkestart.notifications.services import Tell, notify
from kansrijkestart.notifications.words import absolute

KIND: Final = "agreements.confirmation_mail"


def mails_enqueue(agreement: Agreement, owner: User, site_url: str) -> None:
    """Let a job mail whoever waits for one, once the transaction is committed."""
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
        taken, told = _take(pk)
        if taken is not None and taken.member_id is None:
            told = int(mail_request(pk, job.parameters["site"]))
        sent += told
    return {"url": reverse("agreements:confirmations", args=[agreement.pk]), "sent": sent}


@transaction.atomic
def _take(pk: int) -> tuple[ConfirmationRequest | None, int]:
    """Mark a mail as sent before it is: one that is lost is better than one that comes twice.

    Who has an account is told in the same transaction; the second value says how many that were.
    """
    rows = ConfirmationRequest.objects.filter(pk=pk, mailed_at=None, withdrawn_at=None)
    if not rows.update(mailed_at=clock.now()):
        return None, 0
    taken = ConfirmationRequest.objects.get(pk=pk)
    if taken.member_id is None:
        return taken, 0
    return taken, tell_member(pk, ASKED, f"{pk} {taken.mailed_at:%Y-%m-%d %H:%M:%S.%f}")


def tell_member(pk: int, kind: str, occasion: str) -> int:
    """Tell a member with an account of a question; 0 when it stands no longer."""
    request = answerable_requests().filter(pk=pk, member__isnull=False).first()
    if request is None:
        return 0
    agreement = request.party.agreement
    last_day = localtime(request.expires_at).date()
    about = {
        "request": request.pk,
        "coalition": agreement.coalition.name,
        "title": agreement.title,
        "organisation": request.party.organisation.name,
        "is_new_text": _knows_earlier_text(request),
        "last_on": last_day.isoformat(),
    }
    path = reverse("agreements:confirm", args=[agreement.pk, request.pk])
    tell = Tell(request.member_id, occasion, path, about, before=last_day)
    return notify(kind=kind, tells=[tell])


def mail_request(pk: int, site_url: str, template: str = "confirmation_request") -> bool:
    """Mail one question with a link of its own, and note whether that went well.

    False for a question that was taken back meanwhile, or whose term is over.
    """
    request = answerable_requests().filter(pk=pk).first()
    if request is None:
        return False
    agreement = request.party.agreement
    valid_for = request.expires_at - clock.now()
    _link, token = link_create(purpose=PURPOSE, subject_id=request.pk, valid_for=valid_for)
    path = reverse("agreements:confirm_link", args=[token])  # only the mail ever holds it
    context = {
        "coalition": agreement.coalition.name,
        "title": agreement.title,
        "organisation": request.party.organisation.name,
        "is_new_text": _knows_earlier_text(request),
        "last_day": request.expires_at,
        "url": f"{site_url.rstrip('/')}{path}",
    }
    sent = send_mail(template, request.email, context, settings.LANGUAGE_CODE)
    failed = None if sent else clock.now()
    ConfirmationRequest.objects.filter(pk=request.pk).update(mail_failed_at=failed)
    return sent


def _refused() -> QuerySet[ConfirmationRequest]:
    """Return questions by mail that were refused; a refused reminder has its own next night."""
    reminders = AgreementReminder.objects.filter(party=OuterRef("party"), failed_at__isnull=False)
    rows: QuerySet[ConfirmationRequest] = unanswered_requests().filter(
        ~Exists(reminders),
        member__isnull=True,
        mailed_at__isnull=False,
        mail_failed_at__isnull=False,
    )
    return rows


def requests_refused() -> list[Refused]:
    """Return which questions were refused, by coalition: whose address it is stays there."""
    rows = _refused().values_list(
        "pk", "party__agreement__coalition__name", "mailed_at", "mail_failed_at"
    )
    return [
        Refused(pk, name, mailed, failed) for pk, name, mailed, failed in rows if mailed and failed
    ]


@transaction.atomic
def request_retry(pk: int) -> bool:
    """Mail a refused question again, with a new link and the same last day."""
    held = ConfirmationRequest.objects.select_for_update(skip_locked=True)
    if not held.filter(pk=pk).first() or not _refused().filter(pk=pk).exists():
        return False
    links_revoke(purpose=PURPOSE, subject_id=pk)
    return mail_request(pk, absolute(""))


def _knows_earlier_text(request: ConfirmationRequest) -> bool:
    """Whether this party was mailed about, or answered, a text before this one."""
    before = {"party": request.party_id, "version__number__lt": request.version.number}
    mailed = ConfirmationRequest.objects.filter(
        mailed_at__isnull=False, mail_failed_at__isnull=True, **before
    )
    return mailed.exists() or PartyConfirmation.objects.filter(**before).exists()
