"""Everybody, at everything that is somebody else's: it looks like what is not there."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.urls import reverse

from tests.access.rows import Row
from tests.soak.asking import Tally, encoded
from tests.soak.fuzzing import rows_to_try
from tests.soak.pages import Form, forms_of
from tests.soak.racing import FORM, client_of
from tests.soak.world import make_room
from tests.test_access_matrix import nowhere, page_of

METHODS = ("get", "head", "options", "post", "put", "patch", "delete")
LOCAL = ("outsider", "partner", "coordinator", "adviser", "region_lead")


class Trespass:
    """The people of one world in the other: both have one of everything."""

    def __init__(self, own: Any, foreign: Any, tally: Tally) -> None:
        self.own, self.foreign, self.tally = own, foreign, tally

    def everywhere(self) -> None:
        for row in rows_to_try():
            if row.expected.get("outsider", row.otherwise) == 404:  # else it is nobody's own
                self.row(row)

    def row(self, row: Row) -> None:
        with transaction.atomic():
            theirs = row.kwargs(self.foreign)
            make_room()
            mine = row.kwargs(self.own)
            addresses = list(self._addresses(row, theirs, mine))
            for role in LOCAL:
                client = client_of(self.own.users[role])
                for place, (path, absent) in enumerate(addresses):
                    for method in METHODS:
                        self.alike(f"{row.name} as {role}, {place}", client, method, path, absent)
            transaction.set_rollback(True)

    def _addresses(
        self, row: Row, theirs: dict[str, Any], mine: dict[str, Any]
    ) -> Iterator[tuple[str, str]]:
        """A foreign address, and every mix of an own and a foreign part, with an absent one."""
        if not theirs:
            return
        for absent in nowhere(row, theirs):
            yield reverse(row.name, kwargs=theirs), absent
        for name, value in theirs.items():
            if name == "slug" or mine[name] == value or not isinstance(value, int):
                continue
            if row.expected.get("coordinator", row.otherwise) == 404 or "slug" not in mine:
                continue
            gone = mine | {name: 2**31 - 1}
            yield (
                reverse(row.name, kwargs=mine | {name: value}),
                reverse(row.name, kwargs=gone),
            )

    def alike(self, where: str, client: Any, method: str, path: str, absent: str) -> None:
        """The same status and the same page, whatever is asked."""
        answers = []
        for one in (path, absent):
            with transaction.atomic():
                answers.append(getattr(client, method)(one))
                transaction.set_rollback(True)
        self.tally.asked += 2
        first, second = answers
        self.tally.answers[first.status_code] += 1
        if first.status_code != second.status_code:
            told = f"{method}: {first.status_code}, and {second.status_code} for what is not there"
            self.tally.add(where, told, path)
        elif not first.streaming and page_of(first, path) != page_of(second, absent):
            self.tally.add(where, f"{method}: another page than for what is not there", path)

    def choices(self) -> int:
        """Values that a form does not offer, also when they exist elsewhere; returns how many."""
        tried = 0
        for row in rows_to_try():
            if row.method == "GET" and row.expected.get("coordinator", row.otherwise) == 200:
                with transaction.atomic():
                    tried += self._choices_of(row)
                    transaction.set_rollback(True)
        return tried

    def _choices_of(self, row: Row) -> int:
        path = reverse(row.name, kwargs=row.kwargs(self.own))
        client, tried = client_of(self.own.users["coordinator"]), 0
        answer = client.get(path)
        if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
            return 0
        for form in forms_of(answer.content.decode()):
            if form.method != "post" or form.action not in ("", path):
                continue
            for name in sorted(form.choices.keys() - form.buttons):
                tried += self._not_offered(row.name, client, path, form, name)
        return tried

    def _not_offered(self, where: str, client: Any, path: str, form: Form, name: str) -> int:
        offered = set(form.choices[name])
        if not any(value.isdecimal() for value in offered):
            return 0
        foreign = [value for value in self._foreign_keys() if value not in offered]
        rest = [pair for pair in form.filled() if pair[0] != name]
        for value in foreign:
            with transaction.atomic():
                data = encoded([*rest, (name, value)])
                answer = client.post(path, data=data, content_type=FORM)
                transaction.set_rollback(True)
            self.tally.asked += 1
            self.tally.answers[answer.status_code] += 1
            if answer.status_code in (302, 303) or answer.status_code >= 500:
                told = f"takes {name} that it does not offer ({answer.status_code})"
                self.tally.add(where, told, value)
        return len(foreign)

    def _foreign_keys(self) -> list[str]:
        """Keys of what the other world has, of every kind."""
        coalition = self.foreign.coalition
        rows = [
            *(user for user in self.foreign.users.values() if user),
            *(one.organisation for one in coalition.partners.all()),
            *coalition.agreements.all(),
            *coalition.choices.all(),
            coalition,
            self.foreign.region,
            self.foreign.municipality,
        ]
        return sorted({str(row.pk) for row in rows} | {str(2**31 - 1)})
