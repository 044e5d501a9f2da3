"""The map with the boundaries that an administrator loaded; the tiles and the list say the same."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from coalitions.importers.boundaries import HEIGHT, WIDTH
from coalitions.models import MunicipalityBoundary, MunicipalitySuccession
from coalitions.selectors.states import MunicipalityState
from kansrijkestart.core import clock
from kansrijkestart.dashboard.tilemap import MARKED, TILE_CLASS, public_url, stage_words

RING: Final = re.compile(r"M([0-9 ]+)l([-0-9 ]+)z")


@dataclass(frozen=True)
class Shape:
    """One municipality: its outline, the class of its stage, and the words of the pointer.

    ``middle`` is where its mark stands, so that it can be told without colour, as on a tile; none
    for the two kinds that have no mark.
    """

    path: str
    css: str
    words: str
    url: str
    middle: tuple[int, int] | None


@dataclass(frozen=True)
class BoundaryMap:
    """The shapes, whose boundaries they are, and which municipalities have none."""

    shapes: list[Shape]
    sources: list[str]
    without: list[str]
    view_box: str = f"0 0 {WIDTH} {HEIGHT}"


def has_boundaries() -> bool:
    """Whether there are any to show."""
    return MunicipalityBoundary.objects.exists()


def boundary_map(states: Iterable[MunicipalityState]) -> BoundaryMap | None:
    """Draw the municipalities that have a boundary; None when none of them has. One query."""
    states = list(states)
    rows = {row.pk: row for row in _still_right()}
    shown = [(one, rows[one.municipality.pk]) for one in states if one.municipality.pk in rows]
    if not shown:
        return None
    return BoundaryMap(
        shapes=[_shape(state, row.path) for state, row in shown],
        sources=sorted({_said(row) for _state, row in shown}),
        without=[one.municipality.name for one in states if one.municipality.pk not in rows],
    )


def _still_right() -> QuerySet[MunicipalityBoundary]:
    """Leave out who took ground over since the division of the file: its line is a wrong one."""
    later = Q(effective_on__year__gt=OuterRef("year"))
    within = Q(effective_on__year=OuterRef("year")) & ~Q(effective_on__month=1, effective_on__day=1)
    grown = MunicipalitySuccession.objects.filter(
        later | within, successor=OuterRef("pk"), effective_on__lte=clock.today()
    )
    return MunicipalityBoundary.objects.filter(~Exists(grown))


def _shape(state: MunicipalityState, path: str) -> Shape:
    css = TILE_CLASS[state.stage]
    middle = middle_of(path) if css in MARKED else None
    return Shape(path, css, stage_words(state), public_url(state), middle)


def middle_of(path: str) -> tuple[int, int]:
    """Return the mean of the corners of the ring with the most corners."""
    begin, steps = max(RING.findall(path), key=lambda ring: len(ring[1]))
    x, y = (int(one) for one in begin.split())
    numbers = [int(one) for one in steps.split()]
    xs, ys = accumulate([x, *numbers[::2]]), accumulate([y, *numbers[1::2]])
    return round(fmean(xs)), round(fmean(ys))


def _said(row: MunicipalityBoundary) -> str:
    return f"{row.source} ({row.year})" if row.year else row.source
