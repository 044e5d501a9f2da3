"""Mails about approval: that answers wait for somebody, and that they were sent back."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from coalitions.models import Coalition
from coalitions.selectors.members import users_with_access
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.notifications.mail import send_mail
from monitoring.choices import ResponseState
from monitoring.models import ApprovalWish, Response, Round


def approval_ask(context: JobContext) -> dict[str, Any]:
    """Mail the approver, as long as something waits for them. Says nothing of the answers."""
    waiting = Response.objects.filter(
        round=context.parameters["round"],
        coalition=context.parameters["coalition"],
        state=ResponseState.SUBMITTED,
    )
    wished = ApprovalWish.objects.filter(
        coalition=context.parameters["coalition"], approver=context.parameters["user"]
    )
    if not waiting.exists() or not wished.exists():
        return {"sent": 0}
    return _mail("answers_to_approve", "monitoring:response_approve", context)


def answers_returned(context: JobContext) -> dict[str, Any]:
    """Mail somebody who keeps the record that the answers came back."""
    return _mail("answers_returned", "monitoring:response", context)


def _mail(template: str, page: str, context: JobContext) -> dict[str, Any]:
    """Mail one reader, unless they left or the round or coalition is not there any more."""
    asked = Round.objects.for_list().filter(pk=context.parameters["round"]).first()
    coalition = Coalition.objects.filter(pk=context.parameters["coalition"]).first()
    if asked is None or coalition is None:
        return {"sent": 0}
    user = users_with_access(coalition).filter(pk=context.parameters["user"]).first()
    if user is None:
        return {"sent": 0}
    version = asked.questionnaire_version
    path = reverse(page, args=[coalition.slug, version.year, version.questionnaire.key])
    values = {
        "coalition": coalition.name,
        "questionnaire": version.title,
        "url": f"{settings.SITE_URL.rstrip('/')}{path}",
    }
    if not send_mail(template, user.email, values, user.language):
        raise ConnectionError("A mail about approval was refused.")  # the job tries again later
    return {"sent": 1}
