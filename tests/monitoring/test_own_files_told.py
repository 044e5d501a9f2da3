"""Telling somebody that files of a frozen round that they asked for are there: at once, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import TestCase
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import MOST_ATTEMPTS, NOT_ARRIVED
from kansrijkestart.notifications.services import wishes_set
from kansrijkestart.notifications.tasks import mail_notifications
from monitoring.models import Export
from monitoring.notifications import EXPORT_READY
from monitoring.services.edition_exports import edition_export_request
from monitoring.services.exports import exports_tidy
from tests import factories as make
from tests.monitoring.files_world import BUILDS, GONE, People, again, files_go, hours, on, refusing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]


class Asked:
    """An analyst who asked for the files of the whole country of a frozen round."""

    def __init__(self):
        self.edition = People().edition
        self.analyst = make.NationalRoleFactory.create(user__language="nl").user
        with on():
            self.export = self.ask()

    def ask(self):
        return edition_export_request(user=self.analyst, edition=self.edition, scope="national")

    def make(self, hour=0):
        with on(hours=hour):
            running.run(self.export.job_id)
            mail_notifications()
        self.export.job.refresh_from_db()
        assert self.export.job.state == "done"

    @property
    def row(self):
        return Notification.objects.get(kind=EXPORT_READY, recipient=self.analyst)

    def mails(self):
        return [one for one in mail.outbox if one.to == [self.analyst.email]]


@pytest.fixture
def asked():
    return Asked()


def test_who_asked_is_mailed_a_link_at_once_and_once(client, asked):
    asked.make()
    with on():
        again(BUILDS)
    hours(0, GONE - 1)
    [message] = asked.mails()
    [html] = [str(part.content) for part in message.alternatives]
    for text in (message.body, html):
        assert f"/meldingen/{asked.row.pk}/" in text
        assert "waar je om vroeg, staan klaar" in text
        assert "tot 9 maart 2027" in text
        assert asked.analyst.email not in text
    assert message.attachments == []
    assert set(asked.row.about) == {"export", "title", "until_on"}
    client.force_login(asked.analyst)
    page = reverse("monitoring:export_detail", args=[asked.export.pk])
    with on(1):
        assert client.get(f"/meldingen/{asked.row.pk}/")["Location"] == page
        assert client.get(page).status_code == 200


def test_the_mail_does_not_wait_for_the_hour(asked):
    with on(), TestCase.captureOnCommitCallbacks(execute=True):
        running.run(asked.export.job_id)
    assert Job.objects.filter(kind="notifications.mails", state="queued").exists()


def test_files_of_a_batch_are_told_to_nobody_as_asked_for(asked):
    asked.make()
    assert not Export.objects.filter(batch__isnull=False, requested_by__isnull=False).exists()
    with on():
        again(BUILDS)
        for job in Job.objects.filter(kind=BUILDS, state="queued"):
            running.run(job.pk)
    assert Notification.objects.filter(kind=EXPORT_READY).get() == asked.row


def test_a_refused_mail_is_tried_again_once_and_the_export_is_done(asked, monkeypatch):
    with refusing(monkeypatch):
        asked.make()
    assert (mail.outbox, asked.row.attempts) == ([], 1)
    hours(0, 3)
    assert len(asked.mails()) == 1
    with on(3):
        again(BUILDS)
        mail_notifications()
    assert len(asked.mails()) == 1


def test_a_mail_that_used_up_its_attempts_is_told_to_administrators(asked, monkeypatch):
    chief = make.NationalRoleFactory.create(role="administrator").user
    with refusing(monkeypatch, asked.analyst.email):
        asked.make()
        hours(0, 5)
    assert asked.row.attempts == MOST_ATTEMPTS
    assert Notification.objects.filter(recipient=chief, kind=NOT_ARRIVED).count() == 1
    hours(5, 8)
    assert asked.mails() == []
    assert asked.row.read_at is None


def test_a_mail_about_an_own_download_ends_with_its_files(asked, monkeypatch):
    with refusing(monkeypatch):
        asked.make()
    with on(GONE):
        exports_tidy()
        mail_notifications()
        files_go()
    hours(GONE, GONE + 3)
    assert mail.outbox == []
    assert asked.row.ended_at is not None


def test_who_lost_access_before_the_mail_is_not_mailed(asked, monkeypatch):
    with refusing(monkeypatch):
        asked.make()
    asked.analyst.national_roles.all().delete()
    hours(0, 5)
    assert mail.outbox == []
    assert asked.row.ended_at is not None


def test_who_wants_no_mail_finds_it_in_the_list(client, asked):
    wishes_set(user=asked.analyst, wishes={EXPORT_READY: "none"})
    asked.make()
    hours(0, 7)
    assert mail.outbox == []
    client.force_login(asked.analyst)
    assert "Je download van" in client.get("/meldingen/").content.decode()


def test_who_asks_again_when_the_files_are_gone_is_told_again(asked):
    asked.make()
    with on(GONE):
        files_go()
        asked.export = asked.ask()
        running.run(asked.export.job_id)
        mail_notifications()
    assert len(asked.mails()) == 2
    with clock.travel(clock.now() + timedelta(days=1)):
        assert Notification.objects.filter(kind=EXPORT_READY).count() == 2
