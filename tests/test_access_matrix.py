"""Every named route, tried by every role. A route without a row fails."""

import importlib
import os
import pkgutil
import re
import uuid
from collections.abc import Iterator
from types import ModuleType
from zlib import crc32

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.urls.resolvers import RegexPattern
from django.views.defaults import page_not_found

import tests.access
from tests.access.rows import ROLES, Row
from tests.access.world import make_world

# Says that a test database is needed, also when nothing else in the run asks for one.
pytestmark = pytest.mark.django_db

# Routes of packages have tests of their own; each with the reason why it is not tried here.
NOT_OURS = {
    "account_": "allauth, tests/accounts",
    "socialaccount_": "allauth, only with an organisation's sign-on",
    "openid_connect_": "allauth, only with an organisation's sign-on",
    "mfa_": "allauth, tests/accounts/test_signing_in.py walks them as one person at a browser",
    "usersessions_": "allauth, shows only the reader's own sessions",
    "admin:": "the administration asks one predicate everywhere, tests/accounts/test_admin.py",
    "set_language": "Django's own, changes a cookie only",
}
# Where patterns without a name may stand, which no row can be about; each with the reason.
UNNAMED = {
    "beheer/": "the administration's old addresses and its catch-all ask the same predicate",
    "accounts/social/": "allauth's old addresses only send on to the named ones",
}
READERS = 3
IS_LONG = bool(os.environ.get("SOAK"))
ROWS_IN = [module.name for module in pkgutil.iter_modules(tests.access.__path__)]


def all_rows() -> list[Row]:
    modules = [importlib.import_module(f"tests.access.{name}") for name in ROWS_IN]
    return [row for module in modules for row in getattr(module, "ROWS", [])]


def route_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from route_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            if pattern.name is None:
                continue  # test_no_route_is_unnamed lists those
            yield f"{namespace}{pattern.name}"


def unnamed(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from unnamed(pattern, here)
        elif pattern.name is None:
            yield here


def test_no_route_is_unnamed():
    found = list(unnamed(get_resolver()))
    assert [one for one in found if not one.startswith(tuple(UNNAMED))] == []
    for beginning in UNNAMED:
        assert any(one.startswith(beginning) for one in found), f"{beginning} is no exception"


def ours() -> set[str]:
    return {name for name in route_names(get_resolver()) if not name.startswith(tuple(NOT_OURS))}


def test_every_route_has_a_row():
    assert ours() - {row.name for row in all_rows()} == set()


def test_every_row_has_a_route():
    optional = {"letter_box:mail", "letter_box:mail_detail"}  # in demo mode only
    assert {row.name for row in all_rows()} - ours() <= optional


def test_rows_name_known_roles():
    for row in all_rows():
        assert set(row.expected) <= set(ROLES), row.name


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for the whole module, taken back at the end; each test is a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_world()
        for user in made.users.values():
            sign_in_once(user)
        yield made
        transaction.set_rollback(True)


def sign_in_once(user) -> None:
    """Keep a session of this user: thousands of clients then need not sign in, each anew."""
    if user is not None:
        client = Client()
        client.force_login(user)
        user.session = client.cookies[settings.SESSION_COOKIE_NAME].value


def client_of(user) -> Client:
    client = Client()
    if hasattr(user, "session"):
        client.cookies[settings.SESSION_COOKIE_NAME] = user.session
    elif user is not None:
        client.force_login(user)
    return client


def ask(client: Client, row: Row, path: str, data: dict):
    return getattr(client, row.method.lower())(path, data)


def row_id(row: Row) -> str:
    return f"{row.method} {row.name}"


@pytest.mark.parametrize("row", all_rows(), ids=row_id)
def test_each_role_gets_what_the_row_says(world, row):
    kwargs = row.kwargs(world)
    path = reverse(row.name, kwargs=kwargs)
    wrong = [
        found
        for role in tried(row)
        for found in faults_of(role, world.users[role], row, path, row.data(world), kwargs)
    ]
    assert not wrong, f"{row_id(row)} {path}: {', '.join(wrong)}"


def tried(row: Row) -> list[str]:
    """Return everybody who may not, and some of who may open a page, by turns; in a long run all.

    A page takes ten times the time of a refusal, and other tests open it too.
    """
    may = [one for one in ROLES if row.expected.get(one, row.otherwise) == 200]
    turn = crc32(row_id(row).encode()) % max(len(may), 1)
    chosen = may if IS_LONG else [*may[turn:], *may[:turn]][:READERS]
    return [one for one in ROLES if one in chosen or one not in may]


def faults_of(role, user, row: Row, path: str, data: dict, kwargs: dict) -> list[str]:
    """Ask as one role and take back what it changed; return what is not as the row says."""
    wrong = []
    with transaction.atomic():
        client = client_of(user)
        answer = ask(client, row, path, data)
        expected = row.expected.get(role, row.otherwise)
        if answer.status_code != expected:
            wrong.append(f"{role}: {answer.status_code} instead of {expected}")
        if answer.status_code == 302 and role == "nobody":
            assert answer.url.startswith("/accounts/login/"), answer.url
        for absent in nowhere(row, kwargs) if answer.status_code == 404 else []:
            other = ask(client, row, absent, data)
            if other.status_code != 404 or page_of(other, absent) != page_of(answer, path):
                wrong.append(f"{role} can tell that it exists")
        transaction.set_rollback(True)
    return wrong


def nowhere(row: Row, kwargs: dict) -> list[str]:
    """Return the same address for an object that does not exist."""
    if not kwargs:
        return []
    first, value = next(iter(kwargs.items()))
    absent = {int: 2**31 - 1, uuid.UUID: uuid.UUID(int=0)}.get(type(value), "bestaat-niet-9")
    return [reverse(row.name, kwargs=kwargs | {first: absent})]


def page_of(answer, path: str) -> str:
    """Return a page without what differs from one request to the next."""
    text = answer.content.decode(errors="replace").replace(path, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


@pytest.mark.parametrize("row", [row for row in all_rows() if row.method == "GET"], ids=row_id)
def test_whoever_is_deactivated_is_nobody_at_the_next_request(world, row):
    path = reverse(row.name, kwargs=row.kwargs(world))
    user = world.users["coordinator"]
    client = client_of(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    answer = client.get(path)
    assert answer.status_code == row.expected.get("nobody", row.otherwise)


def test_a_row_that_is_wrong_is_found(world):
    row = Row("people:users", {"coordinator": 200}, otherwise=403)
    with pytest.raises(AssertionError, match="coordinator: 403 instead of 200"):
        test_each_role_gets_what_the_row_says(world, row)


def test_a_route_without_a_row_is_found(monkeypatch):
    module = ModuleType("routes")
    vars(module)["urlpatterns"] = [path("vergeten/", page_not_found, name="vergeten")]
    resolver = URLResolver(RegexPattern("^/"), module)
    assert list(route_names(resolver)) == ["vergeten"]
