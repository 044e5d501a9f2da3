"""With a real worker, the embedded Redis, and what may go wrong with both."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from redis import Redis

from kansrijkestart.core import clock
from kansrijkestart.embedded import ensure_running
from kansrijkestart.jobs import bell, services
from kansrijkestart.jobs.models import Job
from tests import factories as make
from tests.jobs import handlers  # noqa: F401 - registers the kinds

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(settings, worker_id):
    """Point the bell at a Redis database that only this test process uses."""
    places = ensure_running(durable=False)
    if places is None:
        pytest.skip("the servers are not the embedded ones")
    number = 4 + int(worker_id.removeprefix("gw") or 0) % 8 if worker_id != "master" else 4
    Redis(unix_socket_path=str(places.redis_socket), db=number).flushdb()
    settings.CELERY_BROKER_URL = f"redis+socket://{places.redis_socket}?virtual_host={number}"
    return settings.CELERY_BROKER_URL


@pytest.fixture
def start_worker(broker, settings):
    """Start real workers; each in a process group of its own, stopped at the end."""
    settings.JOB_LEASE_SECONDS = 2
    started = []

    def start():
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.jobs.worker_settings",
            "TEST_DATABASE": connection.settings_dict["NAME"],
            "TEST_BROKER_URL": broker,
            "VAR_DIR": str(settings.VAR_DIR),
        }
        command = [sys.executable, "-m", "celery", "-A", "kansrijkestart", "worker"]
        command += ["--concurrency=1", "--loglevel=WARNING", "--without-gossip"]
        worker = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        kill(worker)


def kill(worker):
    """Kill a worker with its children, as a power cut would."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=10)


def wait_for(job, condition, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if condition(job):
            return
        time.sleep(0.1)
    pytest.fail(f"{job.state} {job.progress_done} {job.error}")


def enqueue(pause):
    parameters = {"numbers": [1, 2, 3, 4, 5, 6], "pause": pause}
    return services.enqueue(
        kind="tests.count", owner=make.UserFactory.create(), parameters=parameters
    )


def test_a_worker_runs_a_job_and_one_killed_half_way_costs_nothing(start_worker):
    worker = start_worker()
    whole = enqueue(pause=0)
    wait_for(whole, lambda job: job.state == "done")

    cut_off = enqueue(pause=0.5)
    wait_for(cut_off, lambda job: job.progress_done >= 2)
    kill(worker)
    start_worker()
    time.sleep(2.5)  # the lease runs out
    assert services.sweep() == 1
    wait_for(cut_off, lambda job: job.state == "done")
    assert cut_off.attempt == 2
    assert cut_off.result_checksum == whole.result_checksum
    assert services.sweep() == 0


def test_the_sweeper_finds_what_was_asked_while_the_broker_was_away(start_worker, settings, broker):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    job = enqueue(pause=0)
    settings.CELERY_BROKER_URL = broker
    Job.objects.update(created_at=clock.now() - services.PATIENCE * 2)
    start_worker()
    assert services.sweep() == 1
    wait_for(job, lambda job: job.state == "done")


def test_without_a_broker_the_row_is_kept_and_the_answer_is_quick():
    started = time.monotonic()
    job = enqueue(pause=0)
    assert time.monotonic() - started < 2
    assert Job.objects.get(pk=job.pk).state == "queued"
    assert services.sweep() == 0


def test_a_broker_that_is_silent_does_not_hold_a_request_up(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        started = time.monotonic()
        assert bell.ring(enqueue_without_bell().pk) is False
        assert time.monotonic() - started < 2


def enqueue_without_bell():
    return Job.objects.create(kind="tests.count", owner=make.UserFactory.create())
