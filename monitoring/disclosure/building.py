"""From figures as they are published to the table a reader can calculate with.

Every sum there is: a region, the country and every other set of municipalities over its members,
the regions of one kind over the country, a pooled period over its years, an indicator and its
opposite over the group, and areas in one division and another (``across``).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from monitoring.disclosure.across import Across
from monitoring.disclosure.areas import Areas, Place, Slice, Where
from monitoring.disclosure.ground import Members
from monitoring.disclosure.rounding import possible_counts
from monitoring.disclosure.table import Entry, Level, Origin, Table

LEVELS = {
    "municipality": Level.MUNICIPALITY,
    "set": Level.SET,
    "region": Level.REGION,
    "country": Level.COUNTRY,
}


class Figure(NamedTuple):
    """One published figure with its numbers, or with none because its source hides it."""

    place: Place
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    scale: int  # of a percentage 100; 0 for a plain number
    minimum: int | None
    is_source_hidden: bool = False


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
    """Builds the table of some definitions that are looked at together.

    Of those in ``apart`` no sum over a set is ever shown, so none stands in the table.
    """

    def __init__(
        self,
        areas: Areas,
        opposites: Mapping[int, Collection[int]],
        apart: Collection[int] = (),
    ) -> None:
        self.areas, self.opposites, self.apart = areas, opposites, apart
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
            self._add_sets(key, self.cells[key])
        across = Across(self.areas, self.table, self.cells)
        across.tie()
        self._add_opposites(across)
        return self.table

    def _add_sets(self, key: Slice, cells: dict[tuple[Where, int], int]) -> None:
        """The sums over sets, and areas of one division that are the same under other names."""
        ends: dict[Members, list[int]] = defaultdict(list)
        sets = {} if key.definition in self.apart else self.areas.sets
        for number, members in sets.items():
            if (place := self._sum(key, cells, number, members)) is not None:
                cells["set", number] = place
                ends[members].append(place)
        for (where, area), place in list(cells.items()):
            is_total = where in ("region", "country")
            if is_total and (members := self._members(key.division, where, area)):
                ends[members].append(place)
        for first, *others in ends.values():
            self._alike(first, others)

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

    def _add_opposites(self, across: Across) -> None:
        """An indicator and its opposite are together everybody, whichever versions they are."""
        named = ((one, two) for one, others in self.opposites.items() for two in others)
        for one, two in sorted({(min(pair), max(pair)) for pair in named}):
            for place, opposite in [*across.opposites(one, two), *self._set_pairs(one, two)]:
                self._oppose(place, opposite)

    def _set_pairs(self, one: int, two: int) -> Iterator[tuple[int, int]]:
        for key in sorted(key for key in self.cells if key.definition == one):
            others = self.cells.get(key._replace(definition=two), {})
            for area, place in sorted(self.cells[key].items()):
                if area[0] == "set" and area in others:
                    yield place, others[area]

    def _oppose(self, place: int, opposite: int) -> None:
        """Two that count the same people: groups of one size, or a size that one does not tell.

        Where neither tells it nobody knows what they are together, also when both are counted.
        """
        entries = self.table.entries[place], self.table.entries[opposite]
        sizes = {one.whole for one in entries if one.whole is not None}
        is_about_us = any(one.origin != Origin.ABSENT for one in entries)
        if is_about_us and len(sizes) == 1:
            self.table.relate([(place, 1), (opposite, 1)], sum(sizes))
