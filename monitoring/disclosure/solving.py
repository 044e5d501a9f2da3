"""The least and most a cell can be, by linear programmes. A reader needs no more than these."""

from collections.abc import Iterable
from math import ceil, floor, inf
from typing import Any

from monitoring.disclosure.system import Linked

SECONDS = 20.0  # per programme; one that takes longer counts as not safe
NEARLY = 1e-6
SWEEPS = 4  # programmes that push many cells at once, before cells are asked one by one


class Solver:
    """One linked group as a programme. Every solution shows how far *all* its cells can go."""

    def __init__(self, group: Linked) -> None:
        # Only the process that protects needs these; they cost a web process a second to import.
        import numpy
        from scipy.sparse import csr_array

        self._numpy = numpy
        self.group = group
        self.at = {place: column for column, place in enumerate(group.places)}
        self.seen_low = numpy.full(len(self.at), inf)
        self.seen_high = numpy.full(len(self.at), -inf)
        rows, columns, values, rests = [], [], [], []
        for row, (terms, rest) in enumerate(group.ties):
            rests.append(rest)
            for place, factor in terms:
                rows.append(row)
                columns.append(self.at[place])
                values.append(factor)
        shape = (len(group.ties), len(self.at))
        self._matrix = csr_array((values, (rows, columns)), shape=shape, dtype=float)
        self._rests = numpy.array(rests, dtype=float)
        self._bounds = [
            (group.low[place], None if group.high[place] == inf else group.high[place])
            for place in group.places
        ]
        self.solved = 0
        self.failed = 0

    def _solve(self, goal: Any) -> Any:
        from scipy.optimize import linprog

        self.solved += 1
        answer = linprog(
            goal,
            A_eq=self._matrix,
            b_eq=self._rests,
            bounds=self._bounds,
            method="highs",
            options={"time_limit": SECONDS},
        )
        if answer.status == 0:
            self.seen_low = self._numpy.minimum(self.seen_low, answer.x)
            self.seen_high = self._numpy.maximum(self.seen_high, answer.x)
        elif answer.status != UNBOUNDED:
            self.failed += 1
        return answer

    def can_hold(self) -> bool:
        """Whether any counts at all fit: a file may contradict itself where it hides numbers."""
        return bool(self._solve(self._numpy.zeros(len(self.at))).status != INFEASIBLE)

    def sweep(self, places: Iterable[int]) -> None:
        """Push these cells all up, all down, and in turns: most show their room at once."""
        wanted = [self.at[place] for place in places]
        for number in range(SWEEPS):
            goal = self._numpy.zeros(len(self.at))
            for order, column in enumerate(wanted):
                goal[column] = 1 if (order >> (number // 2)) % 2 == number % 2 else -1
            self._solve(goal)

    def seen(self, place: int) -> float:
        """How far apart two solutions are that were found already."""
        column = self.at[place]
        return float(self.seen_high[column] - self.seen_low[column]) + NEARLY

    def width(self, place: int, needed: float) -> float:
        """Between the least and the most of a cell; once it is wide enough, it is not measured on.

        A programme that fails gives no room: then the cell counts as known.
        """
        goal = self._numpy.zeros(len(self.at))
        for sign in (1, -1):
            if self.seen(place) >= needed:
                return self.seen(place)
            goal[self.at[place]] = sign
            status = self._solve(goal).status
            if status == UNBOUNDED:
                return inf
            if status != 0:
                return 0
        column = self.at[place]
        low, high = self.seen_low[column], self.seen_high[column]
        return float(floor(high + NEARLY) - ceil(low - NEARLY))


INFEASIBLE, UNBOUNDED = 2, 3  # what linprog says
