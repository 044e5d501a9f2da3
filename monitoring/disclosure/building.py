"""From figures as they are published to the table a reader can calculate with.

Every sum there is: a region, the country and every other set of municipalities over its members,
the regions of one kind over the country, a pooled period over its years, an indicator and its
opposite over the group, and a municipality in one division and the next.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

from monitoring.disclosure.rounding import possible_counts
from monitoring.disclosure.table import Entry, Level, Origin, Table

Where = Literal["municipality", "region", "country", "set", "rest"]
Members = frozenset[int]
LEVELS = {
    "municipality": Level.MUNICIPALITY,
    "set": Level.SET,
    "region": Level.REGION,
    "country": Level.COUNTRY,
}


class Place(NamedTuple):
    """Which cell: the key under which it is hidden or shown."""

    definition: int
    where: Where
    area: int
    division: int
    first: int
    last: int


class Figure(NamedTuple):
    """One published figure with its numbers, or with none because its source hides it."""

    place: Place
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    scale: int  # of a percentage 100; 0 for a plain number
    minimum: int | None
    is_source_hidden: bool = False


@dataclass(slots=True)
class Areas:
    """How areas hang together. Sets are numbered by whoever asks."""

    sets: dict[int, Members] = field(default_factory=dict)
    regions: dict[tuple[int, int], Members] = field(default_factory=dict)  # (region, division)
    countries: dict[int, Members] = field(default_factory=dict)  # by division
    partition: dict[int, frozenset[int]] = field(default_factory=dict)  # regions that fill it
    # (later, earlier division) → successor → the municipalities it was made of
    successors: dict[tuple[int, int], dict[int, Members]] = field(default_factory=dict)


class Slice(NamedTuple):
    """Figures that lie side by side: one definition, division and period."""

    definition: int
    division: int
    first: int
    last: int

    def place(self, where: Where, area: int = 0) -> Place:
        return Place(self.definition, where, area, self.division, self.first, self.last)


def entry_of(figure: Figure) -> Entry | None:
    """The cell of a figure; None for one that says nothing about a count."""
    place, minimum = figure.place, figure.minimum or 0
    level = LEVELS[place.where]
    if figure.is_source_hidden:
        return Entry(place, minimum=minimum, level=level, origin=Origin.SOURCE)
    count = figure.numerator
    if count is None and not figure.scale and figure.value is not None:
        count = int(figure.value)
    if count is not None:
        return Entry(place, count, count, figure.denominator, minimum, level)
    if figure.value is None or figure.denominator is None:
        return None
    low, high = possible_counts(figure.value, figure.denominator, figure.scale)
    share = float(figure.value) * figure.denominator / figure.scale
    nearest = min(figure.denominator, round(share))
    return Entry(place, low, high, figure.denominator, minimum, level, nearest=nearest)


class Builder:
    """Builds the table of some definitions that are looked at together."""

    def __init__(self, areas: Areas, opposites: Mapping[int, Collection[int]]) -> None:
        self.areas, self.opposites = areas, opposites
        self.table = Table()
        self.cells: dict[Slice, dict[tuple[Where, int], int]] = defaultdict(dict)

    def build(self, figures: Iterable[Figure]) -> Table:
        """The whole table; figures in any order give the same one."""
        for figure in sorted(figures, key=lambda one: one.place):
            entry = entry_of(figure)
            if entry is not None:
                place = figure.place
                key = Slice(place.definition, place.division, place.first, place.last)
                self.cells[key][place.where, place.area] = self.table.add(entry)
        for key in sorted(self.cells):
            self._add_areas(key, self.cells[key])
        self._add_periods()
        self._add_divisions()
        self._add_opposites()
        return self.table

    def _add_areas(self, key: Slice, cells: dict[tuple[Where, int], int]) -> None:
        ends: dict[Members, list[int]] = defaultdict(list)
        for number, members in self.areas.sets.items():
            if (place := self._sum(key, cells, number, members)) is not None:
                cells["set", number] = place
                ends[members].append(place)
        for (where, area), place in list(cells.items()):
            if where in ("region", "country"):
                members = self._members(key.division, where, area)
                if members:
                    ends[members].append(place)
                    self._tie(key, cells, [("municipality", one) for one in members], place)
        for first, *others in ends.values():
            self._alike(first, others)
        if ("country", 0) in cells and (regions := self.areas.partition.get(key.division)):
            self._tie(key, cells, [("region", one) for one in regions], cells["country", 0])

    def _alike(self, first: int, others: Iterable[int]) -> None:
        """The same municipalities under another name have the same count."""
        for other in others:
            self.table.tie([first], other)

    def _members(self, division: int, where: Where, area: int) -> Members:
        if where == "country":
            return self.areas.countries.get(division, frozenset())
        return self.areas.regions.get((area, division), frozenset())

    def _sum(
        self, key: Slice, cells: dict[tuple[Where, int], int], number: int, members: Members
    ) -> int | None:
        """The sum over a set, when every member has a count: else no sum is ever shown."""
        found = [cells.get(("municipality", one)) for one in sorted(members)]
        parts = [one for one in found if one is not None]
        entries = [self.table.entries[one] for one in parts]
        if len(parts) < len(found) or not all(one.is_exact for one in entries):
            return None
        count = sum(one.low for one in entries)
        wholes = [one.whole for one in entries]
        whole = None if None in wholes else sum(one or 0 for one in wholes)
        place = key.place("set", number)
        minimum = entries[0].minimum
        end = self.table.add(Entry(place, count, count, whole, minimum, Level.SET))
        self.table.tie(parts, end)
        return end

    def _tie(
        self,
        key: Slice,
        cells: dict[tuple[Where, int], int],
        wanted: list[tuple[Where, int]],
        end: int,
    ) -> None:
        """A sum over parts; parts that were never published count as one that nobody knows."""
        parts = [cells[one] for one in sorted(wanted) if one in cells]
        if not parts:
            return
        if len(parts) < len(wanted):
            name = (self.table.entries[end].key, wanted[0][0])
            parts.append(self.table.add(Entry(name, origin=Origin.ABSENT)))
        self.table.tie(parts, end)

    def _add_periods(self) -> None:
        """A pooled period is the sum of its years, also of those that were never published."""
        for key in sorted(self.cells):
            if key.first == key.last:
                continue
            for area, end in sorted(self.cells[key].items()):
                years = [
                    self._year(key._replace(first=year, last=year), area)
                    for year in range(key.first, key.last + 1)
                ]
                self.table.tie(years, end)

    def _year(self, key: Slice, area: tuple[Where, int]) -> int:
        known = self.cells[key].get(area) if key in self.cells else None
        if known is not None:
            return known
        return self.table.add(Entry(key.place(*area), origin=Origin.ABSENT))

    def _add_divisions(self) -> None:
        """A municipality that did not change has the same count in every division."""
        for later, earlier in self._neighbours():
            made = self.areas.successors.get((later.division, earlier.division), {})
            gone = frozenset().union(*made.values()) if made else frozenset()
            now, before = self.cells[later], self.cells[earlier]
            for (where, area), end in sorted(now.items()):
                if where != "municipality" or (area in gone and area not in made):
                    continue
                wanted = made.get(area, frozenset([area]))
                if not wanted:
                    continue  # part of another one was added to it: nobody can tell how much
                parts = [before.get(("municipality", one)) for one in sorted(wanted)]
                if None not in parts:
                    self.table.tie([one for one in parts if one is not None], end)

    def _neighbours(self) -> Iterator[tuple[Slice, Slice]]:
        """Each slice with that of the division before it, of the same period."""
        ordered = sorted(
            self.cells, key=lambda one: (one.definition, one.first, one.last, one.division)
        )
        for earlier, later in pairwise(ordered):
            if later._replace(division=earlier.division) == earlier:
                yield later, earlier

    def _add_opposites(self) -> None:
        """An indicator and its opposite are together everybody, whichever versions they are."""
        pairs = {
            (min(one, two), max(one, two)) for one, all_ in self.opposites.items() for two in all_
        }
        for key in sorted(self.cells):
            for other in sorted(two for one, two in pairs if one == key.definition):
                twin = key._replace(definition=other)
                if twin in self.cells:
                    self._oppose(self.cells[key], self.cells[twin])

    def _oppose(
        self, cells: Mapping[tuple[Where, int], int], others: Mapping[tuple[Where, int], int]
    ) -> None:
        """Two that count the same people: groups of one size, or a size that one does not tell."""
        for area, place in sorted(cells.items()):
            if (opposite := others.get(area)) is None:
                continue
            sizes = {self.table.entries[one].whole for one in (place, opposite)}
            known = sizes - {None}
            if len(known) < 2:
                self.table.relate([(place, 1), (opposite, 1)], next(iter(known), None) or 0)
