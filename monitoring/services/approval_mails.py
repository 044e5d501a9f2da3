"""Mails about approval: that answers wait for somebody, and that they were sent back."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from coalitions.models import Coalition
from coalitions.selectors.members import keepers_of, users_with_access
from kansrijkestart.accounts.models import User
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.notifications.mail import send_mail
from monitoring.choices import ResponseState
from monitoring.models import ApprovalWish, Response, Round


def approval_ask(context: JobContext) -> dict[str, Any]:
    """Mail the approver, as long as something waits for them. Says nothing of the answers."""
    asked, coalition = _of(context)
    waiting = Response.objects.filter(
        round=asked, coalition=coalition, state=ResponseState.SUBMITTED
    )
    wish = ApprovalWish.objects.filter(coalition=coalition).select_related("approver").first()
    if asked is None or coalition is None or wish is None or not waiting.exists():
        return {"sent": 0}
    if not users_with_access(coalition).filter(pk=wish.approver_id).exists():
        return {"sent": 0}
    return _mail("answers_to_approve", "monitoring:response_approve", [wish.approver], context)


def answers_returned(context: JobContext) -> dict[str, Any]:
    """Mail who keeps the record that the answers came back."""
    asked, coalition = _of(context)
    if asked is None or coalition is None:
        return {"sent": 0}
    readers = list(keepers_of(coalition).order_by("pk"))
    return _mail("answers_returned", "monitoring:response", readers, context)


def _of(context: JobContext) -> tuple[Round | None, Coalition | None]:
    asked = Round.objects.for_list().filter(pk=context.parameters["round"]).first()
    coalition = Coalition.objects.filter(pk=context.parameters["coalition"]).first()
    return asked, coalition


def _mail(template: str, page: str, users: list[User], context: JobContext) -> dict[str, Any]:
    asked, coalition = _of(context)
    if asked is None or coalition is None:
        return {"sent": 0}
    version = asked.questionnaire_version
    path = reverse(page, args=[coalition.slug, version.year, version.questionnaire.key])
    values = {
        "coalition": coalition.name,
        "questionnaire": version.title,
        "url": f"{settings.SITE_URL.rstrip('/')}{path}",
    }
    refused = [one for one in users if not send_mail(template, one.email, values, one.language)]
    if refused:
        raise ConnectionError("A mail about approval was refused.")  # the job tries again later
    return {"sent": len(users)}
