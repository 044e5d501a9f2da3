"""Letting people out and in again, and helping who lost a second factor."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kansrijkestart.accounts import registry
from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import Invitation, NationalRole, User
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


def is_last_administrator(user: User) -> bool:
    """Tell whether nobody else could administer the site without this user."""
    administrators = NationalRole.objects.filter(
        role=NationalRoleKind.ADMINISTRATOR, user__is_active=True
    )
    return (
        administrators.filter(user=user).exists() and not administrators.exclude(user=user).exists()
    )


@transaction.atomic
def user_deactivate(*, user_id: int, deactivated_by: User) -> User:
    """Take somebody's access away at once: every session ends, the next request is out.

    What works without signing in goes too: open invitations to this person and by them, and the
    links that other apps sent. Raises DomainError for oneself and for the last administrator.
    """
    list(NationalRole.objects.select_for_update().filter(role=NationalRoleKind.ADMINISTRATOR))
    user = User.objects.select_for_update().get(pk=user_id)
    if user.pk == deactivated_by.pk:
        raise DomainError(_("You cannot take away your own access. Ask another administrator."))
    if is_last_administrator(user):
        raise DomainError(_("This is the only administrator. Invite another one first."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    _end_sessions(user)
    for invitation in Invitation.objects.select_for_update(of=("self",)).filter(
        Q(email=user.email) | Q(invited_by=user), accepted_at=None, revoked_at=None
    ):
        invitation.revoked_at = clock.now()
        invitation.save(update_fields=["revoked_at"])
    for take_back in (*registry.on_new_secret, *registry.on_closed):
        take_back(user)
    return user


@transaction.atomic
def user_reactivate(*, user_id: int) -> User:
    """Give access back. Roles and memberships are as they were; old sessions stay closed."""
    user = User.objects.select_for_update().get(pk=user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user


@transaction.atomic
def second_factor_reset(*, user_id: int, reset_by: User) -> int:
    """Take out every second factor of somebody who lost them; returns how many there were.

    Every session ends: at the next sign-in a new second factor is asked. Raises DomainError for
    oneself, since a borrowed session of an administrator could otherwise take over that account.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.pk == reset_by.pk:
        raise DomainError(_("You change your own second step under My account."))
    number, _rows = Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    for take_back in registry.on_new_secret:
        take_back(user)
    LogEntry.objects.create(
        user=reset_by,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=f"user {user.pk}",
        action_flag=CHANGE,
        change_message="second factor reset",
    )
    return number


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()
