"""Rows of many kinds in one query: what *Komt eraan* and an agenda bring together from every app.

Each source gives a queryset of its own model; of each row only its key, its name and its day are
asked, with the place of its source in the list of sources.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import DateField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate

from coalitions.registry import Reading
from kansrijkestart.core.links import safe_reverse


@dataclass(frozen=True)
class Row:
    """One row: the place of its source, its key, its name (may be empty) and its day, if any."""

    place: int
    key: int
    name: str
    on: date | None


def row_part(rows: QuerySet[Any], place: int, *, name: str = "", on: str = "") -> QuerySet[Any]:
    """Annotate rows for ``ask_together``: ``row_on`` may still be filtered by.

    ``name`` is a field; ``on`` is a field with a day or a moment. Without them there is none.
    """
    return rows.annotate(
        row_place=Value(place),
        row_key=F("pk"),
        row_name=Cast(F(name) if name else Value(""), TextField()),
        row_on=Cast(_day(rows, on), DateField()),
    )


def ask_together(parts: Iterable[QuerySet[Any]], *order: Any) -> list[Row]:
    """Return the rows of all parts in one query; nothing to ask is no query."""
    wanted = [
        part.order_by().values_list("row_place", "row_key", "row_name", "row_on") for part in parts
    ]
    if not wanted:
        return []
    asked = wanted[0].union(*wanted[1:], all=True) if len(wanted) > 1 else wanted[0]
    return [Row(*row) for row in asked.order_by(*order)]


def page(name: str) -> Callable[[Reading, int], str]:
    """Lead to a page of the coalition on which all rows of a source stand."""
    return lambda reading, _pk: safe_reverse(name, slug=reading.coalition.slug)


def _day(rows: QuerySet[Any], on: str) -> Any:
    if not on:
        return Value(None, output_field=DateField())
    field = rows.query.resolve_ref(on).output_field
    return TruncDate(on) if isinstance(field, DateTimeField) else F(on)
