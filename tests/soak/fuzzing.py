"""Forms, query strings and addresses, filled with values that nobody types on purpose."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.access.rows import ROLES, Row
from tests.soak.asking import Asker, Pairs, Tally, encoded
from tests.soak.pages import Form, forms_of
from tests.soak.sizes import SEED
from tests.soak.values import nasty
from tests.test_access_matrix import all_rows

ROOT = Path(__file__).resolve().parents[2]
APPS = ("kansrijkestart", "coalitions", "interventions", "monitoring", "agreements")
NOT_ASKED = ("account_logout", "admin:logout", "admin:jsi18n")
PARAMETER = re.compile(r"GET(?:\.get|\.getlist)?[(\[]\"(\w+)\"")


def often(number: int, strategy: st.SearchStrategy[Any], do: Callable[[Any], None]) -> None:
    """Do something with so many examples; the same ones for the same seed."""

    @seed(SEED)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(example: Any) -> None:
        do(example)

    run()


def changed(form: Form) -> st.SearchStrategy[Pairs]:
    """Return ways to send this form wrongly: some fields replaced, left out, doubled or new."""
    base = form.filled()
    names = form.names or ["x"]

    @st.composite
    def draw_pairs(draw: Any) -> Pairs:
        wrong = set(draw(st.lists(st.sampled_from(names), min_size=1, max_size=3)))
        away = set(draw(st.lists(st.sampled_from(names), max_size=1)))
        kept = [pair for pair in base if pair[0] not in wrong | away]
        new = [(name, draw(nasty)) for name in sorted(wrong)]
        extra = draw(st.lists(st.tuples(st.sampled_from(names), nasty), max_size=1))
        return kept + new + extra

    return draw_pairs()


def read_parameters() -> list[str]:
    """Return the names that our code reads from an address, plus those of the lists' forms."""
    found = {"page", "q", "sort", "next", "_popup", "e", "o", "p"}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            found |= set(PARAMETER.findall(path.read_text("utf-8")))
    return sorted(found)


def plain_addresses(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Every address that needs no argument, also of the packages and the administration."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from plain_addresses(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            name = f"{space}{pattern.name}"
            try:
                path = reverse(name)
            except NoReverseMatch:
                continue
            if name not in NOT_ASKED:
                yield path


class Fuzz:
    """One world, all roles, every address; what was wrong is in the tally."""

    def __init__(self, world: Any, each: int, tally: Tally | None = None) -> None:
        self.world, self.each = world, each
        self.tally = tally or Tally()

    def asker(self, role: str) -> Asker:
        return Asker(self.world.users[role], self.tally)

    def row(self, row: Row) -> None:
        """Try one row of the access matrix: the page, its forms and its address."""
        with transaction.atomic():
            kwargs = row.kwargs(self.world)
            path = reverse(row.name, kwargs=kwargs)
            for role in ROLES:
                allowed = row.expected.get(role, row.otherwise) in (200, 302)
                number = self.each if allowed and role != "nobody" else max(1, self.each // 10)
                self.one(role, row, path, number)
            self.addresses(row, kwargs)
            transaction.set_rollback(True)

    def one(self, role: str, row: Row, path: str, number: int) -> None:
        where, asker = f"{row.name} as {role}", self.asker(role)
        found = self.forms(asker, where, path) if row.method == "GET" else []
        own = Form(path, "post", [(k, str(v)) for k, v in row.data(self.world).items()])
        posts = [form for form in found if form.method == "post"] or [own]
        for form in posts:
            self.post(asker, where, form.action or path, form, max(1, number // len(posts)))
        if row.method == "GET":
            gets = [name for form in found if form.method == "get" for name in form.names]
            self.get(asker, where, path, sorted({*gets, *PARAMETERS}), number)

    def forms(self, asker: Asker, where: str, path: str) -> list[Form]:
        answer = asker.ask(where, "GET", path, "the page itself")
        is_page = answer.status_code == 200 and not answer.streaming
        if not is_page or "html" not in answer.headers.get("Content-Type", ""):
            return []
        here = urlsplit(path).path
        # The forms of the frame around the page (sign out, language) are tried once, not here.
        return [
            form
            for form in forms_of(answer.content.decode())
            if not (form.action or here).startswith(("/accounts/logout", "/taal/"))
        ]

    def post(self, asker: Asker, where: str, path: str, form: Form, number: int) -> None:
        kind = "application/x-www-form-urlencoded"
        asker.ask(
            where, "POST", path, form.filled(), data=encoded(form.filled()), content_type=kind
        )

        def send(pairs: Pairs) -> None:
            asker.ask(where, "POST", path, pairs, data=encoded(pairs), content_type=kind)

        often(number, changed(form), send)

    def get(self, asker: Asker, where: str, path: str, names: list[str], number: int) -> None:
        def send(pairs: Pairs) -> None:
            address = f"{urlsplit(path).path}?{encoded(pairs).decode()}"
            asker.ask(where, "GET", address, pairs)

        pair = st.tuples(st.sampled_from(names), nasty)
        often(number, st.lists(pair, min_size=1, max_size=4), send)

    def addresses(self, row: Row, kwargs: dict[str, Any]) -> None:
        """The arguments of the address itself, as somebody who may see everything there."""
        if not kwargs:
            return
        role = next((one for one, code in row.expected.items() if code == 200), "coordinator")
        asker, base = self.asker(role), reverse(row.name, kwargs=kwargs)

        def send(pair: tuple[str, str]) -> None:
            name, value = pair
            words = [str(word) for key, word in kwargs.items() if key == name]
            raw = quote(value.encode("utf-8", "surrogatepass"), safe="")[:4000]
            path = base.replace(f"/{words[0]}", f"/{raw}", 1)
            asker.ask(f"{row.name} address", row.method, path, path)

        often(self.each, st.tuples(st.sampled_from(sorted(kwargs)), nasty), send)

    def plain(self, path: str) -> None:
        """An address of a package or of the administration, as nobody and as administrator."""
        for role in ("nobody", "administrator", "coordinator"):
            where, asker = f"{path} as {role}", self.asker(role)
            with transaction.atomic():
                found = self.forms(asker, where, path)
                for form in found:
                    if form.method == "post":
                        self.post(asker, where, form.action or path, form, self.each)
                names = sorted({name for form in found for name in form.names} | set(PARAMETERS))
                self.get(asker, where, path, names, self.each)
                transaction.set_rollback(True)


PARAMETERS = read_parameters()


def rows_to_try() -> list[Row]:
    """Return one row per route and method, in a fixed order."""
    found = {(row.name, row.method): row for row in all_rows()}
    return [found[key] for key in sorted(found)]
