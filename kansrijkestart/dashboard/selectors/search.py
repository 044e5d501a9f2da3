"""What a search finds, per kind of thing and only as far as the reader may open it.

Every kind asks one question, whose rows and number both come from ``visible_to``: a number can
tell no more than the rows do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, QuerySet, Value, When, Window

from kansrijkestart.dashboard.selectors.found import KINDS, Hit, Kind, Searching

FIRST: Final = 5
PER_PAGE: Final = 25


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
    """Return the kinds in which anything is found, each with its first; nothing asked: nothing."""
    if not search.asked:
        return []
    groups = (_group(kind, search) for kind in KINDS)
    return [group for group in groups if group.total]


def rows_of(kind: Kind, search: Searching) -> QuerySet[Any] | None:
    """Return all of one kind that the reader may open, the likeliest first."""
    rows = kind.rows(search) if search.asked else None
    if rows is None:
        return None
    likely = Case(
        When(**{f"{kind.name}__istartswith": search.asked.begin, "then": Value(0)}),
        default=Value(1),
    )
    return rows.order_by(likely, kind.name, "pk")


def page_of(kind: Kind, search: Searching, number: str | None) -> Page[Any]:
    """Return one page of a kind; a number that does not exist gives the nearest that does."""
    rows = rows_of(kind, search)
    found: QuerySet[Any] | list[Any] = [] if rows is None else rows
    return Paginator(found, PER_PAGE).get_page(number)


def _group(kind: Kind, search: Searching) -> Group:
    rows = rows_of(kind, search)
    found = [] if rows is None else list(rows.annotate(_total=Window(Count("*")))[:FIRST])
    total = found[0]._total if found else 0  # noqa: SLF001 - an annotation of ours
    return Group(kind, [kind.hit(row, search) for row in found], total)
