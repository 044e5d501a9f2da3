"""Is the process up, and can it do its work? For a load balancer and for whoever keeps watch.

Nothing here may hang with what it watches: each question has a connection of its own and a limit.
"""

from collections.abc import Callable
from functools import cache
from threading import Thread
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from kansrijkestart.core import clock

DATABASE_SECONDS = 2.5
BROKER_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 120

_JOBS = """
select coalesce(extract(epoch from now() - min(run_after)), 0)::float from jobs_job
where state = 'queued' and run_after <= now()
"""


def live(_request: HttpRequest) -> JsonResponse:
    """Say that the process answers; asks nobody anything."""
    return JsonResponse({"status": "live"})


def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations, broker and queue are fine, else 503; say which."""
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
    body = {"status": "ready" if is_ready else "not ready", **found}
    return JsonResponse(body, status=200 if is_ready else 503)


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
    rows = connection.execute("select app, name from django_migrations").fetchall()
    state: dict[str, Any] = {"database": True, "migrations": _expected() <= set(rows)}
    if not state["migrations"]:
        return state
    waiting = connection.execute(_JOBS).fetchone()
    seen = connection.execute("select seen_at from jobs_heartbeat where name = 'beat'").fetchone()
    return state | {
        "oldest_waiting_seconds": round(waiting[0], 1) if waiting else 0.0,
        "beat_seconds_ago": round((clock.now() - seen[0]).total_seconds()) if seen else None,
    }


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
