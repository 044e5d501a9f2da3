"""Hidden years in a chart: a column of full height, with words where no line crosses.

The sign stands on top of the column, above the highest tick: beside the axis it would be read as a
point at that height.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitoring.charts.base import Spec, hidden_sign, hidden_words, label, layer
from monitoring.charts.tokens import TOKENS

if TYPE_CHECKING:
    from monitoring.charts.trend import Point, Series

NEAR = 2  # years over which a label beside a line reaches
TALL = 46  # pixels that two lines of words need, with some room
ABOVE = -9  # pixels: where the sign is, clear of every value


def hidden_years(
    own: "Series", others: Sequence["Point"], scale: float, height: int, x: Spec
) -> list[Spec]:
    """The columns of hidden years; they say nothing about a height. `scale` is pixels per unit."""
    groups: list[list[int]] = []
    for year in sorted(set(own.hidden)):
        if groups and year == groups[-1][-1] + 1:
            groups[-1].append(year)
        else:
            groups.append([year])
    words = hidden_words().replace(" ", "\n")
    rows = [
        {"a": g[0] - 0.46, "b": g[-1] + 0.46, "mid": (g[0] + g[-1]) / 2, "t": words} for g in groups
    ]
    full = {"x": x | {"field": "a"}, "x2": {"field": "b"}}
    full |= {"y": {"value": 0}, "y2": {"value": height}}
    layers = [layer("rect", rows, full, color=TOKENS["hidden"])]
    mid = x | {"field": "mid"}
    foot = {"align": "center", "baseline": "top", "lineHeight": 15}
    drawn = [*others, *(p for p in own.points if p.until is not None)]
    for group, row in zip(groups, rows, strict=True):
        heights = _heights(drawn, group, scale, height)
        taken = [*heights, *_own_label(own, group, scale, height)]
        top = free_spot([*taken, 0] if _has_break(own, group) else taken, height)
        layers.append(hidden_sign([row], mid, {"value": ABOVE}))
        layers.append(label([row], mid, {"value": top + 8}, **foot))
    return layers


def free_spot(taken: Sequence[float], height: int) -> int:
    """Where the words begin: the foot, else the top, else the middle; the freest when none is."""
    spots = (height - TALL, 14, (height - TALL) // 2)

    def room(spot: int) -> float:
        nearest = (max(spot - y, y - spot - TALL, 0) for y in taken)
        return min(nearest, default=float(height))

    return next((spot for spot in spots if room(spot) > 0), max(spots, key=room))


def _heights(
    points: Sequence["Point"], group: Sequence[int], scale: float, height: int
) -> list[float]:
    """The pixels that lines take in these years, the ones between two points too."""
    near = [
        height - p.value * scale
        for p in points
        if p.year <= group[-1] + 1 and (p.until or p.year) >= group[0] - 1
    ]
    if not near:
        return []
    low, high = min(near), max(near)
    steps = max(int((high - low) // TALL) + 1, 1)
    return [low + (high - low) * n / steps for n in range(steps + 1)]


def _own_label(own: "Series", group: Sequence[int], scale: float, height: int) -> list[float]:
    """Where the area's own name stands, when its line ends just before these years."""
    last = max((p.until or p.year for p in own.points), default=None)
    if last is None or not 0 < group[0] - last <= NEAR:
        return []
    middle = height - max(own.points).value * scale
    return [middle - 12, middle + 12, middle + 40]


def _has_break(own: "Series", group: Sequence[int]) -> bool:
    return any(group[0] <= year <= group[-1] + 1 for year, _words in own.breaks)
