"""Two years of nights over everything that tells by itself: each exactly once.

Partners without an account are mailed; people with one get a notification, whose mails have a year
of their own (tests/notifications/test_year.py).
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.db.models import Max

from agreements.services import agreement_extend, agreement_set_state
from agreements.services.calendar_links import calendar_link_make
from agreements.services.reminders import REMIND_AFTER, REVIEW_BEFORE
from agreements.tasks import ask_owners, remind_parties, tell_about_calendars
from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.words import say
from tests import factories as make
from tests.agreements.confirm_world import agreement_of, ask, keeper_of, rewrite, send, told

DAY = timedelta(days=1)
BEGIN = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))
NIGHTS = 2 * 365 + 60
ASKED, REWRITTEN, LEFT, EXTENDED, ENDED = 100, 110, 405, 340, 380
# On these nights two schedulers run at once: on thresholds, after a change, and on a quiet one.
AT_ONCE = frozenset({107, 117, 131, 335, 365, 395, LEFT, 610, 640, 50})


def on(day):
    return clock.travel(BEGIN + day * DAY)


class World:
    """One coalition: an agreement whose owner leaves, one that is extended, one that ends, and one
    whose partners are asked about a text that changes."""

    def __init__(self):
        with on(0):
            self.coalition = make.CoalitionFactory.create()
            self.keeper = keeper_of(self.coalition)
            self.member = make.MembershipFactory.create(coalition=self.coalition, role="partner")
            owner = {"owner_user": self.member.user}
            self.left = self._running("Eigenaar vertrekt", **owner)
            self.extended = self._running("Wordt verlengd")
            self.ended = self._running("Eindigt")
            self.asked = agreement_of(
                2, coalition=self.coalition, title="Tekst wijzigt", state="in_consultation"
            )
            calendar_link_make(user=self.keeper)

    def _running(self, title, **values):
        return agreement_of(
            1,
            coalition=self.coalition,
            title=title,
            state="in_force",
            starts_on=clock.today() - DAY,
            review_on=clock.today() + 365 * DAY,
            **values,
        )

    def live(self, day):
        """What people do on this day, after the night."""
        if day == ASKED:
            ask(self.asked)
            send()
        if day == REWRITTEN:
            first = self.asked.parties.order_by("pk")[0]
            rewrite(self.asked)
            send()
            told(first, name="Noor")
        if day == EXTENDED:
            until = clock.today() + 300 * DAY
            agreement_extend(agreement_id=self.extended.pk, until=until, expected_version=None)
        if day == ENDED:
            agreement_set_state(
                agreement_id=self.ended.pk, state="ended", expected_version=None, reason="Klaar."
            )
        if day == LEFT:
            self.member.until = clock.today() - DAY
            self.member.save()

    def wanted(self):
        """Every mail that should leave by itself: on which day, to whom, about what."""
        member, keeper = self.member.user.email, self.keeper.email
        dates = [365 - before for before in REVIEW_BEFORE]
        first, second = (f"partij{one.pk}@example.org" for one in self.asked.parties.order_by("pk"))
        return Counter(
            [
                *((day, member, self.left.title) for day in dates),
                (LEFT + 1, keeper, self.left.title),
                (dates[0], keeper, self.extended.title),
                *((EXTENDED + 300 - one, keeper, self.extended.title) for one in REVIEW_BEFORE),
                *((day, keeper, self.ended.title) for day in dates if day <= ENDED),
                *((ASKED + REMIND_AFTER[0], one, self.asked.title) for one in (first, second)),
                *((REWRITTEN + one, second, self.asked.title) for one in REMIND_AFTER),
                (370, keeper, "agenda-adres"),
            ]
        )


def newest():
    return Notification.objects.aggregate(newest=Max("pk"))["newest"] or 0


def night():
    for task in (remind_parties, ask_owners, tell_about_calendars):
        task()


def in_thread(start, day):
    try:
        start.wait(timeout=30)
        with on(day):
            night()
    finally:
        connection.close()


def two_at_once(day):
    start = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        for running in [threads.submit(in_thread, start, day) for _each in range(2)]:
            running.result()


@pytest.mark.django_db(transaction=True)
def test_everything_that_tells_by_itself_does_so_once(settings):
    settings.SITE_URL = "https://dossier.example"
    world = World()
    titles = [one.title for one in (world.left, world.extended, world.ended, world.asked)]
    found: Counter[tuple[int, str, str]] = Counter()
    last = newest()
    for day in range(1, NIGHTS):
        mail.outbox.clear()
        if day in AT_ONCE:
            two_at_once(day)
        with on(day):
            night()
            night()
        said = [(message.to[0], message.subject) for message in mail.outbox]
        said = [one for one in said if one[0].startswith("partij")]
        new = Notification.objects.filter(pk__gt=last).select_related("recipient").order_by("pk")
        for row in new:
            said.append((row.recipient.email, say(row).title))
            last = row.pk
        for reader, subject in said:
            [about] = [one for one in (*titles, "agenda-adres") if one in subject]
            found[day, reader, about] += 1
        with on(day):
            world.live(day)
        last = max(last, newest())  # what people did tells others too, by day
    assert found == world.wanted()
