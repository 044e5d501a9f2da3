"""Mails that are no notification: to who has no account, or with a secret in them.

Their rows belong to other apps, which say here which were refused and how one is mailed again.
Each is tried again after an hour, and then after twice as long as before, for some days.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, transaction
from django.utils.functional import Promise

from kansrijkestart.core import clock
from kansrijkestart.notifications.sending import report_refusals

logger = logging.getLogger(__name__)
FIRST_PAUSE: Final = timedelta(hours=1)
# Who was refused for longer than this is not tried again: 1, 2, 4, … 64 hours after the first time.
LONG: Final = timedelta(days=2)


@dataclass(frozen=True)
class Refused:
    """A mail that the mail server refused: ``about`` names a coalition or an invited address."""

    pk: int
    about: str
    first_at: datetime
    failed_at: datetime

    @property
    def is_tried_again(self) -> bool:
        return self.failed_at - self.first_at < LONG

    @property
    def again_at(self) -> datetime:
        return self.failed_at + max(FIRST_PAUSE, self.failed_at - self.first_at)


@dataclass(frozen=True)
class Letters:
    """One kind of such mails.

    ``refused`` gives what was refused and is still wanted. ``send`` mails one of them again, while
    its row is held, and returns whether that went well; False too when somebody else holds it.
    """

    key: str
    label: str | Promise
    refused: Callable[[], Iterable[Refused]]
    send: Callable[[int], bool]


@dataclass(frozen=True)
class RefusedTogether:
    """Refused mails of one kind about the same: how many, last tried when, and what now."""

    label: str | Promise
    about: str
    number: int
    failed_at: datetime
    is_tried_again: bool


_letters: dict[str, Letters] = {}


def register(one: Letters) -> None:
    """Make a kind known; a key belongs to one app."""
    if _letters.setdefault(one.key, one) is not one:
        raise ValueError(f"The letters {one.key!r} are registered twice.")


def refused_together() -> list[RefusedTogether]:
    """Return what did not arrive, the last tried first. One query per kind."""
    found = []
    for one in _letters.values():
        rows = list(one.refused())
        numbers = Counter(row.about for row in rows)
        last = {row.about: row for row in sorted(rows, key=lambda row: row.failed_at)}
        waits = {row.about for row in rows if row.is_tried_again}
        found += [
            RefusedTogether(one.label, about, numbers[about], row.failed_at, about in waits)
            for about, row in last.items()
        ]
    return sorted(found, key=lambda row: row.failed_at, reverse=True)


def letters_retry() -> int:
    """Mail again whatever may be tried again now; returns how many went. Safe to run twice.

    Administrators are told once a day of what was refused for the last time.
    """
    moment, sent = clock.now(), 0
    for one in _letters.values():
        for row in list(one.refused()):
            if not row.is_tried_again or row.again_at > moment:
                continue
            if _sent(one, row):
                sent += 1
            elif moment - row.first_at >= LONG:
                with transaction.atomic():
                    report_refusals()
    return sent


def _sent(one: Letters, row: Refused) -> bool:
    """Send one; what cannot even be written holds up no other."""
    try:
        return one.send(row.pk)
    except DatabaseError:
        raise
    except Exception:
        logger.exception("A refused mail could not be made again.")
        return False
