"""Sums over areas, without models: a rate of several municipalities, and series across mergers.

All of it works on counts of persons (whole numbers) and gives proportions between 0 and 1. Source:
the rule of this site that a rate over areas is Σ numerator / Σ denominator (docs/adr/0027); the
mean of percentages would let a small municipality weigh as much as a large one.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeVar

from monitoring.statistics import Obstacle, Pooled, pooled

Key = TypeVar("Key", bound=Hashable)
NoSum = Literal["nothing", "incomplete"]
NoRecalculation = Literal["split", "missing"]


class Counts(NamedTuple):
    """So many persons out of so many."""

    numerator: int
    denominator: int


@dataclass(frozen=True)
class AreaSum:
    """A rate over ``total`` areas, of which ``known`` have counts that may be seen.

    ``pooled`` is there only when all of them have: a sum of a part is not the rate of the whole,
    and would say something about the areas that stayed out.
    """

    known: int
    total: int
    pooled: Pooled | None = None

    @property
    def reason(self) -> NoSum | None:
        if self.pooled is not None:
            return None
        return "incomplete" if self.total else "nothing"


def rate_over(members: Collection[Key], counts: Mapping[Key, Counts]) -> AreaSum:
    """Σ numerator / Σ denominator (a proportion) over exactly these areas.

    ``members`` is the set on the date of the division; ``counts`` holds an area only when its
    counts may be seen. Areas beside the set do not count. One area missing, and there is no rate.
    """
    wanted = set(members)
    found = [counts[one] for one in wanted if one in counts]
    if not wanted or len(found) < len(wanted):
        return AreaSum(len(found), len(wanted))
    return AreaSum(len(found), len(wanted), pooled(found))


class Passing(NamedTuple):
    """An area that went up, in a year, into another one."""

    predecessor: Any
    successor: Any
    year: int


@dataclass(frozen=True)
class Recalculated:
    """Counts of an old year over the area of now, or why they cannot be made."""

    sources: frozenset[Any]
    counts: Counts | None = None
    reason: NoRecalculation | None = None


def parts_of(area: Hashable, year: int, passings: Iterable[Passing]) -> frozenset[Any] | None:
    """Return which areas of ``year`` together were what ``area`` is now; None where one was split.

    A merger of a merger is followed back. An area that kept its name while another joined it is one
    of its own parts; one that came into being later is not.
    """
    known = list(passings)
    parts, look_at = {area}, [area]
    while look_at:
        one = look_at.pop()
        joined = [p for p in known if p.successor == one and p.year > year]
        for passing in joined:
            heirs = {p.successor for p in known if p.predecessor == passing.predecessor}
            if len(heirs) > 1:
                return None
            if passing.predecessor not in parts:
                parts.add(passing.predecessor)
                look_at.append(passing.predecessor)
    return frozenset(parts)


def recalculate(
    area: Hashable,
    year: int,
    passings: Iterable[Passing],
    counts: Mapping[Any, Counts],
    began: Mapping[Any, int],
) -> Recalculated:
    """Counts of ``year`` in the borders of now: the sum of all parts, only from counts.

    A percentage cannot be added, so one part without counts leaves no outcome. ``began`` gives the
    first year of areas that did not exist before it; those are no part of earlier years. Where a
    part was split over several heirs nobody knows which persons went where: no outcome either.
    """
    parts = parts_of(area, year, passings)
    if parts is None:
        return Recalculated(frozenset(), reason="split")
    parts = frozenset(one for one in parts if began.get(one, year) <= year)
    if not parts or any(one not in counts for one in parts):
        return Recalculated(parts, reason="missing")
    total = pooled([counts[one] for one in parts])
    return Recalculated(parts, Counts(total.numerator, total.denominator))


class Measured(NamedTuple):
    """What a figure was measured of: way of counting, years, area and division."""

    definition: Hashable
    first_year: int
    last_year: int
    area: Hashable
    division_year: int = 0

    @property
    def years(self) -> int:
        return self.last_year - self.first_year + 1


def obstacle(own: Measured, reference: Measured) -> Obstacle | None:
    """Why two figures may not be compared; None when they may.

    In this order: the same area, another way of counting, another length of the period (a single
    year beside years added together), another period of the same length.
    """
    if own.area == reference.area:
        return "same_area"
    if own.definition != reference.definition:
        return "definition"
    if own.years != reference.years:
        return "pooled"
    if own.first_year != reference.first_year:
        return "period"
    return None
