"""The second step: hide the cheapest further cells until the audit finds nothing narrow.

Always the same choice from the same figures. What was hidden before stays hidden and what was
shown before stays shown as long as it can, since somebody may have kept it.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from math import inf

from monitoring.disclosure.audit import Found, audit
from monitoring.disclosure.system import Linked, linked
from monitoring.disclosure.table import WIDEST_NEEDED, Entry, Origin, Table, parts_of

Cost = tuple[bool, bool, int, bool, float, str]


@dataclass(slots=True)
class Protection:
    """Which cells to hide besides those that are too small, and how well all of it is hidden."""

    primary: set[Hashable] = field(default_factory=set)
    secondary: set[Hashable] = field(default_factory=set)
    found: Found = field(default_factory=Found)
    exact: int = 0
    narrow: int = 0
    shown_before: int = 0
    source: int = 0

    def add(self, other: "Protection") -> None:
        """Add what was chosen for another part."""
        self.primary |= other.primary
        self.secondary |= other.secondary
        self.found.add(other.found)
        self.exact += other.exact
        self.narrow += other.narrow
        self.shown_before += other.shown_before
        self.source += other.source


def protect(
    table: Table, *, keep: Collection[Hashable] = (), shown: Collection[Hashable] = ()
) -> Protection:
    """Choose for a whole table. ``keep`` was hidden before, ``shown`` could be seen before."""
    kept, seen, result = frozenset(keep), frozenset(shown), Protection()
    for part in parts_of(table):
        result.add(protect_part(part, kept, seen))
    return result


def protect_part(
    part: Table,
    keep: frozenset[Hashable] = frozenset(),
    shown: frozenset[Hashable] = frozenset(),
    told: frozenset[Hashable] = frozenset(),
) -> Protection:
    """Choose for cells that hang together by sums. ``told`` stands elsewhere, whatever we hide."""
    hidden = part.primary()
    result = Protection({part.entries[place].key for place in hidden})
    own = set(hidden)
    hidden |= {place for place, one in enumerate(part.entries) if one.key in keep and one.is_exact}
    hidden -= (known := {place for place, one in enumerate(part.entries) if one.key in told})
    while True:
        found = audit(part, hidden, by_bounds_only=True)
        if not (more := _Choice(part, hidden, found.narrow, shown, known).choose()):
            found = audit(part, hidden)
            more = _Choice(part, hidden, found.narrow, shown, known).choose()
        if not more:
            break
        hidden |= more
    if known and (bare := _exactly_known(found) - own):
        hidden -= bare
        found = audit(part, hidden)
    chosen = hidden - own
    result.secondary = {part.entries[place].key for place in chosen}
    result.shown_before = sum(part.entries[place].key in shown for place in chosen)
    result.source = sum(one.origin == Origin.SOURCE for one in part.entries)
    result.exact, result.narrow, result.found = found.exact, len(found.narrow), found
    return result


def _exactly_known(found: Found) -> set[int]:
    """Hidden cells that a reader knows all the same: to hide those helps nothing.

    Told cells are how that comes about. A programme that failed proves nothing of the kind.
    """
    return set() if found.failed else {one for one, width in found.narrow.items() if width <= 0}


class _Choice:
    """What to hide next: for each narrow cell one more cell from the sum that gives it away."""

    def __init__(
        self,
        part: Table,
        hidden: set[int],
        narrow: dict[int, float],
        shown: frozenset[Hashable],
        known: set[int],
    ) -> None:
        self.part, self.hidden, self.narrow, self.shown = part, hidden, narrow, shown
        self.closed = hidden | known
        self.groups = {one: group for group in linked(part, hidden) for one in group.places}
        self.chosen: set[int] = set()

    def choose(self) -> set[int]:
        """One more for each sum that gives a cell away by itself; else for sums that do together.

        Most narrow cells are only narrow because a neighbour is, so they wait for the next look.
        """
        order = sorted(self.narrow, key=lambda one: str(self.part.entries[one].key))
        for place in order:
            self._help(place, self._guilty(place))
        if not self.chosen:
            for place in order:
                self._help(place, sorted(self.part.of[place], key=self._length), is_far=True)
        return self.chosen

    def _around(self, place: int) -> set[int]:
        """The sums of the cells that stand in a sum with this one."""
        near = {one for number in self.part.of[place] for one in self._places(number)}
        return {number for one in near for number in self.part.of[one]}

    def _help(self, place: int, sums: list[int], *, is_far: bool = False) -> None:
        """Hide the cheapest cell of the first of these sums that has one not seen before.

        ``is_far`` looks at the sums around where these have no such cell. Nothing happens when
        the sum was helped just now.
        """
        best = self._best(place, sums)
        if is_far and (best is None or best[0][0]):
            around = sorted(self._around(place) - set(sums), key=self._length)
            found = [one for one in (best, self._best(place, around)) if one is not None]
            best = min(found, key=lambda one: one[0][0], default=None)
        if best is not None and not self.chosen & set(self._places(best[2])):
            self.chosen.add(best[1])

    def _best(self, place: int, sums: list[int]) -> tuple[Cost, int, int] | None:
        """The cheapest cell of the first sum with one not seen before, else of the first sum."""
        best = [
            (*min((self._cost(one, place), one) for one in free), number)
            for number in sums
            if (free := self._free(number))
        ]
        return min(best, key=lambda one: one[0][0], default=None)

    def _length(self, number: int) -> int:
        return len(self.part.equations[number].terms)

    def _places(self, number: int) -> list[int]:
        return [place for place, _factor in self.part.equations[number].terms]

    def _free(self, number: int) -> list[int]:
        """The cells of a sum that hiding would help: shown, and told nowhere else."""
        return [
            place
            for place, _factor in self.part.equations[number].terms
            if place not in self.closed and self.part.entries[place].is_exact
        ]

    def _guilty(self, place: int) -> list[int]:
        """The shortest sum that gives a cell away by itself."""
        needed = self.part.entries[place].needed()
        alone = [one for one in self.part.of[place] if self._width_by(one, place) < needed]
        return sorted((one for one in alone if self._free(one)), key=self._length)[:1]

    def _width_by(self, number: int, place: int) -> float:
        """The span that one sum leaves to a cell."""
        group, equation = self.groups[place], self.part.equations[number]
        unknown = tuple(term for term in equation.terms if term[0] in group.low)
        entries = self.part.entries
        told = sum(
            factor * entries[one].low for one, factor in equation.terms if one not in group.low
        )
        low, high = group.alone(unknown, equation.constant - told, place)
        return _span(group, place, low, high)

    def _cost(self, one: int, place: int) -> Cost:
        entry = self.part.entries[one]
        return (
            entry.key in self.shown,
            not _has_room(entry),
            int(entry.level),
            self.part.of[one] != self.part.of[place],
            entry.whole or entry.count,
            str(entry.key),
        )


def _span(group: Linked, place: int, low: float, high: float) -> float:
    return min(high, group.high[place]) - max(low, group.low[place])


def _has_room(entry: Entry) -> bool:
    """Whether a cell can give and take enough to cover another: not just above the minimum."""
    low, high = entry.domain()
    above = inf if high == inf else high - entry.low
    return min(entry.low - low, above) >= WIDEST_NEEDED
