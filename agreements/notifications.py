"""What people with an account are told of agreements."""

from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement, AgreementReminder, ConfirmationRequest
from agreements.selectors.calendar_feed import CALENDAR, open_calendar_link
from agreements.selectors.requests import waiting_for
from coalitions.models import Coalition
from coalitions.notifications import about, in_running, takes_part
from kansrijkestart.core import clock
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.registry import Kind, register

ASKED: Final = "agreements.confirmation_asked"
REMINDED: Final = "agreements.confirmation_reminder"
REVIEW: Final = "agreements.review"
CALENDAR_ENDS: Final = "agreements.calendar_ends"


def _still_waiting(user: Any, rows: list[Notification]) -> set[int]:
    """The question stands, is not answered, and its reader takes part in a running coalition."""
    keys = about(rows, "request")
    waiting = dict(
        waiting_for(user)
        .filter(pk__in=set(keys.values()))
        .values_list("pk", "party__agreement__coalition")
    )
    return in_running(keys, waiting, Coalition.objects.taken_part_in_by(user))


def _still_to_review(user: Any, rows: list[Notification]) -> set[int]:
    """It is still to be looked at on that date, by its owner or who keeps the record."""
    keys = about(rows, "agreement")
    found = Agreement.objects.to_review().visible_to(user).filter(pk__in=set(keys.values()))
    kept = set(Coalition.objects.coordinated_by(user).values_list("pk", flat=True))
    days = {
        pk: review_on.isoformat()
        for pk, review_on, owner, coalition in found.values_list(
            "pk", "review_on", "owner_user", "coalition"
        )
        if owner == user.pk or coalition in kept
    }
    return {
        row.pk
        for row in rows
        if row.pk in keys and days.get(keys[row.pk]) == row.about["review_on"]
    }


def _still_ends(user: Any, rows: list[Notification]) -> set[int]:
    """The address that stops working on that day is still the one they have."""
    link = open_calendar_link(user, CALENDAR)
    day = localtime(link.expires_at).date().isoformat() if link else ""
    return {row.pk for row in rows if row.about.get("expires_on") == day}


def _requests_handed_over(some: list[dict[str, Any]], fault: str) -> None:
    """Show at the agreement whether the mail went, as for who is asked by link."""
    rows = ConfirmationRequest.objects.filter(pk__in=[one["request"] for one in some])
    rows.update(mail_failed_at=clock.now() if fault else None)


def _reviews_handed_over(some: list[dict[str, Any]], fault: str) -> None:
    keys = [key for one in some for key in one["reminders"]]
    rows = AgreementReminder.objects.filter(pk__in=keys)
    if fault:
        rows.update(failed_at=clock.now())
    else:
        rows.filter(failed_at__isnull=False).update(failed_at=None, sent_at=clock.now())


KINDS: Final = (
    Kind(
        key=ASKED,
        label=_("Do you agree?"),
        explanation=_("When you are asked to confirm an agreement for your organisation."),
        delivery=Delivery.SINGLE,
        still_due=_still_waiting,
        reaches=takes_part,
        handed_over=_requests_handed_over,
    ),
    Kind(
        key=REMINDED,
        label=_("An agreement waits for your answer"),
        explanation=_("One week and three weeks after the question, when you did not answer."),
        delivery=Delivery.SINGLE,
        still_due=_still_waiting,
        reaches=takes_part,
        handed_over=_requests_handed_over,
    ),
    Kind(
        key=REVIEW,
        label=_("Does an agreement still hold?"),
        explanation=_("A month before the date to look again, on it, and a month after it."),
        delivery=Delivery.DIGEST,
        still_due=_still_to_review,
        reaches=takes_part,
        handed_over=_reviews_handed_over,
    ),
    Kind(
        key=CALENDAR_ENDS,
        label=_("Your calendar address stops working"),
        explanation=_("Once, a month before."),
        delivery=Delivery.DIGEST,
        still_due=_still_ends,
        reaches=takes_part,
    ),
)


def register_own() -> None:
    """Make these kinds known. Called once, at the start."""
    register(*KINDS)
