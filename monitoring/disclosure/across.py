"""What ties figures that do not lie side by side: other divisions, and years to their sum.

Areas are found by the ground they stand on (``ground``), so a total of one division is the sum of
municipalities of another, and a year may stand in another division than the years it is among.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from typing import NamedTuple

from monitoring.disclosure.areas import Areas, Slice, Where
from monitoring.disclosure.ground import Atom, Step
from monitoring.disclosure.table import Entry, Origin, Table

TIES = 6  # one more when other sums are looked at: then what is published is looked at again
COUNTRY = "country"  # always the same ground


class Span(NamedTuple):
    """Figures of one definition and period, in whichever division."""

    definition: int
    first: int
    last: int


class Layer:
    """Places of one kind of area by span, ground and division."""

    def __init__(self) -> None:
        self.places: dict[Span, dict[Hashable, dict[int, int]]] = defaultdict(
            lambda: defaultdict(dict)
        )

    def add(self, span: Span, ground: Hashable, division: int, place: int) -> None:
        self.places[span][ground].setdefault(division, place)

    def get(self, span: Span, ground: Hashable, division: int) -> int | None:
        """The place of an area, in this division when it is there, else in another one."""
        grounds = self.places.get(span)
        found = grounds.get(ground) if grounds else None
        if not found:
            return None
        return found[division] if division in found else found[min(found)]


Cells = dict[Slice, dict[tuple[Where, int], int]]


class Across:
    """Adds the equations of one table; sums over sets are in it already."""

    def __init__(self, areas: Areas, table: Table, cells: Cells) -> None:
        self.areas, self.table, self.cells = areas, table, cells
        self.parts, self.totals = Layer(), Layer()
        for key in sorted(cells):
            for (where, area), place in sorted(cells[key].items()):
                if where != "set":
                    ground = self._ground(where, area, key.division)
                    span = Span(key.definition, key.first, key.last)
                    self._layer(where).add(span, ground, key.division, place)

    def tie(self) -> None:
        self._add_years()
        for span in sorted({*self.parts.places, *self.totals.places}):
            self._add_changes(span)
            self._add_totals(span)
        for layer in (self.parts, self.totals):
            self._add_same(layer)

    def _layer(self, where: Where) -> Layer:
        return self.parts if where == "municipality" else self.totals

    def _ground(self, where: Where, area: int, division: int) -> Hashable:
        if where == "country":
            return COUNTRY
        if where == "municipality":
            return self.areas.grounds.of(frozenset([area]), division)
        members = self.areas.regions.get((area, division))
        return self.areas.grounds.of(members, division) if members else (area, division)

    def _add_years(self) -> None:
        """A pooled period is the sum of its years, also of those that were never published."""
        for key in sorted(key for key in self.cells if key.first != key.last):
            for (where, area), end in sorted(self.cells[key].items()):
                slices = [
                    key._replace(first=year, last=year) for year in range(key.first, key.last + 1)
                ]
                find = self._set_year if where == "set" else self._year
                self.table.tie([find(one, where, area) for one in slices], end)

    def _set_year(self, key: Slice, where: Where, area: int) -> int:
        known = self.cells[key].get((where, area)) if key in self.cells else None
        return self._unknown(key.place(where, area)) if known is None else known

    def _year(self, key: Slice, where: Where, area: int) -> int:
        span, layer = Span(key.definition, key.first, key.last), self._layer(where)
        ground = self._ground(where, area, key.division)
        found = layer.get(span, ground, key.division)
        if found is None:
            found = self._unknown(key.place(where, area))
            layer.add(span, ground, key.division, found)
        return found

    def _unknown(self, key: Hashable) -> int:
        """A cell that was never published, but stands in sums."""
        return self.table.add(Entry(key, origin=Origin.ABSENT))

    def _add_changes(self, span: Span) -> None:
        """What became of municipalities has as many together as they had."""
        for step in self._telling(span):
            olds, news = (
                [self._piece(span, one, step.division) for one in sorted(side)] for side in step[1:]
            )
            if len(news) == 1:
                self.table.tie(olds, news[0])
            else:
                self.table.relate([*((one, 1) for one in olds), *((one, -1) for one in news)])

    def _telling(self, span: Span) -> Iterator[Step]:
        """The changes with a figure of what was before them, and one of what came of them."""
        grounds, before, after = self.areas.grounds, set[Atom](), set[Atom]()
        known = self.parts.places.get(span, {})
        for step in grounds.steps:
            if any(one in before or grounds.root(one) in known for one in step.olds):
                before |= step.news
        for step in reversed(grounds.steps):
            if any(one in after or grounds.root(one) in known for one in step.news):
                after |= step.olds
        for step in grounds.steps:
            is_other = len(step.olds) > 1 or len(step.news) > 1
            if is_other and step.news <= before and step.olds <= after:
                yield step

    def _piece(self, span: Span, atom: Atom, division: int) -> int:
        ground = self.areas.grounds.root(atom)
        found = self.parts.get(span, ground, division)
        if found is None:
            found = self._unknown((span, "ground", *atom))
            self.parts.add(span, ground, division, found)
        return found

    def _add_totals(self, span: Span) -> None:
        """A total is the sum of its municipalities, and the country that of its regions."""
        totals = self.totals.places.get(span)
        if not totals:
            return
        places = [*totals.values(), *self.parts.places.get(span, {}).values()]
        divisions = sorted({division for found in places for division in found})
        for ground in sorted(totals, key=lambda one: min(totals[one].values())):
            made = [(one, self._municipalities(ground, one)) for one in divisions]
            self._add_sums(span, ground, made, self.parts)
        if COUNTRY in totals:
            made = [(one, self._regions(one)) for one in divisions]
            self._add_sums(span, COUNTRY, made, self.totals)

    def _municipalities(self, ground: Hashable, division: int) -> list[Hashable]:
        if ground == COUNTRY:
            places = sorted(self.areas.countries.get(division, ()))
            return [self._ground("municipality", one, division) for one in places]
        if isinstance(ground, frozenset):
            return [*self.areas.grounds.pieces(ground, division)]
        return []

    def _regions(self, division: int) -> list[Hashable]:
        places = sorted(self.areas.partition.get(division, ()))
        return [self._ground("region", one, division) for one in places]

    def _add_sums(
        self,
        span: Span,
        ground: Hashable,
        made: Iterable[tuple[int, list[Hashable]]],
        layer: Layer,
    ) -> None:
        """Tie a total to its parts in every division; only where none has all of them, to some.

        Parts that were never published count then as one that nobody knows.
        """
        found: dict[tuple[int, ...], tuple[int, bool]] = {}
        for division, wanted in made:
            places = [layer.get(span, one, division) for one in wanted]
            parts = tuple(one for one in places if one is not None)
            if any(self.table.entries[one].origin != Origin.ABSENT for one in parts):
                found.setdefault(parts, (division, len(parts) == len(wanted)))
        has_whole = any(is_whole for _division, is_whole in found.values())
        for parts, (division, is_whole) in found.items():
            if is_whole or not has_whole:
                end = self.totals.places[span][ground]
                place = end[division] if division in end else end[min(end)]
                kind = "municipality" if layer is self.parts else "region"
                name = (self.table.entries[place].key, kind, division)
                self.table.tie(parts if is_whole else [*parts, self._unknown(name)], place)

    def _add_same(self, layer: Layer) -> None:
        """The same ground has the same count in every division."""
        for span in sorted(layer.places):
            for found in layer.places[span].values():
                first, *others = (found[one] for one in sorted(found))
                for other in others:
                    self.table.tie([first], other)

    def opposites(self, one: int, other: int) -> Iterator[tuple[int, int]]:
        """Places of two definitions that are about the same area and period."""
        for layer in (self.parts, self.totals):
            for span in sorted(span for span in layer.places if span.definition == one):
                twin = span._replace(definition=other)
                for ground, found in layer.places[span].items():
                    for division, place in sorted(found.items()):
                        opposite = layer.get(twin, ground, division)
                        if opposite is not None:
                            yield place, opposite
