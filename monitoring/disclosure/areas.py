"""Which cell a figure stands in, and how the areas of cells hang together."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from monitoring.disclosure.ground import Grounds, Members

Where = Literal["municipality", "region", "country", "set", "rest"]


class Place(NamedTuple):
    """Which cell: the key under which it is hidden or shown."""

    definition: int
    where: Where
    area: int
    division: int
    first: int
    last: int


@dataclass(slots=True)
class Areas:
    """How areas hang together. Sets are numbered by whoever asks."""

    sets: dict[int, Members] = field(default_factory=dict)
    regions: dict[tuple[int, int], Members] = field(default_factory=dict)  # (region, division)
    countries: dict[int, Members] = field(default_factory=dict)  # by division
    partition: dict[int, frozenset[int]] = field(default_factory=dict)  # regions that fill it
    grounds: Grounds = field(default_factory=Grounds)  # what became of municipalities


class Slice(NamedTuple):
    """Figures that lie side by side: one definition, division and period."""

    definition: int
    division: int
    first: int
    last: int

    def place(self, where: Where, area: int = 0) -> Place:
        return Place(self.definition, where, area, self.division, self.first, self.last)
