"""Ringing Celery's bell: tell a worker that a row waits. Bounded, and allowed to fail."""

import logging
import uuid

from django.conf import settings
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

# By name: in a thread of the web server Celery's "current app" is another one, without settings.
from kansrijkestart.celery import app

logger = logging.getLogger(__name__)

# A bell that was not heard is not kept: the sweeper rings again, so no pile of bells builds up.
BELL_EXPIRES_SECONDS = 60
# kombu waits many seconds for a broker that is away; the row is safe, so one short try is enough.
_IMPATIENT = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "retry_on_timeout": False,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}


def ring(job_id: uuid.UUID) -> bool:
    """Ask a worker to run a job; False when the broker does not answer (within two seconds)."""
    try:
        with app.connection_for_write(
            url=settings.CELERY_BROKER_URL,
            transport_options={**settings.CELERY_BROKER_TRANSPORT_OPTIONS, **_IMPATIENT},
        ) as connection:
            app.send_task(
                "kansrijkestart.jobs.tasks.run_job",
                args=[str(job_id)],
                connection=connection,
                retry=False,
                expires=BELL_EXPIRES_SECONDS,
                ignore_result=True,
            )
    except (OperationalError, RedisError, OSError) as error:
        fault = type(error).__name__
        logger.warning("The broker does not answer (%s); job %s waits.", fault, job_id)
        return False
    return True
