"""Every list that can be long is ordered, narrowed, taken along as a file, and printed."""

import csv
import html
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.core.cache import cache
from django.core.paginator import Page
from django.db import transaction
from django.template.loader import get_template
from django.urls import get_resolver, reverse

from agreements.models import Agreement, DetectionInstrument, ServiceDirectory
from coalitions.models import (
    Ambition,
    Answer,
    Coalition,
    ContactMoment,
    ContactPerson,
    EmbeddingItem,
    Municipality,
    PracticeExample,
    RoadMapItem,
)
from interventions.models import Choice, Funding
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.services import notifications_read
from monitoring.models import Indicator, Interpretation
from tests.access.rows import ROLES, Row
from tests.access.world import make_world
from tests.crowd import Crowd, rounds
from tests.list_inventory import LISTS, NO_LISTS, ListPage
from tests.notifications.world import TRIED, tell, tried
from tests.test_access_matrix import all_rows, client_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("lists"), pytest.mark.slow]

MANY = 3
# The crowd has these all alike and they cannot be changed afterwards; their orders are looked at in
# tests/monitoring.
SAME_IN_THE_CROWD = {
    "dashboard:region_round",
    "monitoring:drift",
    "monitoring:edition",
    "monitoring:round_overview",
}
# The file has a line per municipality, or per agreement and municipality, where the page has parts.
OTHER_ROWS = {"agreements:regional", "dashboard:region_agreements", "notifications:list"}
NOTHING = "xqzwv niets heet zo"
NAMES = {one.page for one in LISTS}
every_list = pytest.mark.parametrize("one", LISTS, ids=lambda one: one.page)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Return a world with a few of everything, made once for all lists."""
    with django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        found = make_world()
        Crowd(found, MANY).gather()
        rounds(found, MANY)
        mix_up(found)
        yield found
        transaction.set_rollback(True)


def mix_up(world: Any) -> None:
    """Name and date what the crowd made alike so that every order is another one."""
    changed = [
        (ContactPerson, lambda n: {"name": f"Persoon {9 - n}"}),
        (Ambition, lambda n: {"title": f"Ambitie {9 - n}"}),
        (Funding, lambda n: {"amount": 1000 * (n + 1), "title": f"Geld {n}"}),
        (Municipality, lambda n: {"province": ("Utrecht", "Drenthe", "Zeeland")[n % 3]}),
        (Coalition, lambda n: {"stage": ("formed", "forming")[n % 2]}),
        (Indicator, lambda n: {"phase": ("after", "before", "during")[n % 3]}),
        (Interpretation, lambda n: {"discussed_on": date(2024, 1, 1) + timedelta(days=7 * n)}),
        (PracticeExample, lambda n: {"title": f"Voorbeeld {9 - n}"}),
        (Agreement, lambda n: {"review_on": date(2024, 9, 1) - timedelta(days=n)}),
        (Answer, lambda n: {"due_on": date(2024, 1, 1) + timedelta(days=n)}),
        (DetectionInstrument, lambda n: {"name": f"Instrument {9 - n}"}),
        (Choice, lambda n: {"state": ("running", "planned")[n % 2]}),
        (ContactMoment, lambda n: {"held_on": date(2024, 1, 1) + timedelta(days=7 * n)}),
        (EmbeddingItem, lambda n: {"title": f"Borging {9 - n}"}),
        (ServiceDirectory, lambda n: {"checked_on": date(2024, 1, 9 - n)}),
        (RoadMapItem, lambda n: {"deliverable": f"Oplevering {9 - n}"}),
    ]
    for model, values in changed:
        for number, key in enumerate(
            model._default_manager.order_by("pk").values_list("pk", flat=True)
        ):
            model._default_manager.filter(pk=key).update(**values(number))


def row_of(name: str) -> Row:
    return next(row for row in all_rows() if row.method == "GET" and row.name == name)


class Reader:
    """Somebody who may read a list, and the list as they read it."""

    def __init__(self, one: ListPage, world: Any) -> None:
        row = row_of(one.page)
        may = [role for role in ROLES if row.expected.get(role, row.otherwise) == 200]
        self.one = one
        self.role = one.role or ("coordinator" if "coordinator" in may else may[-1])
        assert self.role in may
        self.client: Client = client_of(world.users[self.role])
        self.kwargs = row.kwargs(world)
        self.path = reverse(one.page, kwargs=self.kwargs)
        self.file = reverse(one.file, kwargs=self.kwargs | one.file_kwargs) if one.file else ""

    def page(self, **asked: str) -> Any:
        return self.client.get(self.path, self.one.query | asked)

    def rows(self, **asked: str) -> list[list[str]]:
        """Return the lines of the file without its head."""
        answer = self.client.get(self.file, self.one.query | asked)
        assert answer.status_code == 200, f"{self.file} {asked}: {answer.status_code}"
        assert answer["Content-Disposition"].startswith("attachment")
        text = answer.content.decode("utf-8-sig")
        return list(csv.reader(text.splitlines(), delimiter=";"))[1:]


@pytest.fixture
def reader(one, world, monkeypatch) -> Reader:
    found = Reader(one, world)
    if one.page == "notifications:list":  # those of the crowd are not so any more
        monkeypatch.setitem(registry._kinds, TRIED, tried(set()))
        for number in range(MANY):
            last = tell(world.users[found.role], f"lijst {number}")
        notifications_read(user=world.users[found.role], pks=[last.pk])
    return found


def orders_of(form: Any) -> list[str]:
    return [key for key, _words in form.fields["sort"].choices]


def form_of(answer: Any) -> Any:
    found = answer.context.get("filter_form")
    return answer.context["regions"] if found is None else found


@every_list
def test_a_list_is_ordered(reader):
    first = reader.page()
    assert first.status_code == 200
    words = orders_of(form_of(first))
    assert len(words) > 1
    assert 'name="sort"' in first.content.decode()
    for word in words:
        answer = reader.page(sort=word)
        assert answer.status_code == 200
        assert not form_of(answer).errors
        if reader.file:
            assert sorted(reader.rows(sort=word)) == sorted(reader.rows())


@every_list
def test_the_file_of_a_list_stands_in_the_order_that_is_asked(reader):
    if not reader.file:
        pytest.skip(reader.one.no_file)
    everything = reader.rows()
    assert everything, "no rows to look at"
    if len(everything) < 2:
        pytest.skip("one row has one order")
    words = orders_of(form_of(reader.page()))
    found = {str(reader.rows(sort=word)) for word in words}
    assert len(found) > 1 or reader.one.page in SAME_IN_THE_CROWD


@every_list
def test_a_list_is_narrowed(reader):
    page = reader.page()
    form = form_of(page)
    assert set(form.fields) - {"sort"}, "nothing to narrow by"
    if "q" not in form.fields:
        return
    answer = reader.page(q=NOTHING)
    assert answer.status_code == 200
    if reader.file:
        kept = [row for row in reader.rows(q=NOTHING) if any(row[1:])]
        assert kept == []


@every_list
def test_a_list_is_taken_along_and_printed(reader):
    text = reader.page().content.decode()
    assert "data-print" in text
    if not reader.file:
        assert reader.one.no_file
        return
    links = [html.unescape(one) for one in re.findall(r'href="([^"]+)"', text)]
    asked = reader.page(sort=orders_of(form_of(reader.page()))[1]).content.decode()
    assert any(one.split("?")[0] == reader.file for one in links)
    kept = [html.unescape(one) for one in re.findall(r'href="([^"]+)"', asked)]
    assert any(one.startswith(f"{reader.file}?") and "sort=" in one for one in kept)


@every_list
def test_the_file_has_the_rows_of_the_page(reader):
    page = reader.page()
    shown = page.context.get("page_obj")
    if not reader.file or not isinstance(shown, Page) or reader.one.page in OTHER_ROWS:
        pytest.skip("the page has no pages to count")
    assert len(reader.rows()) == shown.paginator.count


BAD = [
    {"sort": "bestaat-niet"},
    {"sort": "-pk"},
    {"sort": "' OR 1=1"},
]


@every_list
@pytest.mark.parametrize("asked", BAD, ids=lambda asked: asked["sort"][:12])
def test_an_order_that_does_not_exist_is_named(reader, asked):
    answer = reader.page(**asked)
    assert answer.status_code == 200
    assert form_of(answer).errors["sort"]
    assert "Selecteer een geldige keuze" in answer.content.decode()
    if reader.file:
        wrong = reader.client.get(reader.file, reader.one.query | asked)
        assert wrong.status_code == 400
        assert f"{reader.file}?sort" not in answer.content.decode()


@every_list
def test_bad_words_are_no_failure(reader):
    form = form_of(reader.page())
    for name in form.fields:
        for bad in ("é" * 3000, "%_\\'<b>", "-1", "9" * 20):
            answer = reader.page(**{name: bad})
            assert answer.status_code in (200, 404), f"{name}={bad}: {answer.status_code}"
            if reader.file:
                again = reader.client.get(reader.file, reader.one.query | {name: bad})
                assert again.status_code in (200, 400, 404), f"{name}={bad}"
    assert reader.page(page="x").status_code in (200, 404)
    assert reader.page(**{next(iter(form.fields)): "\x00"}).status_code == 400


@every_list
def test_the_file_is_for_who_may_read_the_page(one):
    """The statuses themselves are looked at by tests/test_access_matrix.py."""
    if not one.file or one.page == "monitoring:coalition_exports":
        return
    page, file = row_of(one.page), row_of(one.file)
    statuses = [(row.expected.get(role, row.otherwise)) for row in (page, file) for role in ROLES]
    assert statuses[: len(ROLES)] == statuses[len(ROLES) :]


def test_a_route_stands_once_in_the_inventory():
    assert len(NAMES) == len(LISTS)
    assert not NAMES & set(NO_LISTS)
    names = {row.name for row in all_rows()}
    assert names >= NAMES | set(NO_LISTS)


def paged_routes() -> set[str]:
    """Return the pages whose template, or what it includes, has more pages."""
    found = set()
    for name, view in views():
        template = getattr(view, "template_name", None)
        if template and "pagination.html" in source(template):
            found.add(name)
    return found


def source(name: str, seen: frozenset[str] = frozenset()) -> str:
    """Return a template with all that it includes."""
    text = cast("Any", get_template(name)).template.source
    more = re.findall(r'{% include "([^"]+)"', text)
    return text + "".join(source(one, seen | {name}) for one in more if one not in seen | {name})


def views() -> list[tuple[str, Any]]:
    def walk(patterns, space):
        for one in patterns:
            if hasattr(one, "url_patterns"):
                inner = f"{space}:{one.namespace}" if space and one.namespace else one.namespace
                yield from walk(one.url_patterns, inner or space)
            elif (view := getattr(one.callback, "view_class", None)) and one.name:
                yield f"{space}:{one.name}" if space else one.name, view

    return list(walk(get_resolver().url_patterns, ""))


def test_a_page_with_more_pages_is_a_list_of_the_inventory():
    files = {name for name, _view in views() if name.endswith(("_csv", "_xlsx", "_pdf"))}
    assert paged_routes() - NAMES - files - set(NO_LISTS) == set()
