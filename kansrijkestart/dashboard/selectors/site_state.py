"""Whether the site can do its work: what ``ready`` answers, and the same in words for people.

Nothing here may hang with what it watches: each question has a connection of its own and a limit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from threading import Thread
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from kansrijkestart.core import clock
from kansrijkestart.jobs.services import BEAT, NIGHT

DATABASE_SECONDS: Final = 2.5
BROKER_SECONDS: Final = 1.0
LONGEST_WAIT_SECONDS: Final = 120
# Beat shows itself every 30 seconds; four times nothing is silence.
LONGEST_SILENCE_SECONDS: Final = 120
A_NIGHT_AND_A_DAY: Final = timedelta(hours=36)

_BACKGROUND = """
select
  (select coalesce(extract(epoch from now() - min(run_after)), 0)::float from jobs_job
   where state = 'queued' and run_after <= now()),
  (select seen_at from jobs_heartbeat where name = %s),
  (select seen_at from jobs_heartbeat where name = %s)
"""


@dataclass(frozen=True)
class SiteLine:
    """One thing about the site in words; ``is_well`` is None where nothing is known."""

    words: str
    is_well: bool | None


def site_found() -> dict[str, Any]:
    """Return what was found now: database, migrations, broker, and what jobs and beat show.

    ``is_ready`` tells whether all that the site needs is there. What could not be asked is left
    out, or None. Seconds are whole or in tenths.
    """
    broker_answer = _start(_broker)
    database = _start(_database)(DATABASE_SECONDS) or {"database": False}
    found = database | {"broker": bool(broker_answer(BROKER_SECONDS))}
    waiting = found.get("oldest_waiting_seconds")
    is_ready = (
        found["database"]
        and found.get("migrations", False)
        and found["broker"]
        and waiting is not None
        and waiting < LONGEST_WAIT_SECONDS
    )
    return found | {"is_ready": is_ready}


def site_lines() -> list[SiteLine]:
    """Return how the site is, for somebody who does not read JSON."""
    found = site_found()
    return [_whole(found), _queue(found), _worker(found), _night(found), _backup()]


def _whole(found: dict[str, Any]) -> SiteLine:
    if found["is_ready"]:
        return SiteLine(_("The site works."), is_well=True)
    if not found["database"]:
        return SiteLine(_("The database does not answer in time."), is_well=False)
    if not found.get("migrations"):
        words = _("The site is being renewed, or that was not finished.")
        return SiteLine(words, is_well=False)
    if not found["broker"]:
        words = _("Pages work. Work in the background starts late: nobody hears that it is asked.")
        return SiteLine(words, is_well=False)
    return SiteLine(_("Pages work. Work in the background waits too long."), is_well=False)


def _queue(found: dict[str, Any]) -> SiteLine:
    seconds = found.get("oldest_waiting_seconds")
    if seconds is None:
        return SiteLine(_("How long jobs wait is not known."), is_well=None)
    is_well = seconds < LONGEST_WAIT_SECONDS
    if not seconds:
        return SiteLine(_("No job waits."), is_well)
    words = _("The oldest job has been waiting for %(time)s.") % {"time": _time(seconds)}
    return SiteLine(words, is_well)


def _worker(found: dict[str, Any]) -> SiteLine:
    seconds = found.get("beat_seconds_ago")
    if seconds is None:
        words = _("Of who works in the background no sign is known.")
        return SiteLine(words, is_well=None)
    words = _("The last sign of who works in the background came %(time)s ago.")
    return SiteLine(words % {"time": _time(seconds)}, seconds < LONGEST_SILENCE_SECONDS)


def _night(found: dict[str, Any]) -> SiteLine:
    moment = found.get("night_at")
    if moment is None:
        words = _("When the work of the night was last done is not known.")
        return SiteLine(words, is_well=None)
    day = date_format(localtime(moment), "j F Y H:i")
    is_well = clock.now() - moment < A_NIGHT_AND_A_DAY
    return SiteLine(_("The work of the night was last done on %(day)s.") % {"day": day}, is_well)


def _backup() -> SiteLine:
    words = _("Backups are made outside this site. When the last one was made is not known here.")
    return SiteLine(words, is_well=None)


def _time(seconds: float) -> str:
    """Return a time in words, in the largest unit of which there is one."""
    if seconds < 60:
        number = max(1, round(seconds))
        return ngettext("%(number)s second", "%(number)s seconds", number) % {"number": number}
    now = clock.now()
    return timesince(now - timedelta(seconds=seconds), now, depth=1)


def _start(ask: Callable[[], Any]) -> Callable[[float], Any]:
    """Ask in a thread; the returned function waits for the answer, and gives None when late."""
    answers: list[Any] = []
    thread = Thread(target=lambda: answers.append(ask()), daemon=True)
    thread.start()

    def wait(seconds: float) -> Any:
        thread.join(seconds)
        return answers[0] if answers else None

    return wait


def _database() -> dict[str, Any] | None:
    parameters = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    parameters |= {"connect_timeout": 2, "options": "-c statement_timeout=2000"}
    try:
        with psycopg.connect(**parameters) as connection:
            return _state(connection)
    except psycopg.Error:
        return None


def _state(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Ask what the database knows: two queries."""
    rows = connection.execute("select app, name from django_migrations").fetchall()
    state: dict[str, Any] = {"database": True, "migrations": _expected() <= set(rows)}
    if not state["migrations"]:
        return state
    row = connection.execute(_BACKGROUND, [BEAT, NIGHT]).fetchone()
    waiting, beat_at, night_at = row or (0.0, None, None)
    return state | {
        "oldest_waiting_seconds": round(waiting, 1),
        "beat_seconds_ago": _seconds_since(beat_at),
        "night_at": night_at,
    }


def _seconds_since(moment: datetime | None) -> int | None:
    return None if moment is None else round((clock.now() - moment).total_seconds())


@cache
def _expected() -> frozenset[tuple[str, str]]:
    """Return every migration of this code; reads files, once per process."""
    return frozenset(MigrationLoader(None).disk_migrations or ())


def _broker() -> bool:
    limits = {"socket_timeout": 0.8, "socket_connect_timeout": 0.8, "retry_on_timeout": False}
    limits |= {"max_retries": 0, "interval_start": 0}
    try:
        with Connection(settings.CELERY_BROKER_URL, transport_options=limits) as connection:
            channel: Any = connection.default_channel
            channel.client.ping()
    except (OperationalError, RedisError, OSError):
        return False
    return True
