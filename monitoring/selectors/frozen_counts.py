"""Which counts frozen editions tell for good: to a protection run they are known. Never shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection

from monitoring.disclosure.areas import Place, Where
from monitoring.disclosure.building import Figure
from monitoring.disclosure.rounding import possible_counts
from monitoring.disclosure.table import WIDEST_NEEDED
from monitoring.models import Definition, Edition
from monitoring.selectors.published import Row

DIGITS = 4  # as many as an edition writes of a value
# What an edition writes of every municipality and, without one, of the country: the count, or a
# share or plain number where no count is told. The database takes it out of the content, which is
# twenty times as large and would all have to be read and put together here.
TOLD = """
SELECT part.municipality, figure.indicator, year.*
FROM (
  SELECT municipality_id AS municipality, content -> 'figures' AS figures
  FROM "monitoring_editionpart" WHERE edition_id = %(edition)s
  UNION ALL
  SELECT 0, content -> 'country' FROM "monitoring_edition" WHERE id = %(edition)s
) AS part
CROSS JOIN jsonb_to_recordset(
  CASE jsonb_typeof(part.figures) WHEN 'array' THEN part.figures END
) AS figure(indicator text, years jsonb)
CROSS JOIN jsonb_to_recordset(figure.years) AS year(
  definition int, first_year int, last_year int, numerator int, denominator int, value float8
)
WHERE coalesce(year.numerator, year.value) IS NOT NULL
"""
Named = tuple[str, int, int, int, int]  # indicator, number, municipality, years
Span = tuple[int, int]  # the lowest and the highest count that something leaves possible


class Told(NamedTuple):
    """What an edition writes of a figure: its count, or else a value that tells it."""

    part: int | None
    size: int | None
    value: Decimal | None


Counts = dict[Place, set[Told]]  # by area and period, whatever the division


def frozen_editions() -> list[int]:
    """The editions that can be read, and never change again."""
    return list(Edition.objects.frozen().order_by("pk").values_list("pk", flat=True))


class FrozenCounts:
    """What frozen editions tell: each is read once, since it never changes."""

    def __init__(self) -> None:
        self.read: set[int] = set()
        self.found: defaultdict[Named, set[Told]] = defaultdict(set)

    def of(self, editions: Collection[int], definitions: Iterable[Definition]) -> Counts:
        """Every count of these definitions that stands in the editions read so far and in these."""
        self._read(set(editions) - self.read)
        versions = {(one.indicator.key, one.number): one.pk for one in definitions}
        counts: Counts = {}
        for (key, number, municipality, first, last), told in self.found.items():
            pk = versions.get((key, number))
            if pk is not None:
                where: Where = "municipality" if municipality else "country"
                counts[Place(pk, where, municipality, 0, first, last)] = told
        return counts

    def _read(self, editions: Collection[int]) -> None:
        with connection.cursor() as cursor:
            for edition in sorted(editions):
                cursor.execute(TOLD, {"edition": edition})
                for municipality, key, number, first, last, count, size, value in cursor:
                    is_counted = count is not None
                    told = Told(count, size, None if is_counted else _short(value))
                    self.found[key, number, municipality, first, last].add(told)
        self.read |= set(editions)


def _short(value: Any) -> Decimal:
    return Decimal(str(round(float(value), DIGITS)))


def told_row(row: Row, counts: Counts) -> Row | None:
    """The row with what an edition tells of it, as long as no later row says another count.

    Where its source hides it since, or a share alone is left of it, the count is known all the
    same: when all editions tell the same.
    """
    figure = row.figure
    known = counts.get(figure.place._replace(division=0), set())
    if figure.is_source_hidden:
        return _with_count(row, known)
    known = {one for one in known if _is_same(figure, one)}
    if figure.numerator is None and any(one.part is not None for one in known):
        return _with_count(row, known) or row
    return row if known else None


def _with_count(row: Row, known: Collection[Told]) -> Row | None:
    """The row with the one count that all of these leave possible, where there is one."""
    figure = row.figure
    spans = [span for one in known if (span := _span(one, figure.denominator, figure.scale))]
    if not spans or max(low for low, _high in spans) != min(high for _low, high in spans):
        return None
    count = max(low for low, _high in spans)
    sizes = [figure.denominator, *sorted({one.size for one in known if one.size is not None})]
    size = next((one for one in sizes if one and one >= count), None)
    new = figure._replace(numerator=count, denominator=size, is_source_hidden=False)
    return row._replace(figure=new)


def _is_same(figure: Figure, told: Told) -> bool:
    """Whether a row gives the count that is told, or may do so as far as anybody can see."""
    is_counted = figure.numerator is not None or told.part is not None
    if not is_counted and figure.value is not None and _short(figure.value) == told.value:
        return True
    own = Told(figure.numerator, figure.denominator, figure.value)
    first = _span(told, figure.denominator or told.size, figure.scale)
    second = _span(own, figure.denominator or told.size, figure.scale)
    if first is None or second is None or first[1] - first[0] >= WIDEST_NEEDED:
        return False
    return max(first[0], second[0]) <= min(first[1], second[1])


def _span(told: Told, size: int | None, scale: int) -> Span | None:
    """The counts that are possible; with a share only when the size of the group is known."""
    if told.part is not None:
        return told.part, told.part
    if told.value is None or (scale and not size):
        return None
    if not scale:
        return int(told.value), int(told.value)
    return possible_counts(told.value, size or 0, scale)
