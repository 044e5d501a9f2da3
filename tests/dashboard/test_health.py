"""The two health pages answer, whatever is broken, and in time."""

import socket
import time
from datetime import timedelta

import pytest
from django.db import connections

from kansrijkestart.core import clock
from kansrijkestart.dashboard.selectors import site_state
from kansrijkestart.embedded import ensure_running
from kansrijkestart.jobs import services
from kansrijkestart.jobs.models import Job


@pytest.fixture
def broker(settings):
    places = ensure_running(durable=False)
    if places is None:
        pytest.skip("the servers are not the embedded ones")
    settings.CELERY_BROKER_URL = f"redis+socket://{places.redis_socket}?virtual_host=15"


def test_live_asks_the_database_nothing(client):
    assert client.get("/gezond/live").json() == {"status": "live"}


@pytest.mark.django_db(transaction=True)
def test_ready_when_everything_works(client, broker):
    services.heartbeat_seen(name="beat")
    answer = client.get("/gezond/klaar")
    assert answer.status_code == 200
    found = answer.json()
    assert [found[name] for name in ("database", "migrations", "broker")] == [True] * 3
    assert found["oldest_waiting_seconds"] == 0
    assert found["beat_seconds_ago"] <= 2


@pytest.mark.django_db(transaction=True)
def test_not_ready_when_a_job_waits_too_long(client, broker):
    Job.objects.create(kind="x", run_after=clock.now() - timedelta(seconds=150))
    answer = client.get("/gezond/klaar")
    assert answer.status_code == 503
    assert answer.json()["oldest_waiting_seconds"] >= 150


@pytest.mark.django_db(transaction=True)
def test_not_ready_without_a_broker(client):
    answer = client.get("/gezond/klaar")
    assert answer.status_code == 503
    assert answer.json()["broker"] is False


@pytest.mark.django_db(transaction=True)
def test_not_ready_when_a_migration_is_missing(client, broker, monkeypatch):
    expected = site_state._expected() | {("core", "9999_later")}
    monkeypatch.setattr(site_state, "_expected", lambda: expected)
    assert client.get("/gezond/klaar").status_code == 503


def test_a_database_that_refuses_or_is_silent_gives_503_in_time(client, broker, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (1, silent.getsockname()[1]):
            parameters = {"host": "127.0.0.1", "port": port, "dbname": "x", "user": "x"}
            monkeypatch.setattr(
                type(connections["default"]),
                "get_connection_params",
                lambda self, parameters=parameters: dict(parameters),
            )
            started = time.monotonic()
            answer = client.get("/gezond/klaar")
            assert answer.status_code == 503
            assert answer.json()["database"] is False
            assert time.monotonic() - started <= 3
