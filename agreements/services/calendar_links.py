"""The personal address of a calendar: made, replaced, taken back, and who it belongs to.

One open address per person. The secret is shown when it is made and never again: a digest is kept.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from agreements.models import CalendarReminder
from agreements.selectors.calendar_feed import open_calendar_link, owners_of_links_until
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
from kansrijkestart.notifications.mail import send_mail

PURPOSE: Final = "calendar"
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


def calendars_remind(*, site_url: str) -> int:
    """Tell whose address stops working soon, once per address; safe to run twice.

    A mail that was refused is tried again the next night. Returns how many were sent.
    """
    sent = 0
    for user_id in owners_of_links_until(PURPOSE, clock.now() + TELL_BEFORE):
        told = _take_reminder(user_id)
        if told is None:
            continue
        context = {
            "expires_on": told.expires_on,
            "url": f"{site_url.rstrip('/')}{reverse('agreements:calendar')}",
        }
        if send_mail("calendar_ends", told.user.email, context, told.user.language):
            sent += 1
        else:
            CalendarReminder.objects.filter(pk=told.pk).update(failed_at=clock.now())
    return sent


@transaction.atomic
def _take_reminder(user_id: int) -> CalendarReminder | None:
    """Write down that somebody is told, before the mail; None when that was done."""
    user = User.objects.select_for_update().filter(pk=user_id, is_active=True).first()
    link = open_calendar_link(user, PURPOSE) if user else None
    if user is None or link is None or link.expires_at > clock.now() + TELL_BEFORE:
        return None  # closed, taken back or made anew while this waited
    expires_on = timezone.localtime(link.expires_at).date()
    told, is_new = CalendarReminder.objects.get_or_create(
        user=user, expires_on=expires_on, defaults={"sent_at": clock.now()}
    )
    if not is_new and told.failed_at is None:
        return None
    told.sent_at, told.failed_at = clock.now(), None
    told.save(update_fields=["sent_at", "failed_at"])
    return told


def _forget(user: User) -> None:
    calendar_link_revoke(user=user)


def register_own() -> None:
    """Whoever changes how they sign in may have lost the address too. Called once, at the start."""
    registry.on_new_secret.append(_forget)
