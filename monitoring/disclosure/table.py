"""Cells and the sums that tie them together: all that a curious reader can calculate with.

Sizes of groups count as known, since other figures show them; what is protected is the count.
"""

import hashlib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from math import inf

from monitoring.disclosure.rule import is_hidden

WIDEST_NEEDED = 5  # a reader must be left with at least this span of counts


class Level(IntEnum):
    """What is hidden first when there is a choice: the lowest."""

    MUNICIPALITY = 0
    SET = 1
    REGION = 2
    COUNTRY = 3


class Origin(IntEnum):
    """Where the count of a cell stands."""

    KNOWN = 0  # stored here, and shown unless a step hides it
    SOURCE = 1  # hidden by the source: nobody here knows it, and it must stay so
    ABSENT = 2  # in a sum, but never published apart: not ours to protect


@dataclass(frozen=True, slots=True)
class Entry:
    """One cell. ``low`` and ``high`` differ when only a rounded percentage was published."""

    key: Hashable
    low: int = 0
    high: int = 0
    whole: int | None = None
    minimum: int = 0
    level: Level = Level.MUNICIPALITY
    origin: Origin = Origin.KNOWN
    nearest: int | None = None  # the count nearest to a rounded percentage

    @property
    def count(self) -> int:
        return self.low if self.nearest is None else self.nearest

    @property
    def is_exact(self) -> bool:
        return self.origin == Origin.KNOWN and self.low == self.high

    @property
    def is_primary(self) -> bool:
        """Hidden by its own size, on both sides."""
        if self.origin != Origin.KNOWN:
            return False
        if self.whole is None:
            return self.count < self.minimum
        return is_hidden(min(self.count, self.whole), self.whole, self.minimum)

    def domain(self) -> tuple[float, float]:
        """What a reader knows of a hidden count who knows the rule, and even which step hid it."""
        most = inf if self.whole is None else self.whole
        if self.origin != Origin.KNOWN:
            return 0, most
        is_small, is_rest_small = self.count < self.minimum, most - self.count < self.minimum
        if is_small and is_rest_small:
            return 0, most
        if is_small:
            return 0, min(most, self.minimum - 1)
        if is_rest_small:
            return most - self.minimum + 1, most
        return self.minimum, most - self.minimum

    def needed(self) -> float:
        """How wide a reader's interval must stay: five, or all there is in so small a group."""
        low, high = self.domain()
        return min(WIDEST_NEEDED, high - low)


@dataclass(frozen=True, slots=True)
class Equation:
    """Σ factor · count = constant. The constant is what the file itself does not add up to."""

    terms: tuple[tuple[int, int], ...]
    constant: int = 0


@dataclass(slots=True)
class Table:
    """Cells and equations; ``of`` tells in which equations a cell stands."""

    entries: list[Entry] = field(default_factory=list)
    equations: list[Equation] = field(default_factory=list)
    at: dict[Hashable, int] = field(default_factory=dict)
    of: list[list[int]] = field(default_factory=list)

    def add(self, entry: Entry) -> int:
        """Add a cell once; give its place."""
        place = self.at.setdefault(entry.key, len(self.entries))
        if place == len(self.entries):
            self.entries.append(entry)
            self.of.append([])
        return place

    def tie(self, parts: Iterable[int], whole: int) -> None:
        """Say that the parts add up to the whole, as far as the file says so itself."""
        self.relate([*((one, 1) for one in parts), (whole, -1)])

    def relate(self, terms: Iterable[tuple[int, int]], constant: int = 0) -> None:
        """Add an equation. Where all counts are known, what it is off by counts as known as well.

        Where they are not, an equation that cannot hold says nothing and is left out.
        """
        found = tuple(terms)
        cells = [self.entries[place] for place, _factor in found]
        if all(one.is_exact for one in cells):
            constant = sum(factor * self.entries[place].low for place, factor in found)
        elif not self._can_hold(found, constant):
            return
        for place, _factor in found:
            self.of[place].append(len(self.equations))
        self.equations.append(Equation(found, constant))

    def _can_hold(self, terms: tuple[tuple[int, int], ...], constant: int) -> bool:
        low: float = 0
        high: float = 0
        for place, factor in terms:
            entry = self.entries[place]
            first, last = (
                (entry.low, entry.high) if entry.origin == Origin.KNOWN else entry.domain()
            )
            low += factor * (first if factor > 0 else last)
            high += factor * (last if factor > 0 else first)
        return low <= constant <= high

    def primary(self) -> set[int]:
        return {place for place, one in enumerate(self.entries) if one.is_primary}


class Groups:
    """Things that belong together, joined two by two."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def find(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: int, other: int) -> None:
        first, last = sorted((self.find(one), self.find(other)))
        self._above[last] = first


def digest_of(part: Table, hidden: Iterable[Hashable]) -> str:
    """A text that says what a part was made from and what is hidden in it."""
    text = repr((part.entries, part.equations, sorted(map(str, hidden))))
    return hashlib.sha256(text.encode()).hexdigest()


def parts_of(table: Table) -> list[Table]:
    """The table cut into parts that share no equation; those in none are one part together."""
    groups = Groups(len(table.entries))
    for equation in table.equations:
        first = equation.terms[0][0]
        for place, _factor in equation.terms[1:]:
            groups.join(first, place)
    parts: dict[int, Table] = {}
    for equation in table.equations:
        part = parts.setdefault(groups.find(equation.terms[0][0]), Table())
        terms = tuple((part.add(table.entries[place]), factor) for place, factor in equation.terms)
        for place, _factor in terms:
            part.of[place].append(len(part.equations))
        part.equations.append(Equation(terms, equation.constant))
    for place, entry in enumerate(table.entries):
        if not table.of[place]:
            parts.setdefault(-1, Table()).add(entry)
    return list(parts.values())
