"""Does the time of an answer tell who has an account? Groups by turns, compared by rank."""

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

MOST_MILLISECONDS = 5.0  # between the medians
MOST_AUC = 0.55  # 0.5: a guess; 1: the time tells it every time


@dataclass(frozen=True)
class Comparison:
    """What one group's times say about the other's."""

    difference: float  # milliseconds between the medians
    auc: float  # how often a known one takes longer than an unknown one
    margin: float  # equal groups stray as far from 0.5 by chance once in a thousand times

    @property
    def tells(self) -> bool:
        """Tell whether somebody with a stopwatch learns more than chance gives them."""
        apart = abs(self.auc - 0.5)
        is_large = abs(self.difference) >= MOST_MILLISECONDS or apart > MOST_AUC - 0.5
        return is_large and apart > self.margin

    def __str__(self) -> str:
        return f"{self.difference:+.2f} ms, AUC {self.auc:.2f} ± {self.margin:.2f}"


def compared(known: Sequence[float], unknown: Sequence[float]) -> Comparison:
    """Compare two groups of seconds: medians, and the chance that a known one takes longer."""
    pairs = len(known) * len(unknown)
    longer = sum((one > other) + (one == other) / 2 for one in known for other in unknown)
    return Comparison(
        difference=(statistics.median(known) - statistics.median(unknown)) * 1000,
        auc=longer / pairs,
        margin=3.29 * sqrt((len(known) + len(unknown) + 1) / (12 * pairs)),
    )


def times(
    ask: Callable[[str], object], groups: dict[str, list[str]], draw: random.Random
) -> dict[str, list[float]]:
    """Ask about every address of every group, by turns in a drawn order; return the seconds."""
    for addresses in groups.values():
        ask(addresses[0])  # warm: templates, connections
    taken: dict[str, list[float]] = {name: [] for name in groups}
    for together in zip(*groups.values(), strict=True):
        turn = list(zip(groups, together, strict=True))
        draw.shuffle(turn)
        for name, address in turn:
            began = time.perf_counter()
            ask(address)
            taken[name].append(time.perf_counter() - began)
    return taken
