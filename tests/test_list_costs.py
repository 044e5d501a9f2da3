"""A page costs the same number of queries with one row of everything as with many.

No list of lists: every address of the access matrix is read by every role that may, so that a new
page is counted from its first day.
"""

import os
import re
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch
from zlib import crc32

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import Assessment
from coalitions.selectors import page_head
from tests.access.rows import ROLES, Row
from tests.access.world import World, make_world
from tests.counted_rows import count_rows
from tests.crowd import NEWEST, Crowd, rounds
from tests.list_inventory import LISTS, NO_LISTS, SHORT
from tests.test_access_matrix import all_rows, client_of

# Together on one worker: the crowd takes longer to gather than to look at.
pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("list-costs"), pytest.mark.slow]

# Enough to fill a page of every list; `make soak` looks with a hundred, as everybody who may. Here
# one of those reads each page, by turns: a list asks as often for one as for another.
IS_LONG = bool(os.environ.get("SOAK"))
FEW, MANY = 1, 100 if IS_LONG else 40
READERS_AT_MOST = len(ROLES) if IS_LONG else 1
# Who reads what everybody may read: a visitor, somebody with a coalition, somebody with everything.
THREE = ("nobody", "coordinator", "administrator")
# More than this is a page that asks for too much, however short its lists.
QUERIES_AT_MOST = 60
# A page of a list ends somewhere: bytes of the longest page that a phone still has to load.
BYTES_AT_MOST = 600_000
# Pages with one part per municipality of the coalition: a region has some twenty, here 101. The
# files of the region's table hold a cell per municipality and intervention, here ten thousand; so
# do those of what municipalities do with regional agreements, and of care pathways.
PER_MUNICIPALITY = {
    "agreements:pathways_pdf",
    "dashboard:region_uptake_csv",
    "coalitions:members",
    "dashboard:region_matrix_csv",
    "dashboard:region_matrix_pdf",
    "dashboard:region_heat",
    "monitoring:coalition",
}
# A page of the log, and of what differs between two days, looks up the names of each kind of record
# on it; the first page of a long list has fewer kinds. So has the history under one agreement.
PER_KIND = {
    "coalitions:log",
    "coalitions:compare",
    "agreements:detail",
    "monitoring:indicator_history",
}
# Those look up names of each of some forty kinds of record, so they may ask for more.
QUERIES_PER_KIND_AT_MOST = 80
# A file of the whole log has all kinds in it, however few rows.
OF_EVERY_KIND = {"coalitions:log_csv"}
QUERIES_OF_EVERY_KIND_AT_MOST = 120
# A page that sets two beside each other, of which there is only one in the small world.
BESIDE_ANOTHER = {"agreements:versions", "monitoring:compare"}

Counts = dict[tuple[str, str], tuple[int, int, int]]
# Where rows stand that a reader can count: the body of a table, and a list of rows.
LISTED = re.compile(r"<tbody.*?</tbody>|<ul class=\"ks-rows.*?</ul>", re.DOTALL)
ROW = re.compile(r"<tr\b|<li\b")


def pages() -> list[Row]:
    return [row for row in all_rows() if row.method == "GET"]


def readers(row: Row) -> list[str]:
    """Return who reads a page, by turns of all who may; the start as everybody."""
    everybodys = row.otherwise == 200 and row.name != "home"
    may = [role for role in ROLES if row.expected.get(role, row.otherwise) == 200]
    may = [role for role in may if not everybodys or role in THREE]
    turn = crc32(row.name.encode()) % max(len(may), 1)
    by_turns = may[turn:] + may[:turn]
    return by_turns if row.name == "home" else by_turns[:READERS_AT_MOST]


def counted(world: World, many: int) -> Counts:
    """Return queries, bytes and rows per page and reader, with ``many`` of everything."""
    found: Counts = {}
    without = []
    for row in pages():
        with transaction.atomic():
            kwargs = row.kwargs(world)
            if Assessment.objects.filter(coalition=world.coalition).exists():
                rounds(world, many)
                found |= read(row, kwargs, world)
            else:
                without.append(row)
            transaction.set_rollback(True)
    # The closed rounds are made once for all pages that need no round of their own.
    rounds(world, many)
    for row in without:
        with transaction.atomic():
            found |= read(row, row.kwargs(world), world)
            transaction.set_rollback(True)
    return found


def read(row: Row, kwargs: dict[str, Any], world: World) -> Counts:
    found: Counts = {}
    path = reverse(row.name, kwargs=kwargs | ({"round": NEWEST} if "round" in kwargs else {}))
    for number, role in enumerate(readers(row)):
        client = client_of(world.users[role])
        if not number or row.name == "home":  # another page for each of them
            client.get(path)  # fills what is kept between requests
        found[row.name, role] = cost_of(client, path, role)
    return found


def rows_of(answer: Any, body: bytes) -> int:
    """Return the rows of the longest list of a page; 0 for a file."""
    if not answer.get("Content-Type", "").startswith("text/html"):
        return 0
    return max((len(ROW.findall(one)) for one in LISTED.findall(body.decode())), default=0)


def cost_of(client: Client, path: str, role: str) -> tuple[int, int, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path} {role}: {answer.status_code}"
    body = answer.getvalue() if answer.streaming else answer.content
    return len(queries), len(body), rows_of(answer, body)


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker) -> Iterator[tuple[Counts, Counts]]:
    """Return what every page costs with few rows and with many."""
    # What a page keeps of its reader for minutes must not end halfway, or one page asks again.
    kept = patch.object(page_head, "KEPT_FOR", 24 * 60 * 60)
    with kept, django_db_blocker.unblock(), transaction.atomic():
        both = []
        for many in (FEW, MANY):
            cache.clear()
            with transaction.atomic():
                world = make_world()
                Crowd(world, many).gather()
                count_rows()
                both.append(counted(world, many))
                transaction.set_rollback(True)
        yield both[0], both[1]
        transaction.set_rollback(True)


def is_as_asked(name: str, few: int, many: int) -> bool:
    if name in OF_EVERY_KIND:
        return many == few <= QUERIES_OF_EVERY_KIND_AT_MOST
    if name in PER_KIND:
        return many < few <= QUERIES_PER_KIND_AT_MOST
    more = (0, 1) if name in BESIDE_ANOTHER else (0,)
    return many <= QUERIES_AT_MOST and many - few in more


@pytest.mark.parametrize("row", pages(), ids=lambda row: row.name)
def test_a_page_asks_as_much_with_many_rows_as_with_one(costs, row):
    wrong = {}
    for role in readers(row):
        few, many = (counts[row.name, role][0] for counts in costs)
        if not is_as_asked(row.name, few, many):
            wrong[role] = f"{few} queries with {FEW}, {many} with {MANY}"
    assert not wrong


def test_the_pages_are_counted_on_one_worker(request, worker_id):
    """A pytest that pytest-xdist does not know puts no group in the name; all then count twice."""
    if worker_id == "master":
        pytest.skip("one worker")
    assert request.node.nodeid.endswith("@list-costs")


def test_a_page_ends(costs):
    """A file of a list is no page: it holds all of it."""
    _, many = costs
    files = {one.file for one in LISTS}
    wrong = {
        f"{name} as {role}": size
        for (name, role), (_queries, size, _rows) in many.items()
        if size > BYTES_AT_MOST and name not in PER_MUNICIPALITY | files
    }
    assert not wrong


def test_a_page_with_many_rows_is_a_list_of_the_inventory(costs):
    """A new list is ordered, narrowed, taken along and printed from its first day."""
    _, many = costs
    known = {one.page for one in LISTS} | set(NO_LISTS)
    missing = {
        name: rows
        for (name, _role), (_queries, _size, rows) in many.items()
        if rows > SHORT and name not in known
    }
    assert missing == {}
