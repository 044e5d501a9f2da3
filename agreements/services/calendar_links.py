"""The personal address of a calendar: made, replaced, taken back, and who it belongs to.

One open address per person. The secret is shown when it is made and never again: a digest is kept.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from agreements.notifications import CALENDAR_ENDS
from agreements.selectors.calendar_feed import (
    CALENDAR,
    open_calendar_link,
    owners_of_links_until,
)
from kansrijkestart.accounts import registry
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.links.models import OneTimeLink
from kansrijkestart.links.services import (
    link_create,
    link_replace,
    link_resolve,
    links_revoke,
)
from kansrijkestart.notifications.services import Tell, notify

PURPOSE: Final = CALENDAR
VALID_FOR: Final = timedelta(days=400)
# So long before an address stops working its owner is told, once.
TELL_BEFORE: Final = timedelta(days=30)


@transaction.atomic
def calendar_link_make(*, user: User) -> tuple[OneTimeLink, str]:
    """Make an address; an earlier one stops working. Returns the row and the secret."""
    User.objects.select_for_update().get(pk=user.pk)  # two clicks at once leave one
    link = open_calendar_link(user, PURPOSE)
    if link is None:
        return link_create(
            purpose=PURPOSE, subject_id=user.pk, created_by=user, valid_for=VALID_FOR
        )
    return link, link_replace(link=link, valid_for=VALID_FOR)


@transaction.atomic
def calendar_link_revoke(*, user: User) -> bool:
    """Take the address back; False when there was none."""
    User.objects.select_for_update().get(pk=user.pk)
    return bool(links_revoke(purpose=PURPOSE, subject_id=user.pk))


def calendar_reader(*, token: str) -> tuple[OneTimeLink, User]:
    """Return whose calendar this secret opens. Reading does not use it up.

    Raises Http404, the same for a wrong, revoked and expired secret and a closed account.
    """
    link = link_resolve(token=token, purpose=PURPOSE)
    user = User.objects.filter(pk=link.subject_id, is_active=True).first()
    if user is None:
        raise Http404("link")
    return link, user


@transaction.atomic
def calendars_remind() -> int:
    """Tell whose address stops working soon, once per address; returns how many were told."""
    owners = owners_of_links_until(PURPOSE, clock.now() + TELL_BEFORE)
    tells = [_told(user) for user in User.objects.filter(pk__in=owners, is_active=True)]
    return notify(kind=CALENDAR_ENDS, tells=[one for one in tells if one is not None])


def _told(user: User) -> Tell | None:
    """Name the address that ends; None when it was taken back or made anew meanwhile."""
    link = open_calendar_link(user, PURPOSE)
    if link is None or link.expires_at > clock.now() + TELL_BEFORE:
        return None
    day = timezone.localtime(link.expires_at).date()
    return Tell(
        recipient=user.pk,
        occasion=day.isoformat(),
        path=reverse("agreements:calendar"),
        about={"expires_on": day.isoformat()},
        before=day,
    )


def _forget(user: User) -> None:
    calendar_link_revoke(user=user)


def register_own() -> None:
    """Whoever changes how they sign in may have lost the address too. Called once, at the start."""
    registry.on_new_secret.append(_forget)
