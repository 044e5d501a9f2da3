"""The map: one hexagon of equal size per municipality, drawn as SVG with classes only.

Even rows are shifted half a tile to the right and rows lie √3/2 of a tile apart, so the hexagons
touch. Every tile is at least 24 pixels wide from 64rem on, where tiles are links.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final
from urllib.parse import quote

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy

from coalitions.choices import Stage
from coalitions.selectors.states import MunicipalityState
from kansrijkestart.core.signs import sign_for
from kansrijkestart.dashboard.selectors.regions import STAGE_WORDS

STEP: Final = 26
ROW_STEP: Final = STEP * sqrt(3) / 2
LEFT, TOP = 15, 17
WIDTH, HEIGHT = 641, 800
FEW: Final = 60

# Class of the hexagon per stage. None is told by colour alone: "t3" is full, "t0" is dashed, and
# the others have a mark of their own (templates/dashboard/_tile_mark.html).
TILE_CLASS: Final[dict[str, str]] = {
    Stage.FORMED: "t3",
    Stage.FORMING: "t2",
    Stage.ANNOUNCED: "t1",
    Stage.UNKNOWN: "t0",
    Stage.ENDED: "t4",
}
MARKED: Final = frozenset({"t1", "t2", "t4"})
KEY_WORDS: Final[dict[str, Promise]] = {
    Stage.FORMED: ngettext_lazy(
        "municipality with a formed coalition", "municipalities with a formed coalition", "number"
    ),
    Stage.FORMING: ngettext_lazy(
        "municipality with a coalition being formed",
        "municipalities with a coalition being formed",
        "number",
    ),
    Stage.ANNOUNCED: ngettext_lazy(
        "municipality that was announced, in the record or on the lists of 2019",
        "municipalities that were announced, in the record or on the lists of 2019",
        "number",
    ),
    Stage.UNKNOWN: ngettext_lazy(
        "municipality of which it is not known (yet) or not public",
        "municipalities of which it is not known (yet) or not public",
        "number",
    ),
    Stage.ENDED: ngettext_lazy(
        "municipality with a coalition that stopped",
        "municipalities with a coalition that stopped",
        "number",
    ),
}


@dataclass(frozen=True)
class Group:
    """Municipalities that look alike: ``key`` in an address, one word, and the words of a count."""

    key: str
    css: str
    word: str | Promise
    words: Promise


@dataclass(frozen=True)
class Grouping:
    """How the map tells municipalities apart; ``if_any`` are left out of the key when empty."""

    groups: Mapping[str, Group]
    value_of: Callable[[MunicipalityState], str]
    if_any: frozenset[str] = frozenset()

    def of(self, state: MunicipalityState) -> Group:
        return self.groups[self.value_of(state)]


def by_stage() -> Grouping:
    """Tell municipalities apart by the stage of their coalition."""
    groups = {
        stage: Group(STAGE_WORDS[stage], TILE_CLASS[stage], sign_for("stage", stage).word, words)
        for stage, words in KEY_WORDS.items()
    }
    return Grouping(groups, lambda state: state.stage, frozenset({Stage.ENDED.value}))


@dataclass(frozen=True)
class Tile:
    """One municipality on the map: a link to its public page, or else to its row in a list.

    ``is_row`` for the second: such a tile is no stop of the keyboard. What it leads to stands in
    the list and is found by name on the same page; a country of stops would only be in the way.
    """

    x: int
    y: str
    css: str
    name: str
    words: str
    url: str
    is_row: bool = False


@dataclass(frozen=True)
class KeyEntry:
    """A line of the legend, which is also the count."""

    css: str
    count: int
    words: str
    key: str = ""


@dataclass(frozen=True)
class TileMap:
    """Everything the drawing needs."""

    tiles: list[Tile]
    key: list[KeyEntry]

    @property
    def view_box(self) -> str:
        """The whole country, or of a few municipalities the part that they lie in."""
        tiles = self.tiles
        if not 0 < len(tiles) < FEW:
            return f"0 0 {WIDTH} {HEIGHT}"
        xs, ys = [tile.x for tile in tiles], [float(tile.y) for tile in tiles]
        west, north = min(xs) - LEFT, min(ys) - TOP
        return f"{west} {north:.1f} {max(xs) + LEFT - west} {max(ys) + TOP - north:.1f}"

    @property
    def is_small(self) -> bool:
        return 0 < len(self.tiles) < FEW

    @property
    def symbols(self) -> list[KeyEntry]:
        """One drawing per kind of tile, used again for every municipality."""
        return [KeyEntry(css, 0, "") for css in TILE_CLASS.values()]


def position(col: int, row: int) -> tuple[int, str]:
    """Return the middle of a tile; the height as text with one decimal point in any language."""
    shift = STEP // 2 if row % 2 == 0 else 0
    return LEFT + col * STEP + shift, f"{TOP + row * ROW_STEP:.1f}"


def tile_map(
    states: Iterable[MunicipalityState],
    grouping: Grouping | None = None,
    row_url: Callable[[MunicipalityState], str] | None = None,
) -> TileMap:
    """Lay the municipalities that have a place on the grid out as tiles, north to south.

    ``row_url`` gives the way to the row of a municipality without a public page; by default to
    what the public map finds by its name.
    """
    states, grouping = list(states), grouping or by_stage()
    row_url = row_url or found_by_name()
    placed = [state for state in states if state.municipality.tile_col is not None]
    placed.sort(key=lambda state: (state.municipality.tile_row, state.municipality.tile_col))
    tiles = [_tile(state, grouping.of(state), row_url) for state in placed]
    return TileMap(tiles=tiles, key=key_of(states, grouping))


def found_by_name() -> Callable[[MunicipalityState], str]:
    """Return how the public map is asked for the row of one municipality, with words."""
    address = reverse("dashboard:map")
    return lambda state: f"{address}?q={quote(state.municipality.name)}#found"


def key_of(states: Iterable[MunicipalityState], grouping: Grouping) -> list[KeyEntry]:
    """Count the municipalities per group, in the order of the groups."""
    counts = Counter(grouping.value_of(state) for state in states)
    return [
        KeyEntry(one.css, counts[value], str(one.words % {"number": counts[value]}), one.key)
        for value, one in grouping.groups.items()
        if counts[value] or value not in grouping.if_any
    ]


def _tile(
    state: MunicipalityState, group: Group, row_url: Callable[[MunicipalityState], str]
) -> Tile:
    page = public_url(state)
    place = state.municipality
    x, y = position(place.tile_col or 0, place.tile_row or 0)
    return Tile(
        x=x,
        y=y,
        css=group.css,
        name=place.name,
        words=words_of(state, group.word),
        url=page or row_url(state),
        is_row=not page,
    )


def stage_words(state: MunicipalityState) -> str:
    """Name a municipality with its stage, and the regional coalition if that is the only one."""
    return words_of(state, sign_for("stage", state.stage).word)


def words_of(state: MunicipalityState, word: object) -> str:
    """Name a municipality with the word for its group."""
    return f"{state.municipality.name}: {str(word).lower()}{_through(state)}"


def _through(state: MunicipalityState) -> str:
    """Say so when a regional coalition is the only one that works here."""
    if not state.is_through_region or state.regional is None:
        return ""
    return " " + gettext("(regional coalition %(name)s)") % {"name": state.regional.name}


def public_url(state: MunicipalityState) -> str:
    """Return the public page of a municipality's coalition, when there is one."""
    if state.public_slug:
        return reverse("dashboard:public_coalition", args=[state.public_slug])
    return ""
