"""Who was told of files before that went through notifications: there, and back, on full tables."""

from typing import Any

import pytest
from django.core import mail

from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications.models import Notification, NotificationWish
from kansrijkestart.notifications.tasks import mail_notifications, settle_notifications
from monitoring.models import Edition, Export, ExportBatch, ExportFile
from monitoring.notifications import EXPORT_READY, ROUND_FILES
from monitoring.selectors.unreached import refused_of
from monitoring.services.batches import batches_feed
from monitoring.services.editions import edition_correct
from monitoring.services.exports import exports_tidy
from tests import factories as make
from tests.monitoring.files_world import BEGIN, BUILDS, GONE, People, hours, on, receivers, work
from tests.notifications.test_moved import migrate, now

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]
THEN = [("monitoring", "0020_notifications")]
# Who there was, by what had become of their mail; the files of the first edition are gone.
KEEPERS = ("mailed", "mailed_long_ago", "waiting", "missed", "missed_then_mailed", "unwilling")
OWN = ("own_mailed", "own_waiting", "own_unwilling")


class Then:
    """Two editions of a round, and what the tables of then said of everybody."""

    def __init__(self) -> None:
        people = People()
        self.round, self.region = people.world.round, people.world.region
        self.coalition = people.world.coalitions[0]
        self.users = {"lead": people.lead}
        people.keeper.memberships.all().delete()
        self.users |= {
            name: make.MembershipFactory.create(coalition=self.coalition, role="coordinator").user
            for name in KEEPERS
        }
        self.users |= {name: make.NationalRoleFactory.create().user for name in OWN}
        with on(-GONE):
            work()
        with on():
            exports_tidy()
            edition_correct(round=self.round, reason="hersteld", user=people.lead)
            work()
        Notification.objects.all().delete()
        mail.outbox.clear()
        first, second = Edition.objects.order_by("number")
        self.batches = {1: first.batch.pk, 2: second.batch.pk}
        self.exports = {name: self._asked(self.users[name], second) for name in OWN}

    @staticmethod
    def _asked(user: Any, edition: Edition) -> int:
        job = Job.objects.create(kind=BUILDS, owner=user, state="done", finished_at=BEGIN)
        export = Export.objects.create(
            job=job, scope="national", year=2024, edition=edition, requested_by=user
        )
        ExportFile.objects.create(export=export, name="a.csv", path=f"x/{export.pk}", size=1)
        return export.pk

    def fill(self, apps: Any) -> None:
        """Write the rows as the code of then did."""
        self._rounds(apps.get_model("monitoring", "FilesMail").objects)
        exports = apps.get_model("monitoring", "Export").objects
        exports.filter(pk=self.exports["own_mailed"]).update(told_at=BEGIN)
        for name in ("lead", *KEEPERS):
            if name != "mailed_long_ago":  # before there was a list
                self._listed(name)
        for name in OWN:
            about = {"export": self.exports[name], "title": "t", "until_on": "2027-03-09"}
            self._row(name, EXPORT_READY, str(self.exports[name]), about)
        for name, kind in (("unwilling", ROUND_FILES), ("own_unwilling", EXPORT_READY)):
            user = self.users[name]
            NotificationWish.objects.create(user=user, kind=kind, delivery="none")

    def _rounds(self, mails: Any) -> None:
        def row(name: str, number: int, **moments: Any) -> None:
            place = {"region_id": self.region.pk}
            if name != "lead":
                place = {"coalition_id": self.coalition.pk}
            about = {"round_id": self.round.pk, "batch_id": self.batches[number]}
            mails.create(user_id=self.users[name].pk, **about, **place, **moments)

        for name in ("lead", "mailed", "mailed_long_ago"):
            row(name, 2, mailed_at=BEGIN)
        row("waiting", 2, failed_at=BEGIN)
        row("missed", 1, failed_at=BEGIN, ended_at=BEGIN)
        row("missed_then_mailed", 1, failed_at=BEGIN, ended_at=BEGIN)
        row("missed_then_mailed", 2, mailed_at=BEGIN)

    def _listed(self, name: str) -> None:
        number = 1 if name == "missed" else 2
        place = (None, self.region.pk) if name == "lead" else (self.coalition.pk, None)
        about = {"batch": self.batches[number], "coalition": place[0], "region": place[1]}
        occasion = f"{self.round.pk} {f'r{place[1]}' if name == 'lead' else f'c{place[0]}'}"
        ended = BEGIN if name == "missed" else None
        self._row(name, ROUND_FILES, occasion, about | {"title": "t"}, ended_at=ended)

    def _row(self, name: str, kind: str, occasion: str, about: Any, **values: Any) -> None:
        Notification.objects.create(
            recipient=self.users[name],
            kind=kind,
            occasion=occasion,
            about=about,
            path="/exports/",
            delivery="none",
            **values,
        )

    def row(self, name: str) -> Notification:
        return Notification.objects.get(recipient=self.users[name])

    def emails(self, *names: str) -> list[str]:
        return sorted(self.users[name].email for name in names)


def mails_of(apps: Any) -> set[tuple[Any, ...]]:
    """Who, about what, with which batch, when it was mailed, and whether the files were over."""
    names = ("user", "round", "batch", "coalition", "region", "mailed_at", "ended_at")
    rows = apps.get_model("monitoring", "FilesMail").objects.values_list(*names)
    return {(*row[:-1], row[-1] is not None) for row in rows}


def rows_now() -> list[dict[str, Any]]:
    return [dict(row) for row in Notification.objects.order_by("pk").values()]


@pytest.fixture
def then():
    found = Then()
    with on():
        try:
            found.fill(migrate(THEN))
        finally:
            migrate(now())
    return found


def test_what_was_told_is_not_mailed_again_and_what_waits_is_mailed_once(then):
    for name in ("lead", "mailed", "mailed_long_ago", "missed_then_mailed", "own_mailed"):
        row = then.row(name)
        assert (row.mailed_at, row.delivery, row.failed_at) == (BEGIN, "single", None), name
    waiting, own = then.row("waiting"), then.row("own_waiting")
    assert (waiting.delivery, waiting.failed_at, waiting.attempts) == ("single", BEGIN, 1)
    assert (own.delivery, own.mailed_at, own.attempts) == ("single", None, 0)
    hours(0, 6)
    assert receivers() == then.emails("waiting", "own_waiting")


def test_the_list_stays_and_what_somebody_chose_stays(then):
    with on(1):
        settle_notifications()
    standing = Notification.objects.unread()
    there = {name for name in then.users if standing.filter(recipient=then.users[name]).exists()}
    assert there == {*then.users} - {"mailed_long_ago", "missed"}
    for name in ("unwilling", "own_unwilling"):
        assert (then.row(name).delivery, then.row(name).attempts) == ("none", 0)
        assert NotificationWish.objects.get(user=then.users[name]).delivery == "none"
    keys = {"batch", "coalition", "region", "name", "title", "until_on"}
    for name in ("mailed", "unwilling"):
        about = then.row(name).about
        assert set(about) == keys
        assert (about["name"], about["until_on"]) == (then.coalition.name, "2027-03-09")
    assert then.row("lead").about["name"] == then.region.name


def test_who_was_not_reached_stays_named_and_hears_of_a_correction(then):
    first = ExportBatch.objects.get(pk=then.batches[1])
    named = {then.users["missed"], then.users["missed_then_mailed"]}
    assert {one.user for one in refused_of(first).over} == named
    with on(1):
        edition_correct(round=then.round, reason="nog eens", user=then.users["lead"])
        work()
    hours(1, 7)
    assert receivers() == then.emails("waiting", "own_waiting", "missed")
    assert {one.user for one in refused_of(first).over} == named


def test_a_batch_of_which_nobody_was_told_yet_is_told_after_all():
    then = Then()
    parameters = {"batch": then.batches[2]}
    with on():
        try:
            migrate(THEN)
            moment = {"lease_until": clock.now()}
            Job.objects.create(kind="monitoring.files_mails", parameters=parameters)
            Job.objects.create(
                kind="monitoring.export_mail", parameters={}, state="running", **moment
            )
        finally:
            migrate(now())
        assert not Job.objects.filter(state__in=["queued", "running"]).exists()
        batches_feed()
        assert ExportBatch.objects.get(pk=then.batches[2]).state == "done"
    told = Notification.objects.filter(kind=ROUND_FILES)
    assert {row.recipient for row in told} == {then.users[name] for name in ("lead", *KEEPERS)}


def test_back_and_there_again_changes_nothing_for_anybody(then):
    before = rows_now()
    with on(1):
        try:
            apps = migrate(THEN)
            found = mails_of(apps)
            exports = apps.get_model("monitoring", "Export").objects
            told = set(exports.filter(told_at__isnull=False).values_list("pk", "told_at"))
            assert not Notification.objects.exclude(delivery="none").exists()
            assert {row.pk for row in Notification.objects.all()} == {one["id"] for one in before}
        finally:
            migrate(now())
        coalition, region = (then.coalition.pk, None), (None, then.region.pk)
        assert found == {
            (
                then.users[name].pk,
                then.round.pk,
                then.batches[number],
                *(region if name == "lead" else coalition),
                *moments,
            )
            for name, number, *moments in (
                ("lead", 2, BEGIN, False),
                ("mailed", 2, BEGIN, False),
                ("mailed_long_ago", 2, BEGIN, False),
                ("waiting", 2, None, False),
                ("missed", 1, None, True),
                ("missed_then_mailed", 1, None, True),
                ("missed_then_mailed", 2, BEGIN, False),
            )
        }
        assert told == {(then.exports["own_mailed"], BEGIN)}
        assert rows_now() == before
        mail_notifications()
    assert receivers() == then.emails("waiting", "own_waiting")
