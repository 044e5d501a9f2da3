"""Figures as rows of the figures file. Only views come in, so nothing hidden can go out."""

from collections.abc import Iterator
from decimal import Decimal

from kansrijkestart.core.spreadsheets import Cell
from monitoring.choices import Unit
from monitoring.selectors.figures import COUNTRY, AreaKey, FigureView
from monitoring.selectors.pages import Figures
from monitoring.selectors.sources import Source, sources_of

HEADER = (
    "indicator",
    "area",
    "division_year",
    "period_start",
    "period_end",
    "numerator",
    "denominator",
    "value",
    "status",
    "provisional",
)
# Where a figure comes from, under the columns that say which figure it is.
SOURCES_HEADER = (
    *HEADER[:5],
    "source",
    "source_url",
    "published_on",
    "invented",
)


def figure_rows(figures: Figures) -> Iterator[list[Cell]]:
    """Every figure of the areas, in the order of the page: municipality, region, country."""
    for one, indicator, area in _placed(figures):
        yield _row(one, indicator, area)


def source_rows(figures: Figures) -> Iterator[list[Cell]]:
    """For every row of the figures file, in the same order, where it comes from."""
    placed = list(_placed(figures))
    sources = sources_of(one for one, _indicator, _area in placed)
    for one, indicator, area in placed:
        yield [*_row(one, indicator, area)[:5], *source_cells(sources.of(one))]


def source_cells(source: Source | None) -> list[Cell]:
    """Title, web address, day of publication, and whether the figures were invented."""
    if source is None:
        return [None, None, None, None]
    invented = "yes" if source.is_demo else "no"
    return [source.title, source.url or None, source.published_on, invented]


def _placed(figures: Figures) -> Iterator[tuple[FigureView, str, str]]:
    """Every figure with the keys of its indicator and area."""
    codes = {AreaKey(one.pk): one.code for one in figures.municipalities}
    codes |= {AreaKey(region=one.pk): one.code or "" for one in figures.regions.values()}
    codes[AreaKey()] = COUNTRY
    for indicator in figures.indicators:
        for area, code in codes.items():
            series = figures.found.get((indicator.pk, area))
            for one in series.figures if series else ():
                yield one, f"{indicator.key}:{one.definition.number}", code


def _row(one: FigureView, indicator: str, area: str) -> list[Cell]:
    return [
        indicator,
        area,
        one.division_year,
        one.first_year,
        one.last_year,
        one.numerator,
        one.denominator,
        _value(one),
        one.kind,
        "yes" if one.is_provisional else "no",
    ]


def _value(one: FigureView) -> Cell:
    """Four decimals at most, as they are stored; none for a number of things."""
    if one.value is None:
        return None
    if one.unit == Unit.COUNT:
        return round(one.value)
    return Decimal(f"{one.value:.4f}").normalize() + 0
