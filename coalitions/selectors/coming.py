"""What lies ahead: open things of a coalition with a day, brought together from every app.

An app registers its sources in ``AppConfig.ready()``, as with ``coalitions.registry``. All of them
are asked in one query. What has no day is not guessed to have one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from coalitions.choices import Stage
from coalitions.registry import Reading
from coalitions.selectors.one_query import Row, ask_together, row_part
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label

SOON: Final = timedelta(days=31)
MOST_ON_START: Final = 5
LATE_AT_LEAST: Final = 2


@dataclass(frozen=True)
class ComingSource:
    """Rows with a day: what is to happen (``words``), with which (the field ``name``, if any).

    ``rows`` gives what is still open of one coalition, as far as its reader may see it; None when
    that is nothing at all. ``on`` is a field with a day or a moment; ``url`` gets the key of a row.
    With ``may_be_late`` a day that is over still waits for somebody; without, it is over.
    ``is_dutch`` says that the name is reference data, Dutch in every language.
    """

    key: str
    words: Label
    rows: Callable[[Reading], QuerySet[Any] | None]
    on: str
    name: str
    url: Callable[[Reading, int], str]
    may_be_late: bool = True
    is_dutch: bool = False


@dataclass(frozen=True)
class Coming:
    """One thing ahead, or late."""

    on: date
    words: Label
    name: str
    url: str
    is_late: bool
    is_dutch: bool


_sources: dict[str, ComingSource] = {}


def register_coming(source: ComingSource) -> None:
    """Bring the rows of a source before who keeps a record."""
    _sources[source.key] = source


def coming_for(reading: Reading) -> list[Coming]:
    """Return what is late and what lies ahead, the first day first.

    Nothing of a coalition that ended. One query, and one for the national role of the reader.
    """
    if reading.coalition.stage == Stage.ENDED:
        return []
    today = clock.today()
    sources = list(_sources.values())
    found = (_part(one, place, reading, today) for place, one in enumerate(sources))
    parts = (part for part in found if part is not None)
    rows = ask_together(parts, "row_on", "row_place", "row_key")
    return [_coming(sources[row.place], row, row.on, reading) for row in rows if row.on]


def soon(found: list[Coming]) -> list[Coming]:
    """Return what is late, or due within a month from today."""
    last = clock.today() + SOON
    return [one for one in found if one.on <= last]


def on_start(found: list[Coming]) -> list[Coming]:
    """Return the few for the start page: what is late never takes the place of all that is ahead.

    What is late stays until somebody does something, so a record that is behind would show nothing
    else. It gets the room that what is ahead leaves, and always a little.
    """
    late = [one for one in found if one.is_late]
    ahead = [one for one in found if not one.is_late]
    room = max(MOST_ON_START - len(ahead), LATE_AT_LEAST)
    return [*late[:room], *ahead][:MOST_ON_START]


def _part(source: ComingSource, place: int, reading: Reading, today: date) -> Any:
    rows = source.rows(reading)
    if rows is None:
        return None
    found = row_part(rows, place, name=source.name, on=source.on).filter(row_on__isnull=False)
    return found if source.may_be_late else found.filter(row_on__gte=today)


def _coming(source: ComingSource, row: Row, on: date, reading: Reading) -> Coming:
    return Coming(
        on=on,
        words=source.words,
        name=row.name,
        url=source.url(reading, row.key),
        is_late=on < clock.today(),
        is_dutch=source.is_dutch,
    )
