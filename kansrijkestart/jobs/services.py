"""The life of a job. The row decides; a worker holds it by a lease, and ``attempt`` is the fence.

queued → running (leased) → done or failed. A lease that ran out makes the row free again.
"""

import hashlib
import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from kansrijkestart.jobs import bell, registry
from kansrijkestart.jobs.models import Heartbeat, Job, JobState

PATIENCE = timedelta(seconds=20)  # how long a queued row may wait before the bell rings again
BACK_OFF_SECONDS = 10
SWEEP_AT_ONCE = 200
# What shows itself as a heartbeat: beat with a worker, and the last of what is done every night.
BEAT, NIGHT = "beat", "night"


class LeaseLost(Exception):  # noqa: N818
    """Another worker has this job now; stop without writing anything."""


def _lease_end() -> datetime:
    return clock.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


@transaction.atomic
def enqueue(*, kind: str, owner: Any, parameters: dict[str, Any], key: str | None = None) -> Job:
    """Put work in the queue and, once committed, tell a worker.

    With a ``key``, asking again returns the same job; one that failed gets a fresh start. The
    request never fails when the broker is away: the sweeper finds the row.
    """
    values = {"kind": kind, "owner": owner, "parameters": parameters}
    if key is None:
        job, is_waiting = Job.objects.create(**values), True
    else:
        job, is_waiting = Job.objects.get_or_create(key=key, defaults=values)
        is_waiting = is_waiting or _start_again(job)
    if is_waiting:
        transaction.on_commit(lambda: bell.ring(job.pk))
    return job


def is_queued(*, kind: str, parameters: dict[str, Any]) -> bool:
    """Tell whether the same work was asked and no worker has begun with it."""
    rows = Job.objects.filter(kind=kind, parameters=parameters, state=JobState.QUEUED)
    return rows.exists()


@transaction.atomic
def enqueue_or_ring(*, kind: str, parameters: dict[str, Any]) -> None:
    """Ask for work that may wait already; then only its bell rings again, which may be unheard."""
    rows = Job.objects.filter(kind=kind, parameters=parameters, state=JobState.QUEUED)
    waiting = rows.order_by("created_at").values_list("pk", flat=True).first()
    if waiting is None:
        enqueue(kind=kind, owner=None, parameters=parameters)
    else:
        transaction.on_commit(lambda: bell.ring(waiting))


@transaction.atomic
def job_retry(*, job_id: uuid.UUID) -> bool:
    """Give a failed job a fresh start; False when it no longer is a failed one, or cannot be.

    Pressed twice it starts once: the second finds it waiting.
    """
    job = Job.objects.select_for_update().get(pk=job_id)
    if not registry.may_retry(job) or not _start_again(job):
        return False
    transaction.on_commit(lambda: bell.ring(job.pk))
    return True


def _start_again(job: Job) -> bool:
    """Give a failed job new attempts; False when it is waiting, busy or done."""
    restarted = Job.objects.filter(pk=job.pk, state=JobState.FAILED).update(
        state=JobState.QUEUED,
        attempt=0,
        error="",
        progress_done=0,
        progress_total=0,
        progress_text="",
        created_at=clock.now(),
        run_after=clock.now(),
        lease_until=None,
        started_at=None,
        finished_at=None,
    )
    job.refresh_from_db()
    return bool(restarted)


def claim(job_id: uuid.UUID, *, worker: str) -> Job | None:
    """Take the lease of a job that waits or whose worker is gone; None when it is not free."""
    moment = clock.now()
    free = Q(state=JobState.QUEUED, run_after__lte=moment) | Q(
        state=JobState.RUNNING, lease_until__lt=moment
    )
    taken = Job.objects.filter(free, pk=job_id, attempt__lt=F("max_attempts")).update(
        state=JobState.RUNNING,
        attempt=F("attempt") + 1,
        lease_until=_lease_end(),
        worker=worker[:120],
        started_at=Coalesce(F("started_at"), models.Value(moment)),
    )
    return Job.objects.select_related("owner").get(pk=job_id) if taken else None


def _held(job: Job) -> models.QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt)


def _write(job: Job, **values: Any) -> None:
    if not _held(job).update(**values):
        raise LeaseLost(str(job.pk))


def renew(job: Job) -> None:
    """Show that the worker still lives. Raises LeaseLost when another has the job."""
    _write(job, lease_until=_lease_end())


def progress(job: Job, *, done: int, total: int, text: str = "") -> None:
    """Show how far the work is, and renew the lease. Raises LeaseLost."""
    _write(
        job,
        progress_done=max(0, done),
        progress_total=max(0, total),
        progress_text=text[:200],
        lease_until=_lease_end(),
    )


def checksum_of(result: dict[str, Any]) -> str:
    """Return a digest of a result that does not depend on the order of its keys."""
    text = json.dumps(result, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def finish(job: Job, *, result: dict[str, Any]) -> None:
    """Write the result. Raises LeaseLost when another worker has the job."""
    _write(
        job,
        state=JobState.DONE,
        result=result,
        result_checksum=checksum_of(result),
        error="",
        lease_until=None,
        finished_at=clock.now(),
    )


def fail(job: Job, *, error: str) -> None:
    """End the job with a text for its owner. Raises LeaseLost."""
    _write(job, state=JobState.FAILED, error=error, lease_until=None, finished_at=clock.now())


def put_back(job: Job) -> None:
    """Try again after a passing fault, each time a little later; after the last try it fails."""
    if job.attempt >= job.max_attempts:
        fail(job, error=too_many_attempts())
        return
    pause = timedelta(seconds=BACK_OFF_SECONDS * 2 ** (job.attempt - 1))
    _write(job, state=JobState.QUEUED, lease_until=None, run_after=clock.now() + pause)


def too_many_attempts() -> str:
    return _(
        "This did not work, also not after several attempts. Nothing in your record has changed. "
        "Start it again later; if it keeps going wrong, tell the administrator."
    )


def sweep() -> int:
    """Fail jobs that used all their attempts, ring for the others that nobody works on."""
    moment = clock.now()
    lost = Q(state=JobState.RUNNING, lease_until__lt=moment)
    used_up = Job.objects.filter(lost, attempt__gte=F("max_attempts"))
    used_up.update(
        state=JobState.FAILED, error=too_many_attempts(), lease_until=None, finished_at=moment
    )
    waiting = Q(state=JobState.QUEUED, run_after__lte=moment, created_at__lt=moment - PATIENCE)
    ids = list(
        Job.objects.filter(lost | waiting)
        .order_by("created_at")
        .values_list("pk", flat=True)[:SWEEP_AT_ONCE]
    )
    for number, job_id in enumerate(ids):
        if not bell.ring(job_id):
            return number  # the broker is away: the next round tries again
    return len(ids)


def heartbeat_seen(*, name: str) -> None:
    """Remember that a periodic process was just here."""
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": clock.now()})


def oldest_waiting_seconds() -> float:
    """Return how long the oldest job that may run has been waiting; 0 when none waits."""
    moment = clock.now()
    oldest = Job.objects.filter(state=JobState.QUEUED, run_after__lte=moment).aggregate(
        oldest=models.Min("run_after")
    )["oldest"]
    return max(0.0, (moment - oldest).total_seconds()) if oldest else 0.0
