"""A page costs the same number of queries with one row of everything as with two hundred.

No list of lists: every address of the access matrix is read by every role that may, so that a new
page is counted from its first day.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.rows import ROLES, Row
from tests.access.world import World, make_world
from tests.crowd import NEWEST, Crowd, rounds
from tests.test_access_matrix import all_rows, client_of

pytestmark = pytest.mark.django_db

FEW, MANY = 1, 200
# Who reads what everybody may read: a visitor, somebody with a coalition, somebody with everything.
THREE = ("nobody", "coordinator", "administrator")
# More than this is a page that asks for too much, however short its lists.
QUERIES_AT_MOST = 40
# A page of a list ends somewhere: bytes of the longest page that a phone still has to load.
BYTES_AT_MOST = 600_000

Counts = dict[tuple[str, str], tuple[int, int]]


def pages() -> list[Row]:
    return [row for row in all_rows() if row.method == "GET"]


def readers(row: Row) -> Iterator[str]:
    for role in ROLES:
        everybodys = row.otherwise == 200 and row.name != "home"
        if row.expected.get(role, row.otherwise) == 200 and (not everybodys or role in THREE):
            yield role


def counted(world: World, many: int) -> Counts:
    """Return queries and bytes per page and reader, in a world with ``many`` of everything."""
    found: Counts = {}
    for row in pages():
        with transaction.atomic():
            kwargs = row.kwargs(world)
            rounds(world, many)
            path = reverse(
                row.name, kwargs=kwargs | ({"round": NEWEST} if "round" in kwargs else {})
            )
            for role in readers(row):
                found[row.name, role] = cost_of(world, role, path)
            transaction.set_rollback(True)
    return found


def cost_of(world: World, role: str, path: str) -> tuple[int, int]:
    client = client_of(world.users[role])
    client.get(path)  # fills what is kept between requests
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path} {role}: {answer.status_code}"
    body = answer.getvalue() if answer.streaming else answer.content
    return len(queries), len(body)


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker) -> Iterator[tuple[Counts, Counts]]:
    """Return what every page costs with few rows and with many."""
    with django_db_blocker.unblock(), transaction.atomic():
        both = []
        for many in (FEW, MANY):
            cache.clear()
            with transaction.atomic():
                world = make_world()
                Crowd(world, many).gather()
                both.append(counted(world, many))
                transaction.set_rollback(True)
        yield both[0], both[1]
        transaction.set_rollback(True)


@pytest.mark.parametrize("row", pages(), ids=lambda row: row.name)
def test_a_page_asks_as_much_with_many_rows_as_with_one(costs, row):
    few, many = costs
    wrong = {
        role: f"{few[row.name, role][0]} queries with {FEW}, {many[row.name, role][0]} with {MANY}"
        for role in readers(row)
        if few[row.name, role][0] != many[row.name, role][0]
        or many[row.name, role][0] > QUERIES_AT_MOST
    }
    assert not wrong


@pytest.mark.parametrize("row", pages(), ids=lambda row: row.name)
def test_a_page_ends(costs, row):
    wrong = {
        role: costs[1][row.name, role][1]
        for role in readers(row)
        if costs[1][row.name, role][1] > BYTES_AT_MOST
    }
    assert not wrong
