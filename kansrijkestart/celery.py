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
# Every entry expires before its next turn: a worker that was away does not find a pile.
app.conf.beat_schedule = {
    "start waiting and lost jobs": {
        "task": "kansrijkestart.jobs.tasks.sweep",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "show that beat and worker live": {
        "task": "kansrijkestart.jobs.tasks.beat_seen",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "remove what is past its term": {
        "task": "kansrijkestart.safekeeping.tasks.purge",
        "schedule": 60.0 * 60.0,
        "options": {"expires": 50 * 60},
    },
    "remove files of old exports": {
        "task": "monitoring.tasks.remove_old_exports",
        "schedule": 60.0 * 60.0,
        "options": {"expires": 50 * 60},
    },
    "remove files of figures that nobody stored": {
        "task": "monitoring.tasks.remove_old_imports",
        "schedule": 60.0 * 60.0,
        "options": {"expires": 50 * 60},
    },
    "see whether figures wait for protection": {
        "task": "monitoring.tasks.check_protection",
        "schedule": 5 * 60.0,
        "options": {"expires": 4 * 60},
    },
    "freeze rounds that are over": {
        "task": "monitoring.tasks.freeze_rounds",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "give batches of exports their next ones": {
        "task": "monitoring.tasks.feed_batches",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "open rounds whose moment has come": {
        "task": "monitoring.tasks.open_rounds",
        "schedule": 2 * 60.0,
        "options": {"expires": 110},
    },
    "remind of rounds": {
        "task": "monitoring.tasks.remind_of_rounds",
        "schedule": crontab(hour=7, minute=40),
        "options": {"expires": 20 * 60 * 60},
    },
    "mail notifications that wait": {
        "task": "kansrijkestart.notifications.tasks.mail_notifications",
        "schedule": crontab(minute=5),
        "options": {"expires": 50 * 60},
    },
    "end notifications that are no longer so": {
        "task": "kansrijkestart.notifications.tasks.settle_notifications",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 20 * 60 * 60},
    },
    "remove notifications that were read long ago": {
        "task": "kansrijkestart.notifications.tasks.remove_old_notifications",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 20 * 60 * 60},
    },
    "remove old documents of agreements": {
        "task": "agreements.tasks.remove_old_papers",
        "schedule": 60.0 * 60.0,
        "options": {"expires": 50 * 60},
    },
    "close polls whose last day is over": {
        "task": "coalitions.tasks.close_polls",
        "schedule": 60.0 * 60.0,
        "options": {"expires": 50 * 60},
    },
    "tell which recognitions lapse": {
        "task": "interventions.tasks.tell_about_recognitions",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 20 * 60 * 60},
    },
    "remind parties that did not answer": {
        "task": "agreements.tasks.remind_parties",
        "schedule": crontab(hour=7, minute=10),
        "options": {"expires": 20 * 60 * 60},
    },
    "forget addresses of old questions": {
        "task": "agreements.tasks.forget_addresses",
        "schedule": crontab(hour=3, minute=20),
        "options": {"expires": 20 * 60 * 60},
    },
    "ask owners whether agreements still hold": {
        "task": "agreements.tasks.ask_owners",
        "schedule": crontab(hour=7, minute=20),
        "options": {"expires": 20 * 60 * 60},
    },
    "tell whose calendar address ends": {
        "task": "agreements.tasks.tell_about_calendars",
        "schedule": crontab(hour=7, minute=30),
        "options": {"expires": 20 * 60 * 60},
    },
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
