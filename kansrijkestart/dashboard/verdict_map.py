"""A map of hexagons with the verdict on one figure: a sign in every tile, colour only on top."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coalitions.models import Municipality
from kansrijkestart.dashboard.tilemap import LEFT, STEP, TOP, position
from monitoring.choices import ValueKind
from monitoring.selectors.pages import Line

# What a tile says, in the order of the legend: its sign, and the words of the legend.
MARKS: Final[dict[str, tuple[str, str | Promise]]] = {
    "better": ("+", gettext_lazy("more favourable than the Netherlands")),
    "similar": ("=", gettext_lazy("similar to the Netherlands")),
    "worse": ("−", gettext_lazy("less favourable than the Netherlands")),
    "higher": ("↑", gettext_lazy("higher than the Netherlands")),
    "lower": ("↓", gettext_lazy("lower than the Netherlands")),
    "not_compared": ("~", gettext_lazy("not compared with the Netherlands")),
    "suppressed": ("×", gettext_lazy("hidden (privacy)")),
    "none": ("", gettext_lazy("no figure")),
}


@dataclass(frozen=True)
class VerdictTile:
    """One municipality; ``words`` are read when the pointer rests on it."""

    x: int
    y: str
    mark: str
    words: str

    @property
    def sign(self) -> str:
        return MARKS[self.mark][0]


@dataclass(frozen=True)
class VerdictKey:
    """A line of the legend, which is also the count."""

    mark: str
    count: int

    @property
    def sign(self) -> str:
        return MARKS[self.mark][0]

    @property
    def words(self) -> str:
        return str(MARKS[self.mark][1])


@dataclass(frozen=True)
class VerdictMap:
    """Tiles, legend and the part of the country that they cover."""

    tiles: list[VerdictTile]
    key: list[VerdictKey]
    view_box: str

    @property
    def is_small(self) -> bool:
        return len(self.tiles) < 60


def mark_of(line: Line | None) -> str:
    """What a tile says of a municipality."""
    if line is None:
        return "none"
    if line.figure.kind == ValueKind.SUPPRESSED:
        return "suppressed"
    if not line.figure.is_shown:
        return "none"
    return line.verdict or "not_compared"


def verdict_map(lines: Iterable[tuple[Municipality, Line | None]]) -> VerdictMap:
    """Lay out the municipalities that have a place on the grid; all of them count."""
    pairs = list(lines)
    marks = [mark_of(line) for _one, line in pairs]
    placed = [(one, mark_of(line)) for one, line in pairs if one.tile_col is not None]
    placed.sort(key=lambda pair: (pair[0].tile_row, pair[0].tile_col))
    tiles = [_tile(one, mark) for one, mark in placed]
    key = [VerdictKey(mark, marks.count(mark)) for mark in MARKS if mark in marks]
    return VerdictMap(tiles, key, _view_box(tiles))


def _tile(place: Municipality, mark: str) -> VerdictTile:
    x, y = position(place.tile_col or 0, place.tile_row or 0)
    return VerdictTile(x, y, mark, f"{place.name}: {MARKS[mark][1]}")


def _view_box(tiles: list[VerdictTile]) -> str:
    """The smallest part of the map around these tiles."""
    if not tiles:
        return f"0 0 {2 * LEFT} {2 * TOP}"
    left = min(tile.x for tile in tiles) - STEP // 2 - 2
    right = max(tile.x for tile in tiles) + STEP // 2 + 2
    heights = [float(tile.y) for tile in tiles]
    top, bottom = min(heights) - TOP, max(heights) + TOP
    return f"{left} {top:.1f} {right - left} {bottom - top:.1f}"
