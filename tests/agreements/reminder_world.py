"""Nights of a site that reminds parties and owners."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import mail

from agreements.services.reminders import reviews_remind
from kansrijkestart.core import clock
from tests.agreements.confirm_world import agreement_of
from tests.notifications.world import mail_now

DAY = timedelta(days=1)
REFUSING = "tests.agreements.confirm_world.Refusing"
WORKING = "django.core.mail.backends.locmem.EmailBackend"
BEGIN = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))


def on(days):
    return clock.travel(BEGIN + days * DAY)


def under_review(review=365, **values):
    with on(0):
        return agreement_of(
            1,
            state="in_force",
            starts_on=clock.today() - DAY,
            review_on=clock.today() + review * DAY,
            **values,
        )


def review(days):
    mail.outbox.clear()
    with on(days):
        reviews_remind()
        mail_now()
    return [message.to[0] for message in mail.outbox]
