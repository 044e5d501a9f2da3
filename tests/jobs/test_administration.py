"""Every job for administrators: failed first, narrowed, started again; never what was asked."""

import uuid

import pytest
from django.urls import reverse

from kansrijkestart.accounts.services.passwords import KIND as PASSWORD
from kansrijkestart.core import clock
from kansrijkestart.jobs import registry
from kansrijkestart.jobs.models import Job, JobState
from tests import factories as make

pytestmark = pytest.mark.django_db
LIST = "/taken/"


@pytest.fixture(autouse=True)
def administrator(sign_in):
    return sign_in("administrator")


@pytest.fixture
def kind(monkeypatch):
    name = f"test.{uuid.uuid4().hex[:6]}"
    monkeypatch.setitem(registry._kinds, name, registry.Kind(lambda context: {}, "Proef"))
    return name


def job(kind, state="failed", **fields):
    ended = {"finished_at": clock.now()} if state in {"failed", "done"} else {}
    busy = {"lease_until": clock.now()} if state == "running" else {}
    return Job.objects.create(kind=kind, state=state, **(ended | busy | fields))


def test_failed_jobs_stand_on_top(client, kind):
    for state in ("done", "queued", "running", "failed"):
        job(kind, state)
    rows = client.get(LIST).context["rows"]
    assert [row.state for row, *_rest in rows] == ["failed", "running", "queued", "done"]


def test_what_was_asked_is_not_shown(client, kind):
    job(kind, parameters={"email": "geheim@example.org"}, error="Er ging iets mis.")
    page = client.get(LIST).content.decode()
    assert "Er ging iets mis." in page
    assert "geheim@example.org" not in page


def test_the_list_is_narrowed_and_paged(client, kind):
    job(kind)
    job(kind, "done")
    job(PASSWORD)
    assert len(client.get(LIST, {"stand": "failed"}).context["rows"]) == 2
    assert len(client.get(LIST, {"stand": "failed", "soort": kind}).context["rows"]) == 1
    assert "Kies iets anders" in client.get(LIST, {"stand": "running"}).content.decode()


def test_a_failed_job_starts_again_once(client, kind, django_capture_on_commit_callbacks):
    failed = job(kind, attempt=5, owner=make.UserFactory.create())
    url = reverse("jobs:retry", args=[failed.pk])
    with django_capture_on_commit_callbacks() as rings:
        client.post(url)
    assert len(rings) == 1
    failed.refresh_from_db()
    assert (failed.state, failed.attempt, failed.error) == (JobState.QUEUED, 0, "")
    with django_capture_on_commit_callbacks() as rings:
        answer = client.post(url, follow=True)
    assert rings == []
    assert "kan hier niet opnieuw starten" in answer.content.decode()


@pytest.mark.parametrize("state", ["done", "running", "queued"])
def test_only_a_failed_job_starts_again(client, kind, state):
    other = job(kind, state)
    client.post(reverse("jobs:retry", args=[other.pk]))
    other.refresh_from_db()
    assert other.state == state


def test_a_job_whose_question_was_forgotten_does_not_start_again(client):
    forgotten = job(PASSWORD)
    assert client.get(LIST).context["rows"][0][2] is False
    client.post(reverse("jobs:retry", args=[forgotten.pk]))
    forgotten.refresh_from_db()
    assert forgotten.state == JobState.FAILED
