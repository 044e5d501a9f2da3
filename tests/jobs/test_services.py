"""The life of a job, without a worker."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, transaction

from kansrijkestart.core import clock
from kansrijkestart.jobs import bell, registry, running, services, tasks
from kansrijkestart.jobs.models import Heartbeat, Job
from tests import factories as make
from tests.events import events_of
from tests.jobs import handlers

pytestmark = pytest.mark.django_db


@pytest.fixture
def rings(monkeypatch):
    heard = []
    monkeypatch.setattr(bell, "ring", lambda job_id: heard.append(job_id) or True)
    return heard


def claim(job_id, worker) -> Job:
    claimed = services.claim(job_id, worker=worker)
    assert claimed is not None
    return claimed


def enqueue(**extra):
    values: dict[str, Any] = {"kind": "tests.count", "owner": make.UserFactory.create()}
    return services.enqueue(**values | {"parameters": {"numbers": [1, 2, 3]}} | extra)


def later(seconds):
    return clock.travel(clock.now() + timedelta(seconds=seconds))


def test_the_bell_rings_only_after_the_commit(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue()
        assert rings == []
    assert rings == [job.pk]


def test_asking_twice_with_a_key_is_asking_once(rings, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = enqueue(key="export 2024"), enqueue(key="export 2024")
    assert first.pk == second.pk
    assert rings == [first.pk]


def test_a_failed_job_asked_again_starts_afresh(rings):
    job = enqueue(key="again")
    claimed = claim(job.pk, worker="a")
    services.fail(claimed, error="stuk")
    again = enqueue(key="again")
    assert (again.pk, again.state, again.attempt, again.error) == (job.pk, "queued", 0, "")


def test_a_job_is_claimed_once():
    job = enqueue()
    assert services.claim(job.pk, worker="a").attempt == 1
    assert services.claim(job.pk, worker="b") is None


def test_a_worker_that_lost_its_lease_writes_nothing_any_more():
    first = claim(enqueue().pk, worker="a")
    with later(1000):
        second = claim(first.pk, worker="b")
        assert second.attempt == 2
        with pytest.raises(services.LeaseLost):
            services.finish(first, result={"total": 0})
        with pytest.raises(services.LeaseLost):
            services.progress(first, done=1, total=2)
        services.finish(second, result={"total": 6})
    stored = Job.objects.get(pk=first.pk)
    assert stored.result == {"total": 6}
    assert stored.result_checksum == services.checksum_of({"total": 6})


def test_progress_renews_the_lease():
    job = claim(enqueue().pk, worker="a")
    with later(20):
        services.progress(job, done=1, total=3, text="x" * 500)
    stored = Job.objects.get(pk=job.pk)
    assert stored.lease_until > job.lease_until
    assert len(stored.progress_text) == 200


def test_running_a_job_writes_its_result_and_running_it_twice_changes_nothing():
    job = enqueue()
    tasks.run_job(str(job.pk))
    first = Job.objects.get(pk=job.pk)
    tasks.run_job(str(job.pk))
    assert (first.state, first.result["total"], first.progress_done) == ("done", 6, 3)
    assert Job.objects.get(pk=job.pk).finished_at == first.finished_at


def test_running_a_job_that_is_gone_does_nothing():
    job = enqueue()
    job_id = str(job.pk)
    job.delete()
    tasks.run_job(job_id)
    assert not Job.objects.exists()


def test_a_kind_that_no_app_knows_fails_with_a_text():
    job = enqueue(kind="tests.unheard_of")
    tasks.run_job(str(job.pk))
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error


@pytest.mark.parametrize(
    ("error", "state", "text"),
    [
        (ValidationError("Kies een ander jaar."), "failed", "Kies een ander jaar."),
        (OperationalError("weg"), "queued", ""),
        (ConnectionError("weg"), "queued", ""),
        (OSError(28, "No space left on device"), "failed", "opslag"),
        (ZeroDivisionError("geheim detail"), "failed", "administrator"),
    ],
)
def test_what_a_handler_raises_decides_how_it_goes_on(monkeypatch, error, state, text):
    def handler(context):
        raise error

    monkeypatch.setitem(registry._kinds, "tests.stuk", registry.Kind(handler, "Stuk"))
    job = enqueue(kind="tests.stuk")
    tasks.run_job(str(job.pk))
    job.refresh_from_db()
    assert job.state == state
    assert "geheim" not in job.error
    if text in ("opslag", "administrator"):
        assert job.error  # in the owner's language
    else:
        assert job.error == text


def test_a_passing_fault_ends_after_the_last_attempt(monkeypatch):
    def handler(context):
        raise OperationalError("weg")

    monkeypatch.setitem(registry._kinds, "tests.weg", registry.Kind(handler, "Weg"))
    job = enqueue(kind="tests.weg")
    for attempt in range(5):
        with later(1000 * (attempt + 1)):
            tasks.run_job(str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.attempt) == ("failed", 5)
    assert job.error


def test_the_sweeper_rings_for_lost_and_waiting_jobs_only(rings):
    fresh, waiting, lost, working = (enqueue() for _ in range(4))
    services.claim(working.pk, worker="a")
    services.claim(lost.pk, worker="b")
    Job.objects.filter(pk=lost.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    Job.objects.filter(pk=waiting.pk).update(created_at=clock.now() - timedelta(minutes=2))
    tasks.sweep()
    assert set(rings) == {waiting.pk, lost.pk}
    assert fresh.pk not in rings


def test_the_sweeper_fails_a_job_that_used_all_attempts(rings):
    job = enqueue()
    Job.objects.filter(pk=job.pk).update(attempt=4)
    services.claim(job.pk, worker="a")
    with later(1000):
        tasks.sweep()
        tasks.sweep()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error == services.too_many_attempts()
    assert rings == []


def test_beat_seen_twice_is_one_row():
    tasks.beat_seen()
    tasks.beat_seen()
    assert Heartbeat.objects.count() == 1


def test_what_a_job_changes_is_recorded_under_its_owner(transactional_db):
    coalition = make.CoalitionFactory.create()
    job = enqueue(kind="tests.rename", parameters={"coalition": coalition.pk})
    tasks.run_job(str(job.pk))
    event = events_of(coalition).order_by("pgh_id").last()
    assert event.name == "Anders"
    assert event.pgh_context.metadata["user"] == job.owner_id


def test_the_lease_is_kept_while_a_handler_calculates(transactional_db, settings, monkeypatch):
    settings.JOB_LEASE_SECONDS = 1

    def handler(context):
        time.sleep(2)
        return {"is_free": services.claim(context.job.pk, worker="thief") is not None}

    monkeypatch.setitem(registry._kinds, "tests.lang", registry.Kind(handler, "Lang"))
    job = enqueue(kind="tests.lang")
    running.run(job.pk)
    job.refresh_from_db()
    assert job.result == {"is_free": False}


def test_a_running_job_without_a_lease_is_refused():
    job = enqueue()
    with pytest.raises(IntegrityError, match="jobs_running_has_a_lease"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="running")
    with pytest.raises(IntegrityError, match="jobs_ended_has_a_moment"), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state="done")


def test_a_kind_cannot_be_registered_twice():
    with pytest.raises(ValueError, match="twice"):
        registry.register("tests.count", handlers.rename, "Tellen")
