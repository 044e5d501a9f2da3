"""The small line of the latest years in a row: what may be seen, in the same way of counting."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from monitoring.choices import ValueKind
from monitoring.selectors.figures import FigureView
from monitoring.selectors.series import Series, break_between

YEARS = 7
WIDTH, HEIGHT, EDGE = 88.0, 24.0, 4.0


class Spark(NamedTuple):
    """Places as text for SVG: lines between successive years, lonely years, and the newest one.

    A missing or hidden year is a gap, and so is another area; nothing of its height is here.
    """

    lines: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    end: tuple[str, str]
    is_open: bool


def spark_of(series: Series, area_changed: Sequence[int] = ()) -> Spark | None:
    """The years up to the newest shown value; nothing with fewer than two of them.

    Where the area changed the line stops and begins again; the words beside it say why.
    """
    newest = series.newest
    if not newest.is_shown or not newest.is_yearly:
        return None
    shown = [
        one
        for one in series.figures
        if one.kind == ValueKind.VALUE
        and one.is_yearly
        and one.definition.pk == newest.definition.pk
        and newest.last_year - YEARS < one.last_year <= newest.last_year
    ]
    return _drawn(shown, area_changed) if len(shown) > 1 else None


def _drawn(shown: Sequence[FigureView], area_changed: Sequence[int]) -> Spark:
    values = [one.value or 0.0 for one in shown]
    low, high = min(0.0, *values), max(values) or 1.0
    first, span = shown[0].last_year, shown[-1].last_year - shown[0].last_year
    places = [
        (
            f"{EDGE + (WIDTH - 2 * EDGE) * (one.last_year - first) / span:.1f}",
            f"{HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (value - low) / (high - low):.1f}",
        )
        for one, value in zip(shown, values, strict=True)
    ]
    joined = [
        b.last_year == a.last_year + 1 and not break_between(a, b, area_changed)
        for a, b in pairwise(shown)
    ]
    runs: list[list[tuple[str, str]]] = [[places[0]]]
    for place, is_next in zip(places[1:], joined, strict=True):
        if is_next:
            runs[-1].append(place)
        else:
            runs.append([place])
    lines = tuple(" ".join(f"{x},{y}" for x, y in run) for run in runs if len(run) > 1)
    dots = tuple(run[0] for run in runs[:-1] if len(run) == 1)
    return Spark(lines, dots, places[-1], shown[-1].is_provisional)
