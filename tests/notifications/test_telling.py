"""Telling somebody something: once per occasion, as they wish, and what ends."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import TestCase

from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.models import Notification, NotificationWish
from kansrijkestart.notifications.services import (
    KIND,
    Tell,
    notifications_end,
    notifications_read,
    notifications_settle,
    notifications_tidy,
    notify,
    wishes_set,
)
from tests import factories as make
from tests.notifications.world import BEGIN, DAY, TRIED, on, tell, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("over")]


def test_the_same_occasion_is_told_once_and_a_next_one_again():
    user = make.UserFactory.create()
    tells = [Tell(user.pk, "een", "/kaart/"), Tell(user.pk, "twee", "/kaart/")]
    assert notify(kind=TRIED, tells=tells[:1]) == 1
    assert notify(kind=TRIED, tells=tells) == 1
    assert notify(kind=TRIED, tells=[*tells, *tells]) == 0
    assert sorted(Notification.objects.values_list("occasion", flat=True)) == ["een", "twee"]


def test_a_kind_that_no_app_knows_is_refused():
    with pytest.raises(ValueError, match="No app registered"):
        notify(kind="no.such", tells=[Tell(1, "een", "/")])


def test_a_key_belongs_to_one_app():
    with pytest.raises(ValueError, match="registered twice"):
        registry.register(tried(set()))


@pytest.mark.parametrize(("wish", "jobs"), [(None, 1), ("digest", 0), ("none", 0)])
def test_a_wish_decides_how_it_is_mailed_and_only_a_mail_of_its_own_asks_a_job(wish, jobs):
    user = make.UserFactory.create()
    if wish:
        wishes_set(user=user, wishes={TRIED: wish})
    with TestCase.captureOnCommitCallbacks(execute=True):
        row = tell(user)
        tell(user, "twee")
    assert row.delivery == (wish or "single")
    assert Job.objects.filter(kind=KIND).count() == jobs


def test_choosing_the_ordinary_way_again_leaves_no_row():
    user = make.UserFactory.create()
    wishes_set(user=user, wishes={TRIED: "none", "no.such": "none"})
    assert NotificationWish.objects.get().delivery == "none"
    wishes_set(user=user, wishes={TRIED: "single"})
    assert not NotificationWish.objects.exists()


@pytest.mark.parametrize(
    ("before", "delivery"),
    [(None, "digest"), (date(2026, 3, 10), "digest"), (date(2026, 3, 9), "single")],
)
def test_what_cannot_wait_for_the_mail_of_the_week_is_mailed_by_itself(before, delivery):
    user = make.UserFactory.create()
    wishes_set(user=user, wishes={TRIED: "digest"})
    assert tell(user, before=before).delivery == delivery


def test_what_ended_untold_is_told_anew_and_what_was_mailed_is_not():
    row = tell()
    notifications_end(pks=[row.pk])
    with on(3):
        assert notify(kind=TRIED, tells=[Tell(row.recipient_id, "een", "/landelijk/")]) == 1
    again = Notification.objects.get()
    assert (again.ended_at, again.path, again.created_at) == (None, "/landelijk/", BEGIN + 3 * DAY)
    Notification.objects.update(mailed_at=clock.now(), attempts=1)
    notifications_end(pks=[row.pk])
    assert notify(kind=TRIED, tells=[Tell(row.recipient_id, "een", "/kaart/")]) == 0
    assert Notification.objects.get().ended_at is not None


def test_at_night_ends_what_is_no_longer_so_or_whose_account_was_closed(over):
    still, past, closed = tell(), tell(), tell()
    over.add(past.pk)
    closed.recipient.is_active = False
    closed.recipient.save()
    assert (notifications_settle(), notifications_settle()) == (2, 0)
    assert list(Notification.objects.standing()) == [still]


def test_old_ones_that_were_read_or_ended_go_and_unread_ones_stay(settings):
    read, ended, unread, fresh = (tell() for _number in range(4))
    with on(1):
        notifications_read(user=read.recipient)
        notifications_end(pks=[ended.pk])
    with on(10):
        notifications_read(user=fresh.recipient)
    with on(1 + settings.NOTIFICATION_DAYS):
        assert notifications_tidy() == 0
    with on(2 + settings.NOTIFICATION_DAYS):
        assert notifications_tidy() == 2
    assert set(Notification.objects.all()) == {unread, fresh}


REFUSED: dict[str, dict[str, Any]] = {
    "notifications_about_something": {"occasion": ""},
    "notifications_leads_into_the_site": {"path": "//elders.example/"},
    "notifications_mailed_or_refused": {"delivery": "none", "mailed_at": BEGIN},
    "notifications_refused_with_a_fault": {"failed_at": BEGIN, "attempts": 1},
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(name):
    row = tell()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Notification.objects.filter(pk=row.pk).update(**REFUSED[name])
    Notification.objects.filter(pk=row.pk).update(
        failed_at=BEGIN, attempts=1, fault="OSError", path="/kaart/"
    )


def test_the_database_keeps_an_occasion_and_a_wish_once():
    row = tell()
    with pytest.raises(IntegrityError, match="notifications_told_once"), transaction.atomic():
        tell(row.recipient, "twee").__class__.objects.update(occasion="een")
    NotificationWish.objects.create(user=row.recipient, kind=TRIED, delivery="none")
    NotificationWish.objects.create(user=row.recipient, kind="a.b", delivery="none")
    with pytest.raises(IntegrityError, match="notifications_wish_once"), transaction.atomic():
        NotificationWish.objects.filter(kind="a.b").update(kind=TRIED)
    with pytest.raises(IntegrityError, match="wish_of_a_kind"), transaction.atomic():
        NotificationWish.objects.filter(kind="a.b").update(kind="")
