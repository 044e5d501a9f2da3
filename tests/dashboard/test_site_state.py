"""Whether the site works, in words, as the health page found it: nothing is made up here."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.dashboard.selectors.site_state import site_lines
from kansrijkestart.jobs import services
from kansrijkestart.jobs.models import Heartbeat, Job
from kansrijkestart.jobs.tasks import beat_seen
from kansrijkestart.notifications.tasks import remove_old_notifications
from tests.dashboard.test_health import broker  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db(transaction=True)
NOT_KNOWN = "Wanneer het nachtelijke werk voor het laatst is gedaan, is niet bekend."


def said(client, path):
    page = client.get(path).content.decode().replace("\xa0", " ")
    return page.split("De site</dt>" if "landelijk" in path else 'id="site-now"')[1]


@pytest.fixture(params=[("analyst", "dashboard:national"), ("administrator", "dashboard:settings")])
def path(request, sign_in):
    role, name = request.param
    sign_in(role)
    return reverse(name)


def test_a_site_that_runs(client, path, broker):  # noqa: F811
    beat_seen()
    remove_old_notifications()
    text = said(client, path)
    assert "De site werkt." in text
    assert "Er wacht geen taak." in text
    assert "Het laatste teken van wie op de achtergrond werkt, kwam " in text
    assert "Het nachtelijke werk is voor het laatst gedaan op " in text
    assert "Wanneer de laatste is gemaakt, is hier niet bekend." in text
    assert "Let op:" not in text


def test_of_what_never_showed_itself_nothing_is_known(client, path, broker):  # noqa: F811
    text = said(client, path)
    assert "De site werkt." in text
    assert "geen teken bekend" in text
    assert NOT_KNOWN in text
    assert "Let op:" not in text


def test_a_site_whose_worker_stopped(client, path, broker):  # noqa: F811
    Job.objects.create(kind="x", run_after=clock.now() - timedelta(minutes=7, seconds=30))
    services.heartbeat_seen(name="beat")
    Heartbeat.objects.update(seen_at=clock.now() - timedelta(hours=3, minutes=1))
    text = said(client, path)
    assert "Werk op de achtergrond wacht te lang." in text
    assert "De oudste taak wacht al 7 minuten." in text
    assert "kwam 3 uur geleden." in text
    assert text.count("Let op:") == 3
    assert client.get(reverse("ready")).status_code == 503


def test_a_site_without_a_broker(client, path):
    services.heartbeat_seen(name="beat")
    text = said(client, path)
    assert "Werk op de achtergrond begint laat" in text
    assert "Er wacht geen taak." in text


def test_nights_that_were_missed(client, path, broker):  # noqa: F811
    services.heartbeat_seen(name="night")
    Heartbeat.objects.update(seen_at=clock.now() - timedelta(days=2))
    assert said(client, path).count("Let op:") == 1


def test_a_database_that_does_not_answer_is_said(monkeypatch):
    from kansrijkestart.dashboard.selectors import site_state

    monkeypatch.setattr(site_state, "_state", lambda connection: time.sleep(0.6))
    monkeypatch.setattr(site_state, "DATABASE_SECONDS", 0.3)
    lines = [str(one.words) for one in site_lines()]
    assert lines[0] == "De database antwoordt niet op tijd."
    assert "Hoe lang taken wachten, is niet bekend." in lines
