"""The ground that areas stand on, whatever they are called and in whichever division.

A municipality is the same ground until it is made into another: by a merger, a split, or a part of
another that was added to it. Areas on the same ground have the same count.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

Members = frozenset[int]
Atom = tuple[int, int]  # a municipality, and the number of the change that made it what it is
Ground = frozenset[Atom]
UNCHANGED = -1


class Change(NamedTuple):
    """From this division year on, the new municipalities stand where together the old ones did."""

    division: int
    olds: Members
    news: Members


class Step(NamedTuple):
    """A change in terms of what is never the same again."""

    division: int
    olds: Ground
    news: Ground


class Grounds:
    """Says on what ground an area stands, given every change in the order of time."""

    def __init__(self, changes: Iterable[Change] = ()) -> None:
        self.steps: list[Step] = []
        self._history: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._known: dict[tuple[Members, int], Ground] = {}
        self._roots: dict[Atom, Ground] = {}
        self._later: dict[tuple[Ground, int], Ground] = {}
        for number, change in enumerate(changes):
            olds = frozenset(self._now(one) for one in change.olds)
            for one in change.olds | change.news:
                self._history[one].append((change.division, number))
            news = frozenset((one, number) for one in change.news)
            self.steps.append(Step(change.division, olds, news))

    def _now(self, municipality: int) -> Atom:
        history = self._history.get(municipality)
        return municipality, history[-1][1] if history else UNCHANGED

    def _atom(self, municipality: int, division: int) -> Atom:
        history = self._history.get(municipality, ())
        passed = [number for since, number in history if since <= division]
        return municipality, passed[-1] if passed else UNCHANGED

    def of(self, members: Members, division: int) -> Ground:
        """The ground of municipalities as they are in a division, as old as it can be told."""
        key = members, division
        if key not in self._known:
            self._known[key] = self._back(frozenset(self._atom(one, division) for one in members))
        return self._known[key]

    def root(self, atom: Atom) -> Ground:
        """The ground of one municipality as it was for a time."""
        if atom not in self._roots:
            self._roots[atom] = self._back(frozenset([atom]))
        return self._roots[atom]

    def _back(self, ground: Ground) -> Ground:
        for step in reversed(self.steps):
            if step.news <= ground:
                ground = (ground - step.news) | step.olds
        return ground

    def pieces(self, ground: Ground, division: int) -> list[Ground]:
        """The grounds of the municipalities that a ground has in a division, as far as it can."""
        key = ground, division
        if key not in self._later:
            found = ground
            for step in self.steps:
                if step.division <= division and step.olds <= found:
                    found = (found - step.olds) | step.news
            self._later[key] = found
        return [self.root(one) for one in sorted(self._later[key])]
