"""Asking a page as a role, and saying what is wrong with the answer."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from django.core.signals import got_request_exception
from django.db import DatabaseError, connection, transaction
from django.test import Client

from tests.soak.values import SCRIPT

Pairs = list[tuple[str, str]]
TOLD_TOO_MUCH = re.compile(r"Traceback \(most recent|psycopg\.|django\.db\.|ProgrammingError")


def encoded(pairs: Pairs) -> bytes:
    """Return a form as bytes, with letters that a browser would never send."""
    words = (
        "=".join(quote_plus(word.encode("utf-8", "surrogatepass")) for word in pair)
        for pair in pairs
    )
    return "&".join(words).encode()


@dataclass
class Tally:
    """How often was asked, what was answered, and what was wrong, the same fault once."""

    asked: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)

    def add(self, where: str, what: str, example: object) -> None:
        self.faults.setdefault(f"{where}: {what}", repr(example)[:600])

    @property
    def report(self) -> str:
        return "\n".join(f"{fault}\n    {example}" for fault, example in self.faults.items())

    @property
    def taken(self) -> int:
        return self.answers[302] + self.answers[303]


class Asker:
    """A signed-in browser whose every request is taken back afterwards."""

    def __init__(self, user: Any, tally: Tally) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.tally = tally
        self.raised: list[BaseException] = []

    def _remember(self, **_more: Any) -> None:
        import sys

        error = sys.exc_info()[1]
        if error is not None:
            self.raised.append(error)

    def ask(self, where: str, method: str, path: str, example: object, **more: Any) -> Any:
        """Ask, judge the answer and undo what it did; returns the answer."""
        self.raised.clear()
        got_request_exception.connect(self._remember)
        try:
            with transaction.atomic():
                answer = getattr(self.client, method.lower())(path, **more)
                self._judge(where, answer, example)
                transaction.set_rollback(True)
        finally:
            got_request_exception.disconnect(self._remember)
        return answer

    def _judge(self, where: str, answer: Any, example: object) -> None:
        self.tally.asked += 1
        self.tally.answers[answer.status_code] += 1
        if answer.status_code >= 500 and not self._is_health(where):
            cause = self.raised[-1] if self.raised else None
            self.tally.add(where, f"{answer.status_code} {cause!r}"[:160], example)
            return
        if not answer.streaming and "html" in answer.headers.get("Content-Type", ""):
            text = answer.content.decode(errors="replace")
            if SCRIPT in text:
                self.tally.add(where, "what was typed runs as a script", example)
            if TOLD_TOO_MUCH.search(text):
                self.tally.add(where, "the answer shows our code", example)
        self._settle(where, example)

    def _settle(self, where: str, example: object) -> None:
        """Let constraints that wait for the end of the transaction speak now."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except DatabaseError as error:
            self.tally.add(where, f"refused only at the end: {error}"[:160], example)

    @staticmethod
    def _is_health(where: str) -> bool:
        return "ready" in where  # says 503 on purpose: tests have no broker
