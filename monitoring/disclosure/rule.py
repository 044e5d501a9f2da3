"""Which cells are hidden to protect families: the first step, by the size of a cell itself.

The second step hides further cells so that no hidden cell can be calculated. It decides on whole
releases and hands its choice to `hidden_cells`; both steps look the same to a reader.
"""

from collections.abc import Collection, Hashable, Mapping
from typing import Literal, NamedTuple, TypeVar

from monitoring.statistics import check_counts

Key = TypeVar("Key", bound=Hashable)
Step = Literal["primary", "secondary"]


class Cell(NamedTuple):
    """Counts of one indicator, area and period, with the minimum count of its indicator."""

    numerator: int
    denominator: int
    minimum_count: int | None


def is_hidden(numerator: int, denominator: int, minimum_count: int | None) -> bool:
    """Whether a cell is hidden because it, or the rest of its group, is small.

    Both sides count: 3 of 400 and 397 of 400 point at the same few families. A true 0 is hidden
    like 1…9, because "nobody" also says something about everybody in a small group. An indicator
    without a minimum count never hides.
    """
    check_counts(numerator, denominator)
    if minimum_count is None:
        return False
    if isinstance(minimum_count, bool) or minimum_count < 0:
        raise ValueError("minimum_count must be 0 or more")
    return numerator < minimum_count or denominator - numerator < minimum_count


def hidden_cells(cells: Mapping[Key, Cell], also: Collection[Key] = ()) -> dict[Key, Step]:
    """Every hidden cell with the step that hid it; `also` are the choices of the second step."""
    unknown = [key for key in also if key not in cells]
    if unknown:
        raise ValueError(f"the second step names cells that are not here: {len(unknown)}")
    chosen = set(also)
    steps: dict[Key, Step] = {}
    for key, cell in cells.items():
        if is_hidden(*cell):
            steps[key] = "primary"
        elif key in chosen:
            steps[key] = "secondary"
    return steps
