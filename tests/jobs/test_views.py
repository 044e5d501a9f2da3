"""A job's page and its JSON."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from tests import factories as make
from tests.jobs import handlers  # noqa: F401 - registers the kinds

pytestmark = pytest.mark.django_db


def job_of(user, **values):
    return Job.objects.create(kind="tests.count", owner=user, **values)


def ended(state, **values):
    return {"state": state, "finished_at": clock.now(), **values}


def test_a_busy_job_shows_how_far_it_is_and_a_way_to_refresh(client, sign_in):
    job = job_of(sign_in("analyst"), progress_done=9, progress_total=15, progress_text="9 van 15")
    page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert page.count("<h1>") == 1
    assert 'value="9" max="15"' in page
    assert "9 van 15" in page
    assert reverse("jobs:state", args=[job.pk]) in page
    assert "progress.js" in page


def test_a_done_job_leads_to_its_result(client, sign_in):
    job = job_of(sign_in("analyst"), **ended("done", result={"url": "/exports/"}))
    page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert 'href="/exports/"' in page
    assert "progress.js" not in page


def test_a_failed_job_says_why_and_escapes_it(client, sign_in):
    job = job_of(sign_in("analyst"), **ended("failed", error="Kolom <b>x</b> ontbreekt."))
    page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    assert "ontbreekt." in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("name", ["jobs:detail", "jobs:state"])
def test_somebody_elses_job_answers_like_one_that_does_not_exist(client, sign_in, name):
    job = job_of(make.UserFactory.create())
    sign_in("administrator")
    assert client.get(reverse(name, args=[job.pk])).status_code == 404


def test_the_state_as_json(client, sign_in):
    user = sign_in("analyst")
    busy = job_of(user, progress_done=1, progress_total=4, progress_text="bezig")
    done = job_of(user, **ended("done"))
    answer = client.get(reverse("jobs:state", args=[busy.pk])).json()
    assert answer == {"state": "queued", "done": False, "value": 1, "max": 4, "text": "bezig"}
    assert client.get(reverse("jobs:state", args=[done.pk])).json()["done"] is True


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_job_that_nobody_works_on_says_so_after_a_while(client, sign_in, state):
    lease = {"lease_until": clock.now()} if state == "running" else {}
    job = job_of(sign_in("analyst"), state=state, progress_text="bezig", **lease)

    def text():
        return client.get(reverse("jobs:state", args=[job.pk])).json()["text"]

    assert text() == "bezig"
    with clock.travel(clock.now() + timedelta(minutes=4)):
        assert text().startswith("Dit duurt langer dan normaal.")
