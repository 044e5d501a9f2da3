"""The newest change of every source of the log, as a part of one query.

The line under every heading asks all seventy sources, and putting those into SQL took far longer
than asking (docs/adr/0017). The SQL of most is therefore kept: of a reading they need no more than
the key of its coalition, which is a parameter, or rows that its reader may see, which get a name::

    @by_key
    def of_coalition(key: Any) -> Q:
        return Q(coalition=key)

    ROUNDS = Told("told_rounds", _rounds_to_tell)
    within = ROUNDS.within(lambda rounds: Q(assessment__in=rounds))
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from coalitions import registry
from coalitions.registry import HistorySource, Reading

# SQL and its parameters.
Words = tuple[str, tuple[Any, ...]]
# Stands among the parameters of kept SQL where the key of a coalition belongs.
_THE_KEY: Final = object()


@dataclass(frozen=True, eq=False)
class Told:
    """Rows that sources share: those a reader may see, worked out once for all of them.

    ``name`` is what the query calls them. Without rows at all the sources are hidden.
    """

    name: str
    rows: Callable[[Reading], QuerySet[Any] | None]

    def within(self, condition: Callable[[Any], Q]) -> "Kept":
        """Give the condition the keys of these rows."""
        return Kept(condition, self)

    def in_sql(self, reading: Reading) -> Words | None:
        """Return the keys of the rows, put into SQL once per reading."""
        return reading.remember(self.name, lambda: _keys_of(self.rows(reading)))


@dataclass(frozen=True, eq=False)
class Kept:
    """A ``HistorySource.within`` that is the same for all but for what it is given.

    ``condition`` passes that on to filters and does nothing else with it; it asks neither who
    reads nor what day it is.
    """

    condition: Callable[[Any], Q]
    told: Told | None = None

    def __call__(self, reading: Reading) -> Q | None:
        if self.told is None:
            return self.condition(reading.coalition.pk)
        rows = self.told.in_sql(reading)
        return None if rows is None else self.condition(RawSQL(*rows))  # noqa: S611

    @property
    def mark(self) -> RawSQL:
        """What the condition is given to be kept: a parameter to fill in, or the named rows."""
        if self.told is None:
            return RawSQL("%s", (_THE_KEY,))
        return RawSQL(f"SELECT id FROM {self.told.name}", ())  # noqa: S608, S611


def by_key(condition: Callable[[Any], Q]) -> Kept:
    """Give the condition the key of the coalition."""
    return Kept(condition)


@by_key
def of_coalition(key: Any) -> Q:
    """What says of which coalition it is."""
    return Q(coalition=key)


def newest_changes(reading: Reading) -> Words:
    """Return the SQL for the moment, context and source of the newest change of each source.

    As far as this reader may see it.
    """
    sources = registry.history_sources()
    changes = [_named(one, words) for one in sources for words in _newest_of(one, reading)]
    named = list(_named_rows(sources, reading))
    start = "WITH " + ", ".join(text for text, _params in named) if named else ""
    asked = " UNION ALL ".join(f"({text})" for text, _params in changes)
    values = tuple(value for _text, params in [*named, *changes] for value in params)
    return f"{start} {asked}", values


def _named_rows(sources: Iterable[HistorySource], reading: Reading) -> Iterator[Words]:
    """Give the SQL that names the rows which sources share, as far as a reader has any."""
    kept_ones = (one.within for one in sources if isinstance(one.within, Kept))
    for told in dict.fromkeys(within.told for within in kept_ones):
        words = told and told.in_sql(reading)
        if told and words:
            yield f"{told.name} (id) AS ({words[0]})", words[1]


def _named(source: HistorySource, words: Words) -> Words:
    text, params = words
    return f"SELECT newest.*, %s::text FROM ({text}) AS newest", (source.key, *params)  # noqa: S608


def _newest_of(source: HistorySource, reading: Reading) -> Iterator[Words]:
    within = source.within
    if isinstance(within, Kept):
        if within.told is None or within.told.in_sql(reading):
            yield with_key(kept(source.model, within), reading.coalition.pk)
        return
    condition = within(reading)
    try:
        if condition is not None:
            yield newest(source.model, condition)
    except EmptyResultSet:
        return  # Django sees that there can be nothing


@cache
def kept(model: Any, within: Kept) -> Words:
    """Return the SQL for the newest event within a condition, put together once per process."""
    return newest(model, within.condition(within.mark))


def with_key(words: Words, key: int) -> Words:
    """Return kept SQL as it is, and its parameters with the key of a coalition."""
    text, params = words
    return text, tuple(key if one is _THE_KEY else one for one in params)


def newest(model: Any, condition: Q) -> Words:
    """Return the SQL for the newest event among those that meet the condition."""
    events = model.events.field.model.objects.filter(condition)
    rows = events.order_by("-pgh_created_at", "-pgh_id")
    return _in_sql(rows.values_list("pgh_created_at", "pgh_context_id")[:1])


def _keys_of(rows: QuerySet[Any] | None) -> Words | None:
    try:
        return None if rows is None else _in_sql(rows.order_by().values("pk"))
    except EmptyResultSet:
        return "SELECT NULL::bigint", ()


def _in_sql(rows: QuerySet[Any, Any]) -> Words:
    words: Words = rows.query.sql_with_params()
    return words
