"""Nobody writes without the right to: every route that accepts a POST, tried by whoever may not.

The rows are those of the access matrix. A page with a form answers a POST as it answers a GET,
unless it has a row for POST.
"""

import os
import re
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.rows import ROLES, Row
from tests.test_access_matrix import all_rows, client_of, ours, row_id, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db

# Also behind the words that tell the history who it is.
WRITES = re.compile(r"(?:^|;)\s*(INSERT|UPDATE|DELETE|MERGE|TRUNCATE|COPY)\b", re.IGNORECASE)
# A session says that somebody is there; it is nobody's record.
NOT_A_RECORD = ("django_session", "usersessions_usersession")
METHODS = ("get", "head", "put", "patch", "delete")
# A long run sends everything as every role; the others send one thing as each, by turns.
IS_LONG = bool(os.environ.get("SOAK"))
# Text that every form should have to look at before it looks at who sends it.
SENT = {"name": "x", "title": "x", "text": "x", "reason": "x", "state": "stopped", "do": "revoke"}


def takes_a_form(view: Any) -> bool:
    """Whether this view answers a POST; the file of a page has the post() of its page only."""
    return hasattr(view, "post") and "post" in view.http_method_names


def writing_routes(resolver: URLResolver, namespace: str = "") -> set[str]:
    """Return the names of the routes whose view takes a form."""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= writing_routes(pattern, inner)
        elif isinstance(pattern, URLPattern) and takes_a_form(
            getattr(pattern.callback, "view_class", None)
        ):
            found.add(f"{namespace}{pattern.name}")
    return found


WRITING = sorted(writing_routes(get_resolver()) & ours())


def row_of(name: str) -> Row:
    """Return the row that says who may send this form."""
    rows = sorted((row for row in all_rows() if row.name == name), key=lambda row: row.method)
    return rows[-1]  # POST comes after GET


def written(queries: CaptureQueriesContext) -> list[str]:
    statements = [query["sql"] for query in queries.captured_queries]
    return [
        sql
        for sql in statements
        if WRITES.search(sql) and not any(table in sql for table in NOT_A_RECORD)
    ]


# Functions that answer the same to everybody and keep nothing.
PLAIN = {"favicon", "robots", "security_txt", "sitemap", "live", "ready"}


def test_views_are_classes():
    """A function would hide from this module which methods it answers."""
    plain = {
        name
        for name in ours() - PLAIN
        if not hasattr(callback_of(get_resolver(), name), "view_class")
    }
    assert not plain


def callback_of(resolver: URLResolver, name: str, namespace: str = ""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            if found := callback_of(pattern, name, inner):
                return found
        elif f"{namespace}{pattern.name}" == name:
            return pattern.callback
    return None


# Forms of everybody who may open the page: what was typed comes back; an export of what one reads.
FOR_READERS = {"safekeeping:parked", "monitoring:exports"}


@pytest.mark.parametrize("name", WRITING)
def test_a_page_for_readers_says_who_may_send_its_form(name):
    row = row_of(name)
    reads_only = row.method == "GET" and row.expected.get("partner") == 200
    assert name in FOR_READERS or not reads_only, "add a row for POST: may a partner send its form?"


@pytest.mark.parametrize("name", WRITING)
def test_who_may_not_send_a_form_changes_nothing(world, name):
    row = row_of(name)
    kwargs = row.kwargs(world)
    path = reverse(name, kwargs=kwargs)
    wrong = []
    for number, role in enumerate(ROLES):
        expected = row.expected.get(role, row.otherwise)
        if expected in (200, 409) or (expected == 302 and role != "nobody"):
            continue
        sent = (row.data(world), SENT)
        for data in sent if IS_LONG else sent[(number + len(name)) % 2 :][:1]:
            with transaction.atomic():
                client = client_of(world.users[role])
                with CaptureQueriesContext(connection) as queries:
                    answer = client.post(path, data)
                if answer.status_code != expected:
                    wrong.append(f"{role}: {answer.status_code} instead of {expected}")
                if changes := written(queries):
                    wrong.append(f"{role} changed {changes}")
                transaction.set_rollback(True)
    assert not wrong, f"{row_id(row)} {path}: {wrong}"


ONLY_POST = sorted(
    {row.name for row in all_rows() if row.method == "POST"}
    - {row.name for row in all_rows() if row.method == "GET"}
)


@pytest.mark.parametrize("name", ONLY_POST)
@pytest.mark.parametrize("method", METHODS)
def test_what_only_takes_a_post_changes_nothing_otherwise(world, name, method):
    row = row_of(name)
    path = reverse(name, kwargs=row.kwargs(world))
    for role in ROLES if IS_LONG else ROLES[METHODS.index(method) :: len(METHODS)]:
        with transaction.atomic():
            client = client_of(world.users[role])
            with CaptureQueriesContext(connection) as queries:
                answer = getattr(client, method)(path)
            assert answer.status_code in (302, 403, 404, 405), f"{role}: {answer.status_code}"
            may = row.expected.get(role, row.otherwise) in (200, 302) and role != "nobody"
            assert not may or answer.status_code == 405, f"{role}: {answer.status_code}"
            assert not written(queries)
            transaction.set_rollback(True)


def test_a_change_is_seen(world):
    row = row_of("coalitions:contact_remove")
    path = reverse(row.name, kwargs=row.kwargs(world))
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries:
            client_of(world.users["coordinator"]).post(path)
        assert [sql for sql in written(queries) if "contactperson" in sql]
        transaction.set_rollback(True)
