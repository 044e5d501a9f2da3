"""How much of a stream of money falls in a year. What cannot be placed is None, never zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from interventions.models import Funding

MOST_YEARS: Final = 8


@dataclass(frozen=True)
class YearMoney:
    """The known money of one year, that in a pot of the region apart from the rest."""

    year: int
    own: int
    pooled: int

    @property
    def total(self) -> int:
        return self.own + self.pooled


def in_year(row: Funding, year: int) -> int | None:
    """Return the part of a stream in a year; None when it has no amount or no whole period.

    An amount over a period is spread evenly over its days, and the parts add up to it. Without an
    end date the amount is that of one year.
    """
    if row.amount is None:
        return None
    first, last = date(year, 1, 1), date(year, 12, 31)
    if row.is_structural:
        begins = max(row.starts_on or first, first)
        return row.amount * _days(begins, last) // _days(first, last)
    if row.starts_on is None or row.ends_on is None:
        return None
    return _until(row, last) - _until(row, date(year - 1, 12, 31))


def _until(row: Funding, day: date) -> int:
    """Return what of a stream with a period falls on or before a day."""
    if row.amount is None or row.starts_on is None or row.ends_on is None:
        return 0
    whole = _days(row.starts_on, row.ends_on)
    return row.amount * _days(row.starts_on, min(row.ends_on, day)) // whole


def _days(first: date, last: date) -> int:
    return max((last - first).days + 1, 0)


def years_of(rows: Sequence[tuple[Funding, bool]], first: int) -> list[YearMoney]:
    """Return the known money per year, from ``first`` to the year after the last end.

    ``rows``: each stream, and whether it is in a pot. Empty when nothing is known of any year.
    """
    ends = [row.ends_on.year for row, _pooled in rows if row.ends_on and row.amount is not None]
    last = min(max([first, *(end + 1 for end in ends)]), first + MOST_YEARS - 1)
    found = []
    for year in range(first, last + 1):
        parts = [(in_year(row, year) or 0, pooled) for row, pooled in rows]
        pooled_money = sum(part for part, pooled in parts if pooled)
        found.append(YearMoney(year, sum(part for part, _ in parts) - pooled_money, pooled_money))
    return found if any(one.total for one in found) else []
