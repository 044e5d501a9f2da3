"""Which counts of one split are hidden: groups or neighbourhoods that together make a whole.

The first step is that of figures (``monitoring.disclosure``). In the second step further counts are
hidden, the smallest first, until nobody who knows the whole and this rule can say within four which
small number a hidden count is. The whole is taken as known: it often is a published figure.
"""

from collections.abc import Hashable, Mapping
from math import inf
from typing import Final, NamedTuple, TypeVar

from monitoring.disclosure import is_hidden

Key = TypeVar("Key", bound=Hashable)
LEAST: Final = 10
SPAN: Final = 5


class Count(NamedTuple):
    numerator: int
    denominator: int

    @property
    def rest(self) -> int:
        return self.denominator - self.numerator


def hidden_in_split(counts: Mapping[Key, Count]) -> set[Key]:
    """Return which counts stay on the server; all of them when fewer would give one away."""
    hidden = {key for key, one in counts.items() if is_hidden(*one, LEAST)}
    if not hidden or len(counts) == 1:
        return hidden
    cheapest = sorted(counts.keys() - hidden, key=lambda key: (counts[key].denominator, str(key)))
    for place, key in enumerate(cheapest):
        if len(hidden) > 1 and _is_safe([counts[one] for one in hidden], counts[key].denominator):
            return hidden
        hidden.add(cheapest[place])
    return hidden


def _is_safe(hidden: list[Count], shown_from: int) -> bool:
    """Whether each small number among the hidden counts may be any of a span of numbers.

    ``shown_from`` is the smallest denominator that is shown: what was hidden in the second step
    is not larger than that.
    """
    numerators = [one.numerator for one in hidden]
    rests = [one.rest for one in hidden]
    return _is_spread(numerators, rests, shown_from) and _is_spread(rests, numerators, shown_from)


def _is_spread(side: list[int], other: list[int], shown_from: int) -> bool:
    total = sum(side)
    limits = [_limits(*pair, shown_from) for pair in zip(side, other, strict=True)]
    lows, highs = [low for low, _high in limits], [high for _low, high in limits]
    for (low, high), number in zip(limits, side, strict=True):
        if number < LEAST:
            least = max(low, total - (sum(highs) - high))
            most = min(high, total - (sum(lows) - low))
            if most - least < SPAN:
                return False
    return True


def _limits(number: int, rest: int, shown_from: int) -> tuple[int, float]:
    """What somebody knows of one hidden number who even knows in which step it was hidden."""
    if number < LEAST:
        return 0, LEAST - 1
    return LEAST, inf if rest < LEAST else shown_from - LEAST
