"""Letting people out and in again."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from kansrijkestart.accounts.choices import NationalRoleKind
from kansrijkestart.accounts.models import NationalRole, User
from kansrijkestart.core.exceptions import DomainError


def _is_last_administrator(user: User) -> bool:
    administrators = NationalRole.objects.filter(
        role=NationalRoleKind.ADMINISTRATOR, user__is_active=True
    )
    return (
        administrators.filter(user=user).exists() and not administrators.exclude(user=user).exists()
    )


@transaction.atomic
def user_deactivate(*, user_id: int, deactivated_by: User) -> User:
    """Take somebody's access away at once: every session ends, the next request is out."""
    list(NationalRole.objects.select_for_update().filter(role=NationalRoleKind.ADMINISTRATOR))
    user = User.objects.select_for_update().get(pk=user_id)
    if user.pk == deactivated_by.pk:
        raise DomainError(_("You cannot take away your own access. Ask another administrator."))
    if _is_last_administrator(user):
        raise DomainError(_("This is the only administrator. Invite another one first."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    for session in UserSession.objects.filter(user=user):
        session.end()
    return user


@transaction.atomic
def user_reactivate(*, user_id: int) -> User:
    """Give access back. Roles and memberships are as they were; old sessions stay closed."""
    user = User.objects.select_for_update().get(pk=user_id)
    user.is_active = True
    user.save(update_fields=["is_active"])
    return user
