"""Invitations: an account starts with one. The link works once, for two weeks, for one address."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from kansrijkestart.accounts import registry
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import Invitation, NationalRole, User
from kansrijkestart.accounts.services.addresses import address_prove
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.links.services import digest_of, new_token
from kansrijkestart.notifications.letters import Refused
from kansrijkestart.notifications.mail import send_mail
from kansrijkestart.notifications.words import absolute

# A second press of the button within this time is the same press.
SAME_PRESS = timedelta(seconds=10)
BuildUrl = Callable[[str], str]  # a request's build_absolute_uri


def offer_in_words(invitation: Invitation) -> tuple[str, str]:
    """Return for what place somebody is invited (may be empty) and as what."""
    for describe in registry.describe_offer:
        if found := describe(invitation):
            return found
    if invitation.national_role:
        return "", str(NationalRoleKind(invitation.national_role).label).lower()
    return "", _("user")


def _mail(invitation: Invitation, token: str, build_url: BuildUrl) -> bool:
    """Send the link; what could not be sent stays visible, and is tried again."""
    user = User.objects.filter(email=invitation.email).first()
    language = user.language if user else settings.LANGUAGE_CODE
    with translation.override(language):
        place, role = offer_in_words(invitation)
    inviter = invitation.invited_by
    context = {
        "name": invitation.name,
        "place": place,
        "role": role,
        "inviter": inviter.name if inviter else "",
        "url": build_url(reverse("people:accept", args=[token])),
        "days": max(1, round((invitation.expires_at - clock.now()) / timedelta(days=1))),
    }
    sent = send_mail("invitation", invitation.email, context, language)
    Invitation.objects.filter(pk=invitation.pk).update(mail_failed_at=None if sent else clock.now())
    return sent


def _renew(invitation: Invitation, build_url: BuildUrl) -> None:
    token = new_token()
    invitation.digest = digest_of(token)
    invitation.expires_at = clock.now() + timedelta(days=settings.INVITATION_DAYS)
    transaction.on_commit(lambda: _mail(invitation, token, build_url))


@transaction.atomic
def invitation_send(
    *,
    email: str,
    invited_by: User | None,
    build_url: BuildUrl,
    name: str = "",
    national_role: str = "",
) -> Invitation:
    """Invite an address and, once committed, mail the link. Higher apps hang their offer on it."""
    invitation = Invitation(
        email=email.strip().lower(), name=name, national_role=national_role, invited_by=invited_by
    )
    _renew(invitation, build_url)
    invitation.full_clean(exclude=["invited_by"])
    invitation.save()
    return invitation


def _open(invitation_id: int) -> Invitation:
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .filter(pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True)
        .first()
    )
    if invitation is None:
        raise DomainError(_("This invitation has been accepted or withdrawn already."))
    return invitation


def _mailed_at(invitation: Invitation) -> datetime:
    """Return when somebody pressed the button last."""
    return invitation.expires_at - timedelta(days=settings.INVITATION_DAYS)


def _was_just_mailed(invitation: Invitation) -> bool:
    return invitation.mail_failed_at is None and clock.now() - _mailed_at(invitation) < SAME_PRESS


def _refused() -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        mail_failed_at__isnull=False,
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    )


def invitations_refused() -> list[Refused]:
    """Return the invitations whose mail was refused and that nobody could accept yet."""
    return [
        Refused(row.pk, row.email, _mailed_at(row), failed_at)
        for row in _refused()
        if (failed_at := row.mail_failed_at) is not None
    ]


@transaction.atomic
def invitation_retry(pk: int) -> bool:
    """Mail a refused invitation again, with a new link and the same last day."""
    invitation = _refused().select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if invitation is None:
        return False
    token = new_token()
    invitation.digest = digest_of(token)
    invitation.save(update_fields=["digest"])
    return _mail(invitation, token, absolute)


@transaction.atomic
def invitation_resend(*, invitation_id: int, build_url: BuildUrl) -> Invitation:
    """Mail a new link; the old one no longer works. Pressed twice, one mail goes out."""
    invitation = _open(invitation_id)
    if _was_just_mailed(invitation):
        return invitation
    _renew(invitation, build_url)
    invitation.mail_failed_at = None
    invitation.save(update_fields=["digest", "expires_at", "mail_failed_at"])
    return invitation


@transaction.atomic
def invitation_revoke(*, invitation_id: int) -> Invitation:
    """Withdraw an invitation: its link stops working at once."""
    invitation = _open(invitation_id)
    invitation.revoked_at = clock.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


def invitation_find(*, token: str, lock: bool = False) -> Invitation:
    """Return the open invitation of this link. Raises Http404, the same for every other link."""
    rows = Invitation.objects.select_related("invited_by")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(
        Q(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now()),
        digest=digest_of(token),
    ).first()
    if found is None:
        raise Http404("invitation")
    return found


@transaction.atomic
def invitation_accept(*, token: str, name: str, password: str) -> User:
    """Make the account of a new person, with what the invitation offers."""
    invitation = invitation_find(token=token, lock=True)
    if User.objects.filter(email=invitation.email).exists():
        raise DomainError(_("There is an account with this address already. Sign in first."))
    try:
        validate_password(password, User(email=invitation.email, name=name))
    except ValidationError as error:
        raise ValidationError({"password1": error.messages}) from error
    user = User.objects.create_user(invitation.email, password, name=name)
    address_prove(user=user)
    _give(invitation, user)
    return user


@transaction.atomic
def invitation_accept_as(*, token: str, user: User) -> User:
    """Give somebody who has an account, and is signed in, what the invitation offers."""
    invitation = invitation_find(token=token, lock=True)
    if user.email.lower() != invitation.email or not user.is_active:
        raise DomainError(_("This invitation is for another address. Sign out first."))
    _give(invitation, user)
    return user


def _give(invitation: Invitation, user: Any) -> None:
    if invitation.national_role:
        NationalRole.objects.get_or_create(user=user, role=invitation.national_role)
    for accept in registry.on_accept:
        accept(invitation, user)
    invitation.accepted_at, invitation.accepted_by = clock.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
