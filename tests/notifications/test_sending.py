"""Mails of notifications: single and weekly, refused and tried again, and by two at once."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils.html import strip_tags

from kansrijkestart.core import clock
from kansrijkestart.notifications import registry, sending
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import MOST_ATTEMPTS, NOT_ARRIVED, week_begins
from kansrijkestart.notifications.sending import digests_mail, single_mail, singles_mail
from kansrijkestart.notifications.services import notifications_read, wishes_set
from kansrijkestart.notifications.tasks import mail_notifications
from tests import factories as make
from tests.notifications.world import (
    BEGIN,
    DAY,
    MONDAY,
    REFUSING,
    TRIED,
    WORKING,
    on,
    tell,
    tried,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("over")]


def html_of(message: Any) -> str:
    [part] = message.alternatives
    return str(part.content)


def for_the_week(language="nl", **values):
    user = make.UserFactory.create(language=language)
    wishes_set(user=user, wishes={TRIED: "digest"})
    return user


def test_a_mail_of_its_own_leaves_once_in_text_and_html():
    row = tell()
    with on(hours=1):
        assert (singles_mail(), singles_mail()) == (1, 0)
    (message,) = mail.outbox
    assert message.to == [row.recipient.email]
    (html,) = [html_of(message)]
    assert '<html lang="nl">' in html
    for text in (str(message.body), html):
        assert f"/meldingen/{row.pk}/" in text
        assert "/meldingen/instellingen/" in text
        assert "4 maart 2026" in text
    assert Notification.objects.get().mailed_at == BEGIN + DAY / 24


@pytest.mark.parametrize(("language", "words"), [("nl", "Jouw week"), ("en", "Your week at")])
def test_the_mail_of_the_week_is_one_mail_on_monday_in_the_readers_language(language, words):
    user = for_the_week(language)
    rows = [tell(user, str(number)) for number in range(3)]
    for day in range(12):
        with on(day):
            mail_notifications()
        assert len(mail.outbox) == (day >= 5), day
    (message,) = mail.outbox
    assert words in message.subject
    html = html_of(message)
    assert f'lang="{language}"' in html
    assert all(f"/meldingen/{row.pk}/" in text for row in rows for text in (message.body, html))
    assert not re.search(r"<(img|table|script|style|link)", html)


def test_a_week_begins_on_monday_at_eight():
    assert week_begins(MONDAY).date() == MONDAY.date()
    assert week_begins(MONDAY - DAY / 24) == week_begins(MONDAY) - 7 * DAY
    assert week_begins(MONDAY + 6 * DAY) == week_begins(MONDAY)


def test_what_was_read_or_is_not_so_any_more_is_not_mailed(over):
    read, past, closed = tell(), tell(), tell()
    notifications_read(user=read.recipient)
    over.add(past.pk)
    closed.recipient.is_active = False
    closed.recipient.save()
    with on(1):
        assert singles_mail() == 0
    assert Notification.objects.get(pk=past.pk).ended_at == BEGIN + DAY
    assert Notification.objects.get(pk=closed.pk).ended_at == BEGIN + DAY


def test_the_mail_of_the_week_leaves_out_what_is_over(over):
    user = for_the_week()
    still, past = tell(user, "een"), tell(user, "twee")
    over.add(past.pk)
    with clock.travel(MONDAY):
        assert digests_mail() == 1
    assert f"/meldingen/{still.pk}/" in mail.outbox[0].body
    assert f"/meldingen/{past.pk}/" not in mail.outbox[0].body


def test_who_wished_no_mail_gets_none():
    user = make.UserFactory.create()
    wishes_set(user=user, wishes={TRIED: "none"})
    tell(user)
    for day in range(8):
        with on(day):
            mail_notifications()
    assert mail.outbox == []


def tries(days=12):
    """Run every hour; returns after how many hours something was tried."""
    found = []
    for hour in range(days * 24):
        before = list(Notification.objects.order_by("pk").values_list("attempts", flat=True))
        with on(hours=hour):
            mail_notifications()
        after = list(Notification.objects.order_by("pk").values_list("attempts", flat=True))
        found += [hour] * (before != after[: len(before)])
    return found


def test_a_refused_mail_is_tried_again_and_then_told_to_administrators(settings):
    settings.EMAIL_BACKEND = REFUSING
    chief = make.NationalRoleFactory.create(role="administrator").user
    wishes_set(user=chief, wishes={NOT_ARRIVED: "none"})
    row = tell()
    assert tries() == [0, 1, 7, 31, 79]
    row.refresh_from_db()
    assert (row.attempts, row.fault, row.mailed_at) == (
        MOST_ATTEMPTS,
        "SMTPRecipientsRefused",
        None,
    )
    told = Notification.objects.get(kind=NOT_ARRIVED)
    assert (told.recipient, told.path) == (chief, "/meldingen/niet-aangekomen/")


def test_a_mail_that_is_taken_after_all_is_nobodys_worry(settings):
    settings.EMAIL_BACKEND = REFUSING
    make.NationalRoleFactory.create(role="administrator")
    row = tell()
    with on():
        singles_mail()
    settings.EMAIL_BACKEND = WORKING
    assert tries() == [1]
    row.refresh_from_db()
    assert (row.attempts, row.fault, row.failed_at) == (2, "", None)
    assert not Notification.objects.filter(kind=NOT_ARRIVED).exists()


def test_a_refusal_of_the_report_itself_is_told_to_nobody(settings):
    settings.EMAIL_BACKEND = REFUSING
    make.NationalRoleFactory.create(role="administrator")
    tell()
    tries(40)
    (told,) = Notification.objects.filter(kind=NOT_ARRIVED)
    assert told.attempts == MOST_ATTEMPTS


def test_the_same_mail_has_the_same_name_and_another_another():
    """A worker died after handing over, before that was written down."""
    first, second = tell(), tell()
    for _time in range(2):
        Notification.objects.update(mailed_at=None, attempts=0)
        singles_mail()
    names = [message.extra_headers["Message-ID"] for message in mail.outbox]
    assert names[:2] == names[2:]
    assert len(set(names)) == 2
    assert not any(row.recipient.email in name for row in (first, second) for name in names)


def test_more_than_fit_in_one_mail_are_in_the_list(monkeypatch):
    monkeypatch.setattr(sending, "MOST_IN_DIGEST", 2)
    user = for_the_week("en")
    for number in range(3):
        tell(user, str(number))
    with clock.travel(MONDAY):
        assert (digests_mail(), digests_mail()) == (1, 0)
    assert mail.outbox[0].body.count("Mails did not arrive") == 2
    assert "There is more." in mail.outbox[0].body


def test_a_name_is_written_as_it_is_in_text_and_escaped_in_html(monkeypatch):
    user = make.UserFactory.create()
    monkeypatch.setattr(
        "kansrijkestart.notifications.sending.say",
        lambda row: sending.Said(row, tried(set()), "Son & Breugel", ("<b>&</b>",)),
    )
    tell(user)
    singles_mail()
    (message,) = mail.outbox
    assert message.subject == "Son & Breugel"
    assert "<b>&</b>" in message.body
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in html_of(message)
    assert "Son &amp; Breugel" in html_of(message)
    assert "Son & Breugel" not in strip_tags(html_of(message))


def at_once(function, number=4):
    barrier = Barrier(number)

    def run():
        barrier.wait()
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return sum(one.result() for one in [pool.submit(run) for _n in range(number)])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("weekly", [False, True])
def test_workers_at_once_mail_once(weekly):
    user = for_the_week() if weekly else None
    for number in range(3):
        tell(user, str(number))

    def work():
        with clock.travel(MONDAY):
            return digests_mail() + singles_mail()

    assert at_once(work) == len(mail.outbox) == (1 if weekly else 3)


@pytest.mark.django_db(transaction=True)
def test_who_tells_at_once_tells_once():
    user = make.UserFactory.create()
    at_once(lambda: bool(tell(user)))
    assert Notification.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_being_mailed_is_left_alone():
    row = tell()
    with transaction.atomic():
        Notification.objects.select_for_update().get(pk=row.pk)
        assert at_once(lambda: single_mail(pk=row.pk), 1) == 0
    assert single_mail(pk=row.pk) == 1


def test_two_kinds_are_grouped(monkeypatch):
    user = make.UserFactory.create(language="en")
    for key, label in (("tests.a", "Apples"), ("tests.b", "Pears")):
        kind = tried(set(), "digest", key)
        object.__setattr__(kind, "label", label)
        monkeypatch.setitem(registry._kinds, key, kind)
    for number in range(2):
        tell(user, str(number), "tests.b")
        tell(user, str(number), "tests.a")
    with clock.travel(MONDAY):
        digests_mail()
    words = re.findall(r"APPLES|PEARS|Mails did not arrive", str(mail.outbox[0].body))
    assert words == [
        "APPLES",
        *["Mails did not arrive"] * 2,
        "PEARS",
        *["Mails did not arrive"] * 2,
    ]
