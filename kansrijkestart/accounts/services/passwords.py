"""A new password by mail. Who asks waits for neither the look-up nor the mail server."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import filter_users_by_email, user_pk_to_url_str
from django.urls import reverse

from kansrijkestart.accounts import registry
from kansrijkestart.accounts.models import User
from kansrijkestart.jobs.models import Job
from kansrijkestart.jobs.running import JobContext
from kansrijkestart.jobs.services import enqueue
from kansrijkestart.notifications.mail import send_mail

KIND = "accounts.password_reset"


def password_reset_ask(*, email: str, site: str, language: str) -> Job:
    """Have the mail sent by a worker: the same work, whether this address has an account or not.

    ``site`` is the address of the front page, to which the link leads.
    """
    parameters = {"email": email, "site": site, "language": language}
    return enqueue(kind=KIND, owner=None, parameters=parameters)


def password_reset_send(context: JobContext) -> dict[str, Any]:
    """Mail a link to every account of this address, or say that there is none.

    At least once: after a crash the mail may come twice. What was sent is not kept, nor to whom.
    """
    asked = context.parameters
    email, language = asked.get("email"), asked.get("language", "")
    if email:
        sent = [_send(user, asked) for user in _owners(email)] or [
            send_mail("unknown_account", email, {"email": email}, language)
        ]
        if not all(sent):
            _try_later(context)
    _forget(context)
    return {}


def secrets_renewed(*, user: User, **_details: Any) -> None:
    """Take back what works without signing in, after another password or a lost second factor."""
    for take_back in registry.on_new_secret:
        take_back(user)


def _owners(email: str) -> list[User]:
    """Whose address this is; an address that somebody added and did not prove is not theirs."""
    asked = email.lower()
    proved = set(
        EmailAddress.objects.filter(email=asked, verified=True).values_list("user", flat=True)
    )
    found = filter_users_by_email(email, is_active=True, prefer_verified=True)
    return [user for user in found if user.pk in proved or user.email.lower() == asked]


def _send(user: User, asked: dict[str, Any]) -> bool:
    key = default_token_generator.make_token(user)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    url = asked["site"].rstrip("/") + path
    return send_mail("password_reset", asked["email"], {"url": url}, user.language)


def _try_later(context: JobContext) -> None:
    if context.job.attempt >= context.job.max_attempts:
        _forget(context)
    raise ConnectionError("the mail server did not take it")


def _forget(context: JobContext) -> None:
    Job.objects.filter(pk=context.job.pk).update(parameters={})
