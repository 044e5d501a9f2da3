"""What is left to calculate with once the shown counts are filled in: linked groups of unknowns."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import inf

from monitoring.disclosure.table import Equation, Groups, Origin, Table

Terms = tuple[tuple[int, int], ...]
ROUNDS = 200  # propagation nearly always ends after a few


@dataclass(slots=True)
class Linked:
    """Unknown cells (places in the table) that hang together, what ties them, and their bounds."""

    places: list[int]
    ties: list[tuple[Terms, int]] = field(default_factory=list)
    low: dict[int, float] = field(default_factory=dict)
    high: dict[int, float] = field(default_factory=dict)

    def narrow(self) -> bool:
        """Tighten the bounds, tie by tie, until nothing moves; False when nothing fits any more."""
        for _round in range(ROUNDS):
            moved = False
            for terms, rest in self.ties:
                moved = self._narrow_by(terms, rest) or moved
            if any(self.low[place] > self.high[place] for place in self.places):
                return False
            if not moved:
                break
        return True

    def _narrow_by(self, terms: Terms, rest: int) -> bool:
        """What one tie says about each of its cells, given the bounds of the others."""
        spans = [self._reach(place, factor) for place, factor in terms]
        least, most = _Sum(one[0] for one in spans), _Sum(one[1] for one in spans)
        moved = False
        for (place, factor), (first, last) in zip(terms, spans, strict=True):
            low, high = rest - most.without(last), rest - least.without(first)
            low, high = (low, high) if factor > 0 else (-high, -low)
            if low > self.low[place]:
                self.low[place], moved = low, True
            if high < self.high[place]:
                self.high[place], moved = high, True
        return moved

    def _reach(self, place: int, factor: int) -> tuple[float, float]:
        if factor > 0:
            return self.low[place], self.high[place]
        return -self.high[place], -self.low[place]

    def alone(self, terms: Terms, rest: int, place: int) -> tuple[float, float]:
        """What one tie says about one of its cells: every factor is one or minus one."""
        others = [self._reach(*one) for one in terms if one[0] != place]
        low, high = rest - sum(one[1] for one in others), rest - sum(one[0] for one in others)
        return (low, high) if dict(terms)[place] > 0 else (-high, -low)


class _Sum:
    """A sum that can leave one out, also where some are endless."""

    def __init__(self, numbers: Iterable[float]) -> None:
        self.finite: float = 0
        self.endless: list[float] = []
        for one in numbers:
            if one in (inf, -inf):
                self.endless.append(one)
            else:
                self.finite += one

    def without(self, number: float) -> float:
        if number in (inf, -inf):
            return self.endless[0] if len(self.endless) > 1 else self.finite
        return self.endless[0] if self.endless else self.finite - number


def linked(table: Table, hidden: Collection[int]) -> list[Linked]:
    """The linked groups of everything a reader does not know exactly."""
    unknown = {
        place for place, one in enumerate(table.entries) if place in hidden or not one.is_exact
    }
    ties = [tie for equation in table.equations if (tie := _tie(table, equation, unknown))]
    groups = Groups(len(table.entries))
    for terms, _rest in ties:
        for place, _factor in terms[1:]:
            groups.join(terms[0][0], place)
    found: dict[int, Linked] = {}
    for place in sorted(unknown):
        one = found.setdefault(groups.find(place), Linked([]))
        one.places.append(place)
        one.low[place], one.high[place] = known_of(table, place, place in hidden)
    for tie in ties:
        found[groups.find(tie[0][0][0])].ties.append(tie)
    return list(found.values())


def known_of(table: Table, place: int, is_hidden: bool) -> tuple[float, float]:  # noqa: FBT001
    """The bounds of a cell by itself: the rule for a hidden one, the rounding for a shown one."""
    entry = table.entries[place]
    if is_hidden or entry.origin != Origin.KNOWN:
        return entry.domain()
    return entry.low, entry.high


def _tie(table: Table, equation: Equation, unknown: set[int]) -> tuple[Terms, int] | None:
    terms, constant = equation.terms, equation.constant
    open_terms = tuple(term for term in terms if term[0] in unknown)
    if not open_terms:
        return None
    shown = sum(
        factor * table.entries[place].low for place, factor in terms if place not in unknown
    )
    return open_terms, constant - shown
