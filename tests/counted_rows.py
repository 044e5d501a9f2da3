"""What PostgreSQL believes of how many rows a table has, at its worst.

Rows that a transaction has not committed count as none when tables are analysed meanwhile, as
autovacuum may do at any moment. A question that leans on few rows then takes hours instead of
milliseconds: it happened to a load of the demo.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

EVERY = 100


@contextmanager
def counted_as_none(longest_ms: int = 20_000) -> Iterator[None]:
    """Analyse all tables from outside now and then; a question may take ``longest_ms``.

    Raises ``OperationalError`` at the first question that takes longer.
    """
    asked = 0
    with _outside() as other, connection.cursor() as cursor:

        def ask(execute: Any, *question: Any) -> Any:
            nonlocal asked
            asked += 1
            if asked % EVERY == 0:
                other.execute("ANALYZE")
            return execute(*question)

        cursor.execute("SET LOCAL statement_timeout = %s", [longest_ms])
        with connection.execute_wrapper(ask):
            yield
        cursor.execute("SET LOCAL statement_timeout = 0")


def count_rows() -> None:
    """Analyse all tables in this transaction, which counts what it made itself.

    On a site autovacuum does it. Otherwise PostgreSQL takes the tables for empty, and one question
    takes twenty seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _outside() -> psycopg.Connection:
    known = connection.get_connection_params()
    ours = {"context", "cursor_factory", "prepare_threshold"}
    return psycopg.connect(
        **{key: value for key, value in known.items() if key not in ours}, autocommit=True
    )
