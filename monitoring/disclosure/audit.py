"""How well hidden every hidden cell is: the span of counts a reader is left with.

First by bounds, tie by tie, which finds most of what is wrong; then by counts that can be moved
between cells nobody can tell apart, which proves most of what is right; what is left by programmes.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from math import inf

from monitoring.disclosure.solving import Solver
from monitoring.disclosure.system import Linked, known_of, linked
from monitoring.disclosure.table import Origin, Table

WIDE = 10  # the histogram counts everything from here on together


@dataclass(slots=True)
class Found:
    """What an audit found: ``narrow`` are the cells that are not hidden well, with their span."""

    cells: int = 0
    narrow: dict[int, float] = field(default_factory=dict)
    histogram: Counter[int] = field(default_factory=Counter)
    programmes: int = 0
    failed: int = 0
    contradictions: int = 0

    @property
    def exact(self) -> int:
        return sum(width <= 0 for width in self.narrow.values())

    def write(self, table: Table, place: int, width: float) -> None:
        """Note the span of a cell. Cells that were never published are not ours to protect."""
        if table.entries[place].origin == Origin.ABSENT:
            return
        self.cells += 1
        self.histogram[int(max(0, min(WIDE, width)))] += 1
        if width < table.entries[place].needed():
            self.narrow[place] = width

    def add(self, other: "Found") -> None:
        """Add the counts of another part of the figures."""
        self.cells += other.cells
        self.histogram.update(other.histogram)
        self.programmes += other.programmes
        self.failed += other.failed
        self.contradictions += other.contradictions


def audit(table: Table, hidden: Collection[int], *, by_bounds_only: bool = False) -> Found:
    """Measure every cell that is hidden, by whichever step or by its source.

    ``by_bounds_only`` finds quickly what is certainly wrong, and measures nothing else.
    """
    found = Found()
    chosen = set(hidden)
    for group in linked(table, chosen):
        wanted = [
            place
            for place in group.places
            if place in chosen or table.entries[place].origin == Origin.SOURCE
        ]
        if wanted and by_bounds_only:
            _rough(table, group, wanted, found)
        elif wanted:
            _audit_group(table, group, wanted, chosen, found)
    return found


def _rough(table: Table, group: Linked, wanted: list[int], found: Found) -> None:
    if group.narrow():
        for place in wanted:
            found.write(table, place, group.high[place] - group.low[place])


def _audit_group(
    table: Table, group: Linked, wanted: list[int], chosen: set[int], found: Found
) -> None:
    if group.ties and not group.narrow():
        group = _without_strangers(table, group, chosen, found)
    proven = _movable(table, group)
    left = []
    for place in wanted:
        bounds, needed = group.high[place] - group.low[place], table.entries[place].needed()
        if not group.ties or bounds < needed:
            found.write(table, place, bounds)
        elif proven.get(place, 0) >= needed:
            found.write(table, place, proven[place])
        else:
            left.append(place)
    if left:
        _by_programmes(table, group, left, chosen, found)


def _by_programmes(
    table: Table, group: Linked, left: list[int], chosen: set[int], found: Found
) -> None:
    solver = Solver(group)
    if not solver.can_hold():
        solver = Solver(_without_strangers(table, group, chosen, found))
    solver.sweep(left)
    for place in left:
        found.write(table, place, solver.width(place, table.entries[place].needed()))
    found.programmes += solver.solved
    found.failed += solver.failed


def _without_strangers(table: Table, group: Linked, chosen: set[int], found: Found) -> Linked:
    """Begin again without the sums that hold cells nobody here knows: they contradict the rest.

    What we know ourselves always fits, so the cells of the source are the ones that do not.
    """
    found.contradictions += 1
    strange = {place for place in group.places if not table.entries[place].is_exact}
    calm = Linked(group.places, [tie for tie in group.ties if not strange & set(dict(tie[0]))])
    for place in group.places:
        calm.low[place], calm.high[place] = known_of(table, place, place in chosen)
    if not calm.narrow():
        raise ValueError("counts that are known contradict the sums made of them")
    return calm


def _movable(table: Table, group: Linked) -> dict[int, float]:
    """How far each cell can go when cells in the very same sums give and take."""
    alike: dict[tuple[tuple[int, int], ...], list[int]] = defaultdict(list)
    signs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, (terms, _rest) in enumerate(group.ties):
        for place, factor in terms:
            signs[place].append((number, factor))
    for place, where in signs.items():
        if table.entries[place].is_exact:
            alike[tuple(where)].append(place)
    room: dict[int, float] = {}
    for places in alike.values():
        downs = {one: table.entries[one].low - group.low[one] for one in places}
        ups = {one: group.high[one] - table.entries[one].low for one in places}
        down, up = sum(downs.values()), sum(ups.values())
        for one in places:
            others_up = inf if up == inf else up - ups[one]
            room[one] = min(downs[one], others_up) + min(ups[one], down - downs[one])
    return room
