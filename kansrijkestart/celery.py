"""The Celery app and its whole schedule. Jobs are rows in PostgreSQL; Celery rings the bell."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init

from kansrijkestart.embedded import ensure_running
from kansrijkestart.jobs.unheard import ReconnectWhenStuck

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")

WORKER_STATEMENT_TIMEOUT_MS = 10 * 60 * 1000

app = Celery("kansrijkestart")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["consumer"].add(ReconnectWhenStuck)
HOUR = 60 * 60


def _entry(task: str, schedule: Any, period: int) -> dict[str, Any]:
    """Every entry expires before its next turn: a worker that was away does not find a pile."""
    return {"task": task, "schedule": schedule, "options": {"expires": period * 5 // 6}}


def _every(task: str, seconds: int) -> dict[str, Any]:
    return _entry(task, float(seconds), seconds)


def _daily(task: str, *, hour: int, minute: int) -> dict[str, Any]:
    return _entry(task, crontab(hour=hour, minute=minute), 24 * HOUR)


app.conf.beat_schedule = {
    "start waiting and lost jobs": _every("kansrijkestart.jobs.tasks.sweep", 30),
    "show that beat and worker live": _every("kansrijkestart.jobs.tasks.beat_seen", 30),
    "remove what is past its term": _every("kansrijkestart.safekeeping.tasks.purge", HOUR),
    "remove files of old exports": _every("monitoring.tasks.remove_old_exports", HOUR),
    "remove files of figures that nobody stored": _every(
        "monitoring.tasks.remove_old_imports", HOUR
    ),
    "see whether figures wait for protection": _every("monitoring.tasks.check_protection", 5 * 60),
    "put the freshest figures of regions ready": _every(
        "kansrijkestart.dashboard.tasks.prepare_regions", 60
    ),
    "freeze rounds that are over": _every("monitoring.tasks.freeze_rounds", 60),
    "give batches of exports their next ones": _every("monitoring.tasks.feed_batches", 60),
    "open rounds whose moment has come": _every("monitoring.tasks.open_rounds", 2 * 60),
    "remind of rounds": _daily("monitoring.tasks.remind_of_rounds", hour=7, minute=40),
    "mail notifications that wait": _entry(
        "kansrijkestart.notifications.tasks.mail_notifications", crontab(minute=5), HOUR
    ),
    "end notifications that are no longer so": _daily(
        "kansrijkestart.notifications.tasks.settle_notifications", hour=3, minute=30
    ),
    "remove notifications that were read long ago": _daily(
        "kansrijkestart.notifications.tasks.remove_old_notifications", hour=3, minute=40
    ),
    "remove old documents of agreements": _every("agreements.tasks.remove_old_papers", HOUR),
    "close polls whose last day is over": _every("coalitions.tasks.close_polls", HOUR),
    "tell which recognitions lapse": _daily(
        "interventions.tasks.tell_about_recognitions", hour=3, minute=10
    ),
    "remind parties that did not answer": _daily(
        "agreements.tasks.remind_parties", hour=7, minute=10
    ),
    "forget addresses of old questions": _daily(
        "agreements.tasks.forget_addresses", hour=3, minute=20
    ),
    "ask owners whether agreements still hold": _daily(
        "agreements.tasks.ask_owners", hour=7, minute=20
    ),
    "tell whose calendar address ends": _daily(
        "agreements.tasks.tell_about_calendars", hour=7, minute=30
    ),
}


@celeryd_init.connect
def prepare_worker(**_arguments: Any) -> None:
    """Give a worker its servers and, since it may calculate for long, more time per statement."""
    from django.conf import settings

    ensure_running()
    if "STATEMENT_TIMEOUT_MS" not in os.environ:
        options = settings.DATABASES["default"]["OPTIONS"]
        options["options"] += f" -c statement_timeout={WORKER_STATEMENT_TIMEOUT_MS}"  # last wins


@beat_init.connect
def prepare_beat(**_arguments: Any) -> None:
    """Give the scheduler its servers."""
    ensure_running()
