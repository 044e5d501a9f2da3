"""What a search finds, per kind of thing and only as far as the reader may open it.

All kinds are asked in one question. The rows and the number of each come from ``visible_to``: a
number can tell no more than the rows do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Cast

from kansrijkestart.dashboard.selectors.found import KINDS, Kind
from kansrijkestart.dashboard.selectors.hits import Hit, Row, Searching

FIRST: Final = 5
PER_PAGE: Final = 25
_ORDER: Final = ("found_later", "found_by", "found_pk")
_ROW: Final = ("found_pk", "found_name", "found_key", "found_says", "found_slug", "found_at")


@dataclass(frozen=True)
class Group:
    """The first of one kind, and how many there are."""

    kind: Kind
    hits: Sequence[Hit]
    total: int

    @property
    def has_more(self) -> bool:
        return self.total > len(self.hits)


def search_all(search: Searching) -> list[Group]:
    """Return the kinds in which anything is found, each with its first; nothing asked: nothing.

    One question, and those that ``Kind.hits`` asks about municipalities and coalitions found.
    """
    if not search.asked:
        return []
    found = [_first(place, kind, search) for place, kind in enumerate(KINDS)]
    parts = [part for part in found if part is not None]
    rows: dict[int, list[Row]] = {}
    totals: dict[int, int] = {}
    union = parts[0].union(*parts[1:], all=True).order_by("found_of", *_ORDER)
    for place, total, _later, _by, *row in union:
        rows.setdefault(place, []).append(Row(*row))
        totals[place] = total
    return [
        Group(KINDS[place], KINDS[place].hits(of_kind, search), totals[place])
        for place, of_kind in rows.items()
    ]


def page_of(kind: Kind, search: Searching, number: str | None) -> tuple[Page[Any], list[Hit]]:
    """Return one page of a kind, with its hits; a number that does not exist: the nearest."""
    rows = _sorted(kind, search) if search.asked else None
    found: QuerySet[Any] | list[Any] = [] if rows is None else rows.values_list(*_ROW)
    page = Paginator(found, PER_PAGE).get_page(number)
    return page, kind.hits([Row(*row) for row in page], search)


def _sorted(kind: Kind, search: Searching) -> QuerySet[Any] | None:
    """Return all of one kind that the reader may open, the likeliest first."""
    rows = kind.rows(search)
    if rows is None:
        return None
    # A column that was folded needs no comparing without case, which costs more.
    begins = "startswith" if kind.by.endswith("_fold") else "istartswith"
    likely = When(**{f"{kind.by}__{begins}": search.asked.begin, "then": Value(0)})
    return rows.annotate(
        found_later=Case(likely, default=Value(1)),
        found_by=_text(kind.by),
        found_pk=F("pk"),
        found_name=_text(kind.name),
        found_key=_text(kind.slug),
        found_says=_text(kind.says),
        found_slug=_text(kind.coalition and f"{kind.coalition}__slug"),
        found_at=_text(kind.coalition and f"{kind.coalition}__name"),
    ).order_by(*_ORDER)


def _first(place: int, kind: Kind, search: Searching) -> QuerySet[Any] | None:
    rows = _sorted(kind, search)
    if rows is None:
        return None
    counted = rows.annotate(found_of=Value(place), found_total=Window(Count("*")))
    columns = ("found_of", "found_total", "found_later", "found_by", *_ROW)
    return counted.values_list(*columns)[:FIRST]


def _text(column: str) -> Cast:
    """Return a column as text, as the others in its place; an empty one is empty text."""
    return Cast(F(column) if column else Value(""), TextField())
