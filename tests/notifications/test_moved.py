"""What people wished and were told before notifications were one model came along."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from agreements.notifications import CALENDAR_ENDS
from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification, NotificationWish
from monitoring.models import RoundReminder
from monitoring.notifications import REMINDED, ROUND_FILES
from monitoring.services.reminders import reminders_write
from tests import factories as make
from tests.monitoring.test_handing_in import Work

pytestmark = pytest.mark.django_db
BEFORE = [("monitoring", "0019_open_data"), ("agreements", "0013_search")]


def migrate(targets: list[tuple[str, str]]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def now() -> list[tuple[str, str]]:
    return list(MigrationExecutor(connection).loader.graph.leaf_nodes())


def rows_of_then(apps: Any, work: Any, weekly: Any, soon: int, refused: int) -> None:
    moment = clock.now()
    sent = apps.get_model("monitoring", "ReminderSent").objects
    sent.create(reminder_id=soon, user_id=work.user.pk, count=2, mailed_at=moment)
    sent.create(reminder_id=refused, user_id=work.user.pk, count=2, failed_at=moment)
    apps.get_model("monitoring", "DigestWish").objects.create(user_id=weekly.pk)
    apps.get_model("monitoring", "FilesMailOff").objects.create(user_id=weekly.pk)
    calendars = apps.get_model("agreements", "CalendarReminder").objects
    for user, failed in ((work.user, None), (weekly, moment)):
        calendars.create(user_id=user.pk, expires_on=date(2030, 1, 2), failed_at=failed)


def test_wishes_and_what_was_told_come_along_and_nobody_is_told_twice():
    work = Work()
    weekly = make.UserFactory.create()
    work.round.reminders.all().delete()
    far, near = (
        RoundReminder.objects.create(round=work.round, days_before=days).pk for days in (30, 3)
    )
    try:
        rows_of_then(migrate(BEFORE), work, weekly, far, near)
    finally:
        migrate(now())
    wishes = set(NotificationWish.objects.values_list("user", "kind", "delivery"))
    assert wishes == {(weekly.pk, REMINDED, "digest"), (weekly.pk, ROUND_FILES, "none")}
    told = Notification.objects.filter(mailed_at__isnull=False)
    assert set(told.values_list("recipient", "kind", "occasion")) == {
        (work.user.pk, REMINDED, f"{work.round.pk} {work.coalition.pk} 30"),
        (work.user.pk, CALENDAR_ENDS, "2030-01-02"),
    }
    assert not Notification.objects.unread().exists()
    for days, number in ((20, 0), (2, 1)):
        with clock.travel(work.round.closes_at - timedelta(days=days)):
            assert reminders_write() == number, days
    try:
        then = migrate(BEFORE)
        assert not then.get_model("monitoring", "ReminderSent").objects.exists()
    finally:
        migrate(now())
    assert Notification.objects.filter(kind=REMINDED).count() == 2
