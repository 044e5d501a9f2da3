"""The personal address of a calendar: made, replaced, taken back, and who it belongs to.

One open address per person. The secret is shown when it is made and never again: a digest is kept.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.http import Http404

from agreements.selectors.calendar_feed import open_calendar_link
from kansrijkestart.accounts.models import User
from kansrijkestart.links.models import OneTimeLink
from kansrijkestart.links.services import (
    link_create,
    link_replace,
    link_resolve,
    links_revoke,
)

PURPOSE: Final = "calendar"
VALID_FOR: Final = timedelta(days=400)


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
