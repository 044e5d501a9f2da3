"""Somebody's own jobs: all of them, failed ones first, and nobody else's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.jobs import registry
from kansrijkestart.jobs.models import Job
from tests import factories as make

pytestmark = pytest.mark.django_db
KINDS = ("mislukt", "bezig", "klaar", "van-een-ander")


@pytest.fixture
def jobs(monkeypatch, sign_in):
    """One job of every kind, each with a name of its own; the last is somebody else's."""
    user = sign_in("analyst")
    for name in KINDS:
        kind = registry.Kind(lambda context: {}, f"Proef {name}")
        monkeypatch.setitem(registry._kinds, name, kind)
    now = clock.now()
    ended = {"finished_at": now}
    return {
        "mislukt": Job.objects.create(
            kind="mislukt",
            owner=user,
            state="failed",
            error="De opslag is vol.",
            created_at=now - timedelta(days=2),
            **ended,
        ),
        "bezig": Job.objects.create(kind="bezig", owner=user, state="running", lease_until=now),
        "klaar": Job.objects.create(kind="klaar", owner=user, state="done", **ended),
        "van-een-ander": Job.objects.create(
            kind="van-een-ander", owner=make.UserFactory.create(), state="failed", **ended
        ),
    }


def test_the_country_names_what_failed_and_what_runs(client, jobs):
    page = client.get(reverse("dashboard:national")).content.decode()
    block = page.split("Jouw taken</dt>")[1].split("</dd>")[0]
    failed, running = (block.index(f"Proef {name}") for name in ("mislukt", "bezig"))
    assert failed < running, "what failed needs somebody"
    assert "Niet gelukt" in block
    assert "Proef klaar" not in block
    assert "Proef van-een-ander" not in block
    assert reverse("jobs:detail", args=[jobs["mislukt"].pk]) in block
    assert f'href="{reverse("jobs:own")}"' in block


def test_the_whole_list_is_ones_own(client, jobs):
    page = client.get(reverse("jobs:own"))
    assert [job.kind for job, *_rest in page.context["rows"]] == ["mislukt", "bezig", "klaar"]
    text = page.content.decode()
    assert "De opslag is vol." in text
    assert "Start opnieuw" not in text
    failed = client.get(reverse("jobs:own"), {"stand": "failed"})
    assert [job.kind for job, *_rest in failed.context["rows"]] == ["mislukt"]
    file = client.get(reverse("jobs:own_csv")).content.decode("utf-8-sig")
    assert "Proef klaar" in file
    assert "Proef van-een-ander" not in file


def test_a_job_leads_back_to_the_list(client, jobs):
    page = client.get(reverse("jobs:detail", args=[jobs["klaar"].pk])).content.decode()
    assert f'href="{reverse("jobs:own")}"' in page


def test_nobody_asked_nothing(client, sign_in):
    sign_in("coordinator", make.CoalitionFactory.create())
    page = client.get(reverse("jobs:own")).content.decode()
    assert "Je hebt nog niets gevraagd" in page
