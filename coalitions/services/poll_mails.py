"""Telling and mailing who was asked to answer a poll; each goes out once, also run twice."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from coalitions.models import Poll, PollInvitation
from coalitions.notifications import POLL_ASKED, POLL_REMINDED
from coalitions.services.poll_invitations import reachable, remindable
from coalitions.services.poll_secrets import unseal
from kansrijkestart.core import clock
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.notifications.letters import Refused
from kansrijkestart.notifications.mail import send_mail
from kansrijkestart.notifications.services import Tell, notify
from kansrijkestart.notifications.words import absolute


def send_poll_mails(job: JobContext) -> dict[str, Any]:
    """Handler of the job: mail whoever waits for one. Runs twice without mailing twice."""
    poll = Poll.objects.select_related("coalition").filter(pk=job.parameters["poll"]).first()
    page = reverse("jobs:detail", args=[job.job.pk])
    if poll is None or not poll.is_open:
        return {"url": page, "sent": 0}
    sent = poll_mail(
        poll=poll, site_url=job.parameters["site"], is_reminder=job.parameters["is_reminder"]
    )
    return {"url": reverse("coalitions:poll", args=[poll.coalition.slug, poll.pk]), "sent": sent}


def poll_mail(*, poll: Poll, site_url: str, is_reminder: bool) -> int:
    """Send the invitations or reminders that wait; each row is taken before its mail goes out."""
    rows = remindable(poll) if is_reminder else _waiting(poll)
    sent = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        invitation = _take(poll, pk, is_reminder=is_reminder)
        if invitation is not None and invitation.member is not None:
            sent += 1
        elif invitation is not None:
            sent += _mail(poll, invitation, site_url, is_reminder=is_reminder)
    return sent


def _waiting(poll: Poll) -> Any:
    return reachable(poll).filter(mailed_at__isnull=True)


@transaction.atomic
def _take(poll: Poll, pk: int, *, is_reminder: bool) -> PollInvitation | None:
    """Mark a mail as sent before it is: one that is lost is better than one that comes twice.

    Who has an account is told in the same transaction.
    """
    name = "reminded_at" if is_reminder else "mailed_at"
    rows = (
        PollInvitation.objects.asked().filter(pk=pk, **{f"{name}__isnull": True}).exclude(sealed="")
    )
    moment = clock.now()
    if not rows.update(**{name: moment}):
        return None
    invitation = PollInvitation.objects.select_related("member").get(pk=pk)
    if invitation.member_id is not None:
        tell = _tell(poll, invitation.pk, invitation.member_id, moment)
        notify(kind=POLL_REMINDED if is_reminder else POLL_ASKED, tells=[tell])
    return invitation


def _tell(poll: Poll, invitation: int, member: int, moment: datetime) -> Tell:
    return Tell(
        recipient=member,
        occasion=f"{invitation} {moment.isoformat()}",
        path=reverse("coalitions:poll_answer", args=[poll.coalition.slug, poll.pk]),
        about={
            "invitation": invitation,
            "coalition": poll.coalition_id,
            "name": poll.coalition.name,
            "title": poll.title,
            "last_on": poll.closes_on.isoformat(),
        },
        before=poll.closes_on,
    )


def _refused() -> QuerySet[PollInvitation]:
    """Return links to an open poll whose mail was refused; who has an account is told otherwise."""
    return (
        PollInvitation.objects.asked()
        .filter(
            mail_failed_at__isnull=False,
            mailed_at__isnull=False,
            member__isnull=True,
            poll__closed_at__isnull=True,
            poll__closes_on__gte=clock.today(),
        )
        .exclude(sealed="")
    )


def polls_refused() -> list[Refused]:
    """Return which mails of polls were refused, by coalition: whose address it is stays there."""
    rows = _refused().values_list(
        "pk", "poll__coalition__name", "mailed_at", "reminded_at", "mail_failed_at"
    )
    return [
        Refused(pk, name, reminded or mailed, failed)
        for pk, name, mailed, reminded, failed in rows
        if mailed and failed
    ]


@transaction.atomic
def poll_mail_retry(pk: int) -> bool:
    """Mail a refused link, or its reminder, again: the same link, so the sheet stays the same."""
    held = _refused().select_for_update(of=("self",), skip_locked=True)
    invitation = held.select_related("poll__coalition").filter(pk=pk).first()
    if invitation is None:
        return False
    is_reminder = invitation.reminded_at is not None
    return _mail(invitation.poll, invitation, absolute(""), is_reminder=is_reminder)


def _mail(poll: Poll, invitation: PollInvitation, site_url: str, *, is_reminder: bool) -> bool:
    path = reverse("coalitions:poll_link", args=[unseal(invitation.sealed)])
    context = {
        "coalition": poll.coalition.name,
        "title": poll.title,
        "introduction": poll.introduction,
        "last_day": poll.closes_on,
        "url": f"{site_url.rstrip('/')}{path}",
    }
    template = "poll_reminder" if is_reminder else "poll_invitation"
    sent = send_mail(template, invitation.email, context, settings.LANGUAGE_CODE)
    failed = None if sent else clock.now()
    PollInvitation.objects.filter(pk=invitation.pk).update(mail_failed_at=failed)
    return sent
