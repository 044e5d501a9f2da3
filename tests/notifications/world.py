"""A kind of notification to try, people who get it, and a mail server that refuses."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from zoneinfo import ZoneInfo

from django.core.mail.backends.base import BaseEmailBackend

from kansrijkestart.core import clock
from kansrijkestart.notifications.choices import Delivery
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.registry import Kind
from kansrijkestart.notifications.sending import singles_mail
from kansrijkestart.notifications.services import Tell, notify
from tests import factories as make

REFUSING = "tests.notifications.world.Refusing"
WORKING = "django.core.mail.backends.locmem.EmailBackend"
TRIED = "tests.tried"
DAY = timedelta(days=1)
# A Wednesday; the mail of the week leaves on Monday the ninth at eight.
BEGIN = datetime(2026, 3, 4, 12, tzinfo=ZoneInfo("Europe/Amsterdam"))
MONDAY = datetime(2026, 3, 9, 8, 5, tzinfo=ZoneInfo("Europe/Amsterdam"))


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing, and names whom in its answer."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"")})


class TriedKind(Kind):
    """A kind with the words of another."""

    @property
    def template(self):
        return "notifications/told/notifications_not_arrived"


def tried(over: set[int], delivery=Delivery.SINGLE, key=TRIED) -> TriedKind:
    """Return a kind of which the rows in ``over`` are not so any more."""
    return TriedKind(
        key=key,
        label="Geprobeerd",
        explanation="Om te proberen.",
        delivery=delivery,
        still_due=lambda _user, rows: {row.pk for row in rows} - over,
        reaches=lambda _user: True,
    )


def on(days=0, hours=0):
    return clock.travel(BEGIN + timedelta(days=days, hours=hours))


def tell(user=None, occasion="een", kind=TRIED, **values) -> Notification:
    """Tell somebody something on the first day, and return the row."""
    user = user or make.UserFactory.create()
    with on():
        one = Tell(user.pk, occasion, "/kaart/", {"day_on": "2026-03-04"}, **values)
        notify(kind=kind, tells=[one])
    return Notification.objects.get(recipient=user, kind=kind, occasion=occasion)


def mail_now() -> int:
    """Mail everything that waits as somebody would get it who wants each mail at once."""
    Notification.objects.filter(delivery=Delivery.DIGEST).update(delivery=Delivery.SINGLE)
    return singles_mail()
