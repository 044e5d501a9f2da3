"""The mails that ask a party to confirm a text; each goes out once, also when a job runs twice."""

from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from agreements.models import Agreement, ConfirmationRequest, PartyConfirmation
from agreements.selectors.requests import answerable_requests, open_requests
from agreements.services.confirmations import PURPOSE
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from kansrijkestart.links.services import link_create
from kansrijkestart.notifications.mail import send_mail

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
        if _take(pk):
            sent += mail_request(pk, job.parameters["site"])
    return {"url": reverse("agreements:confirmations", args=[agreement.pk]), "sent": sent}


@transaction.atomic
def _take(pk: int) -> bool:
    """Mark a mail as sent before it is: one that is lost is better than one that comes twice."""
    rows = ConfirmationRequest.objects.filter(pk=pk, mailed_at=None, withdrawn_at=None)
    return bool(rows.update(mailed_at=clock.now()))


def mail_request(pk: int, site_url: str, template: str = "confirmation_request") -> bool:
    """Mail one question with its page or a link of its own, and note whether that went well.

    False for a question that was taken back meanwhile, or whose term is over.
    """
    request = answerable_requests().filter(pk=pk).first()
    if request is None:
        return False
    agreement, member = request.party.agreement, request.member
    context = {
        "coalition": agreement.coalition.name,
        "title": agreement.title,
        "organisation": request.party.organisation.name,
        "is_new_text": _knows_earlier_text(request),
        "last_day": request.expires_at,
        "has_account": member is not None,
        "url": f"{site_url.rstrip('/')}{_path_of(request)}",
    }
    to, language = (member.email, member.language) if member else (request.email, "")
    sent = send_mail(template, to, context, language or settings.LANGUAGE_CODE)
    failed = None if sent else clock.now()
    ConfirmationRequest.objects.filter(pk=request.pk).update(mail_failed_at=failed)
    return sent


def _knows_earlier_text(request: ConfirmationRequest) -> bool:
    """Whether this party was mailed about, or answered, a text before this one."""
    before = {"party": request.party_id, "version__number__lt": request.version.number}
    mailed = ConfirmationRequest.objects.filter(
        mailed_at__isnull=False, mail_failed_at__isnull=True, **before
    )
    return mailed.exists() or PartyConfirmation.objects.filter(**before).exists()


def _path_of(request: ConfirmationRequest) -> str:
    """Return the page of a member, or a new personal link; only the mail ever holds its secret."""
    if request.member_id is not None:
        return reverse("agreements:confirm", args=[request.party.agreement_id, request.pk])
    valid_for = request.expires_at - clock.now()
    _link, token = link_create(purpose=PURPOSE, subject_id=request.pk, valid_for=valid_for)
    return reverse("agreements:confirm_link", args=[token])
