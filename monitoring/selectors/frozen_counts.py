"""Which counts frozen editions tell for good: to a protection run they are known. Never shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F

from monitoring.disclosure.areas import Place
from monitoring.models import Definition, Edition, EditionPart
from monitoring.selectors.published import Row

DIGITS = 4  # as many as an edition writes of a value
CHUNK = 50
Count = tuple[bool, float]  # a count itself, or else a value that tells it
Counts = dict[Place, set[Count]]  # by area and period, whatever the division


def frozen_editions() -> list[int]:
    """The editions that can be read, and never change again."""
    return list(Edition.objects.frozen().order_by("pk").values_list("pk", flat=True))


def frozen_counts(editions: Collection[int], definitions: Iterable[Definition]) -> Counts:
    """Every count of these definitions that stands in these editions."""
    versions = {(one.indicator.key, one.number): one.pk for one in definitions}
    found: Counts = defaultdict(set)
    for municipality, figures in _figures(editions):
        for figure in figures or ():
            for year in figure["years"]:
                pk = versions.get((figure["indicator"], year["definition"]))
                count = _count(year["numerator"], year["value"])
                if pk is not None and count is not None:
                    where = "municipality" if municipality else "country"
                    period = year["first_year"], year["last_year"]
                    found[Place(pk, where, municipality, 0, *period)].add(count)  # type: ignore[arg-type]
    return found


def _figures(editions: Collection[int]) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """The figures of every municipality and of the country, of each edition."""
    parts = EditionPart.objects.filter(edition__in=editions).order_by("pk")
    rows = parts.values_list("municipality", F("content__figures"))
    yield from rows.iterator(chunk_size=CHUNK)
    countries = Edition.objects.filter(pk__in=editions).order_by("pk")
    for figures in countries.values_list("content__country", flat=True):
        yield 0, figures


def _count(numerator: int | None, value: Any) -> Count | None:
    """What tells the count: itself, or a share or plain number where no count is told."""
    if numerator is not None:
        return True, numerator
    return None if value is None else (False, round(float(value), DIGITS))


def told_count(row: Row, counts: Counts) -> Count | None:
    """The count that an edition tells of a cell, as long as no later row says another.

    Where the source hides it since, it is still known: when all editions tell the same.
    """
    figure = row.figure
    known = counts.get(figure.place._replace(division=0), set())
    if figure.is_source_hidden:
        found = {number for is_counted, number in known if is_counted or not figure.scale}
        return (True, found.pop()) if len(found) == 1 else None
    count = _count(figure.numerator, figure.value)
    return count if count in known else None


def with_told(row: Row, count: Count) -> Row:
    """The row with what is known of it, where its source hides that now."""
    if not row.figure.is_source_hidden:
        return row
    return row._replace(figure=row.figure._replace(numerator=int(count[1]), is_source_hidden=False))
