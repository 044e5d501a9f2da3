"""What the calendar of one person holds, and whether they have an address for it."""

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from agreements.models import Agreement
from agreements.querysets import AgreementQuerySet
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.links.models import OneTimeLink

# What the secret of such an address is for.
CALENDAR: Final = "calendar"


def agreements_to_look_at(user: User) -> AgreementQuerySet:
    """Return what applies of what this person may read now, in order of the date to look again.

    What a coalition left behind when it ended is not looked at again.
    """
    rows = Agreement.objects.visible_to(user).to_review()
    return rows.select_related("coalition").order_by("review_on", "pk")


def open_calendar_link(user: User, purpose: str) -> OneTimeLink | None:
    """Return the address that works now; its secret is not known any more."""
    return _open_links(purpose).filter(subject_id=user.pk).order_by("-pk").first()


def owners_of_links_until(purpose: str, moment: datetime) -> list[int]:
    """Return the keys of the accounts whose address works now and not after this moment."""
    rows = _open_links(purpose).filter(expires_at__lte=moment).order_by("subject_id")
    return list(rows.values_list("subject_id", flat=True).distinct())


def _open_links(purpose: str) -> QuerySet[OneTimeLink]:
    return OneTimeLink.objects.filter(
        purpose=purpose,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    )
