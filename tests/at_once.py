"""Two people at the same moment, always in the same order: the second comes before the commit."""

import time
from collections.abc import Callable
from threading import Thread
from typing import Any

from django.db import connection, transaction

WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def while_uncommitted(
    first: Callable[[], Any],
    second: Callable[[], Any],
    then: Callable[[], Any] = lambda: None,
) -> Any:
    """Do the first, and the second (in a thread) while the first is not yet committed.

    ``then`` goes on with the first while the second waits. Returns what the second gave: its value,
    or the exception it ended with.
    """
    given: list[Any] = []

    def run() -> None:
        try:
            given.append(second())
        except Exception as error:
            given.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        deadline = time.monotonic() + 10
        while thread.is_alive() and not _is_waiting() and time.monotonic() < deadline:
            time.sleep(0.02)
        then()
    thread.join()
    return given[0]


def _is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else a transaction sees what it saw
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])
