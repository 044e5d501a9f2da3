"""Asking a party to confirm a text: who has an account is told, others get a mail with a link.

Each goes out once, also when a job runs twice.
"""

from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from agreements.models import Agreement, ConfirmationRequest, PartyConfirmation
from agreements.notifications import ASKED
from agreements.selectors.requests import answerable_requests, open_requests
from agreements.services.confirmations import PURPOSE
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from kansrijkestart.links.services import link_create
from kansrijkestart.notifications.mail import send_mail
from kansrijkestart.notifications.services import Tell, notify

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


def _knows_earlier_text(request: ConfirmationRequest) -> bool:
    """Whether this party was mailed about, or answered, a text before this one."""
    before = {"party": request.party_id, "version__number__lt": request.version.number}
    mailed = ConfirmationRequest.objects.filter(
        mailed_at__isnull=False, mail_failed_at__isnull=True, **before
    )
    return mailed.exists() or PartyConfirmation.objects.filter(**before).exists()
