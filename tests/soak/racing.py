"""Many at the same moment: what becomes of a form, and of every table, when it is sent at once."""

from collections import Counter
from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction
from django.test import Client, TestCase
from django.urls import reverse

from tests.access.rows import ROLES, Row
from tests.soak.asking import Pairs, Tally, encoded
from tests.soak.pages import Form, forms_of

KEY = "idempotency_key"
FORM = "application/x-www-form-urlencoded"
# Housekeeping that says nothing about what a form did.
NOT_COUNTED = {"IdempotencyKey", "Session", "UserSession", "LogEntry", "Context"}


def client_of(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def counts() -> Counter[str]:
    """Return the number of rows of every table, history included."""
    names = {one._meta.db_table for one in apps.get_models() if one.__name__ not in NOT_COUNTED}
    with connection.cursor() as cursor:
        tables = sorted(names & set(connection.introspection.table_names(cursor)))
        parts = [f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables]  # noqa: S608
        cursor.execute(" UNION ALL ".join(parts))
        return Counter(dict(cursor.fetchall()))


def effect(do: Callable[[], Any]) -> dict[str, int]:
    """Return how many rows each table gained."""
    before = counts()
    do()
    after = counts()
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def effect_undone(do: Callable[[], Any]) -> dict[str, int]:
    """Count what it does, with what follows a commit, and take it all back."""

    def done() -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            do()

    with transaction.atomic():
        found = effect(done)
        transaction.set_rollback(True)
    return found


def at_once(tasks: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all tasks at the same moment, each in a thread of its own; return what they gave."""
    together, given = Barrier(len(tasks)), {}

    def run(number: int, task: Callable[[], Any]) -> None:
        together.wait()
        try:
            given[number] = task()
        except Exception as error:
            given[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [given[number] for number in range(len(tasks))]


def status_of(answer: Any) -> int:
    return getattr(answer, "status_code", 599)


def with_new_key(pairs: Pairs) -> Pairs:
    return [(name, str(uuid4()) if name == KEY else value) for name, value in pairs]


class Race:
    """Sends one form of one row of the access matrix, by one role, many times at once."""

    def __init__(self, world: Any, many: int, tally: Tally) -> None:
        self.world, self.many, self.tally = world, many, tally

    def role_of(self, row: Row) -> str | None:
        wanted = (302,) if row.method == "POST" else (200,)
        order = ["coordinator", *ROLES]
        for role in order:
            if role != "nobody" and row.expected.get(role, row.otherwise) in wanted:
                return role
        return None

    def forms(self, row: Row, path: str, user: Any) -> list[tuple[str, Pairs]]:
        """Every form of this page that changes something, filled in."""
        if row.method == "POST":
            data = [(name, str(value)) for name, value in row.data(self.world).items()]
            return [(path, data)]
        answer = client_of(user).get(path)
        if answer.status_code != 200 or answer.streaming:
            return []
        found: list[Form] = forms_of(answer.content.decode(errors="replace"))
        return [
            (form.action or path, form.filled())
            for form in found
            if form.method == "post"
            and not form.has_file
            and urlsplit(form.action or path).path.startswith(urlsplit(path).path)
        ]

    def row(self, row: Row) -> int:
        """Race every form of this row; returns how many were tried."""
        role = self.role_of(row)
        if role is None:
            return 0
        user = self.world.users[role]
        path = reverse(row.name, kwargs=row.kwargs(self.world))
        tried = 0
        for address, pairs in self.forms(row, path, user):
            self.same(f"{row.name} {address}", user, address, pairs)
            tried += 1
        return tried

    def same(self, where: str, user: Any, address: str, pairs: Pairs) -> None:
        """The very same form at the same moment has the effect of one, with a key or without.

        What as many posts do one after another is no measure: a form that doubles, doubles there.
        """

        def post() -> Any:
            return client_of(user).post(address, data=encoded(pairs), content_type=FORM)

        expected = effect_undone(post)
        clients = [client_of(user) for _ in range(self.many)]
        tasks = [
            lambda client=client: client.post(address, data=encoded(pairs), content_type=FORM)
            for client in clients
        ]
        answers: list[Any] = []
        found = effect(lambda: answers.extend(at_once(tasks)))
        self.judge(where, answers, expected, found)

    def alike(self, where: str, user: Any, address: str, pairs: Pairs) -> None:
        """Forms alike, each a click of its own, do at once what they do one after another."""
        variants = [with_new_key(pairs) for _ in range(self.many)]

        def send(one: Pairs) -> Any:
            return client_of(user).post(address, data=encoded(one), content_type=FORM)

        expected = effect_undone(lambda: [send(one) for one in variants])
        answers: list[Any] = []
        tasks = [lambda one=one: send(one) for one in variants]
        found = effect(lambda: answers.extend(at_once(tasks)))
        self.judge(f"{where} (alike)", answers, expected, found)

    def judge(self, where: str, answers: list[Any], expected: Any, found: Any) -> None:
        self.tally.asked += len(answers)
        statuses = Counter(status_of(answer) for answer in answers)
        self.tally.answers.update(statuses)
        if any(status >= 500 for status in statuses):
            self.tally.add(where, f"answers {dict(statuses)}", answers[-1])
        if expected != found:
            self.tally.add(where, "another effect at once than alone", (expected, found))
