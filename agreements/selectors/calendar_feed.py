"""What the calendar of one person holds, and whether they have an address for it."""

from agreements.models import Agreement
from agreements.querysets import AgreementQuerySet
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.links.models import OneTimeLink


def agreements_to_look_at(user: User) -> AgreementQuerySet:
    """Return what applies of what this person may read now, in order of the date to look again."""
    rows = Agreement.objects.visible_to(user).in_force()
    return rows.select_related("coalition").order_by("review_on", "pk")


def open_calendar_link(user: User, purpose: str) -> OneTimeLink | None:
    """Return the address that works now; its secret is not known any more."""
    rows = OneTimeLink.objects.filter(
        purpose=purpose,
        subject_id=user.pk,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    )
    return rows.order_by("-pk").first()
