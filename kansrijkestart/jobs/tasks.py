"""The tasks of Celery. Each is safe to run twice: the row remembers."""

import uuid

from celery import shared_task

from kansrijkestart.jobs import running, services


@shared_task(ignore_result=True, acks_late=True)
def run_job(job_id: str) -> None:
    """Run one job. At least once: a worker that dies half way makes it run again."""
    running.run(uuid.UUID(job_id))


@shared_task(ignore_result=True)
def sweep() -> None:
    """Every 30 seconds: start what waits and what was lost."""
    services.sweep()


@shared_task(ignore_result=True)
def beat_seen() -> None:
    """Every 30 seconds: shows on the health page that beat and a worker live."""
    services.heartbeat_seen(name=services.BEAT)
