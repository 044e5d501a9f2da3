"""Running one claimed job: its context, its lease kept alive, its end written down."""

import errno
import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import translation
from django.utils.translation import gettext as _

from kansrijkestart.jobs import registry, services
from kansrijkestart.jobs.models import Job

logger = logging.getLogger(__name__)

PASSING_FAULTS = (OperationalError, InterfaceError, ConnectionError, TimeoutError)


@dataclass(frozen=True)
class JobContext:
    """What a handler gets: what to do, for whom, and a way to show how far it is."""

    job: Job

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.job.parameters)

    @property
    def owner_id(self) -> int | None:
        return self.job.owner_id

    @property
    def owner(self) -> Any:
        return self.job.owner

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Show how far the work is. Raises LeaseLost when the job is in other hands."""
        services.progress(self.job, done=done, total=total, text=text)


@contextmanager
def _lease_kept(job: Job) -> Iterator[None]:
    """Renew the lease from a thread of its own while the handler calculates."""
    is_over = threading.Event()

    def keep() -> None:
        try:
            while not is_over.wait(settings.JOB_LEASE_SECONDS / 3):
                try:
                    services.renew(job)
                except services.LeaseLost:
                    return  # the handler finds out at its next step
                except DatabaseError as error:
                    logger.warning("The lease of %s was not renewed: %s", job.pk, error)
        finally:
            connection.close()

    thread = threading.Thread(target=keep, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(timeout=5)


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def run(job_id: uuid.UUID) -> None:
    """Run a job if it is free. Safe to call twice, or for a job that is gone."""
    job = services.claim(job_id, worker=worker_name())
    if job is None:
        return
    language = getattr(job.owner, "language", "") or settings.LANGUAGE_CODE
    history = {"user": job.owner_id, "job": str(job.pk)} if job.owner_id else {"job": str(job.pk)}
    with translation.override(language), pghistory.context(**history):
        try:
            _run_claimed(job)
        except services.LeaseLost:
            logger.warning("Job %s went to another worker.", job.pk)


def _run_claimed(job: Job) -> None:
    kind = registry.find(job.kind)
    if kind is None:
        services.fail(job, error=_("This site does not know this kind of work (any more)."))
        return
    try:
        with _lease_kept(job):
            result = kind.handler(JobContext(job))
    except services.LeaseLost:
        raise
    except ValidationError as error:
        services.fail(job, error="\n".join(error.messages))
    except PASSING_FAULTS:
        logger.warning("Job %s will be tried again.", job.pk, exc_info=True)
        services.put_back(job)
    except Exception as error:
        logger.exception("Job %s (%s) did not work.", job.pk, job.kind)
        services.fail(job, error=_what_to_do(error))
    else:
        services.finish(job, result=result)


def _what_to_do(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("The storage is full. Tell the administrator, and start this again later.")
    return _(
        "Something went wrong on our side. Nothing in your record has changed. "
        "Start it again; if it keeps going wrong, tell the administrator."
    )
