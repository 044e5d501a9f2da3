"""How much municipalities are alike, without models: a distance on a few published features.

For every feature the difference is divided by the standard deviation over all municipalities
compared, so that percentages and numbers weigh the same (no unit remains). The distance is the root
of the mean of the squared differences over the features that both have. It is this project's own
choice (docs/adr/0027) and no official classification.
"""

from collections.abc import Hashable, Mapping
from math import sqrt
from statistics import pstdev
from typing import NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)
Features = Mapping[str, float]
LEAST_FEATURES = 2


class Alike(NamedTuple):
    """A municipality with its distance; 0 is the same in everything compared."""

    distance: float
    shared: int


def spreads(known: Mapping[Key, Features]) -> dict[str, float]:
    """The standard deviation of every feature; one that is the same everywhere says nothing."""
    names = sorted({name for features in known.values() for name in features})
    found = {name: [f[name] for f in known.values() if name in f] for name in names}
    return {name: spread for name, values in found.items() if (spread := pstdev(values)) > 0}


def distance(one: Features, other: Features, spread: Mapping[str, float]) -> Alike | None:
    """√(Σ((a − b) / s)² / k) over the k features that both have; None with fewer than two."""
    shared = [name for name in sorted(spread) if name in one and name in other]
    if len(shared) < LEAST_FEATURES:
        return None
    squares = [((one[name] - other[name]) / spread[name]) ** 2 for name in shared]
    return Alike(sqrt(sum(squares) / len(shared)), len(shared))


def nearest(
    own: Key, known: Mapping[Key, Features], among: Mapping[Key, str], most: int
) -> list[tuple[Key, Alike]]:
    """The ``most`` nearest of ``among`` (with their names, for a tie), the nearest first."""
    if own not in known:
        return []
    spread = spreads(known)
    found = [
        (one, alike)
        for one in among
        if one != own and one in known and (alike := distance(known[own], known[one], spread))
    ]
    return sorted(found, key=lambda pair: (pair[1].distance, among[pair[0]]))[:most]
