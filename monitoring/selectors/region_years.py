"""The years of one indicator in every GGD region, for small charts and for a table of the same.

Of each year what the source says of the region, else the sum of its municipalities: only one that
may be shown, and only of a year in whose division these were its municipalities too. A year that is
hidden, by the source or by the rule, stays one that is hidden.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from coalitions.models import Municipality
from monitoring.areas import Passing
from monitoring.choices import ValueKind
from monitoring.models import Indicator
from monitoring.selectors.area_sets import passings_known
from monitoring.selectors.country_regions import CountryRegions
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, FigureView
from monitoring.selectors.pages import FullLine
from monitoring.selectors.series import Series, breaks_of
from monitoring.selectors.sums import Dated, members_in, years_of_regions


def region_years(regions: CountryRegions, indicator: Indicator) -> list[FullLine]:
    """A line per region that has any year, in their order; regions stand in it as areas."""
    sums = years_of_regions(regions.several, [indicator], regions.made_from)[indicator.pk]
    country, moves = regions.given.get((indicator.pk, COUNTRY_KEY)), passings_known()
    found: list[FullLine] = []
    for region in regions.rows:
        dated, today = regions.dated[region.pk], regions.today[region.pk]
        given = regions.given.get((indicator.pk, AreaKey(region=region.pk)))
        own = [one for one in sums.get(region.pk, ()) if _is_same(one, dated, today)]
        series = Series(_by_year(given.figures if given else (), own))
        if series.figures:
            area, changes = Municipality(name=region.name), _changes(series, dated, moves)
            newest = series.newest
            found.append(
                FullLine(indicator, area, newest, None, None, series, country, None, changes)
            )
    return found


@dataclass(frozen=True)
class YearRow:
    """A region with a cell per year: its figure, and why its line is cut there."""

    name: str
    cells: list[tuple[FigureView | None, str]]


@dataclass(frozen=True)
class YearTable:
    """What the small charts show, in words."""

    years: list[int]
    rows: list[YearRow]

    @property
    def figures(self) -> list[FigureView]:
        return [figure for row in self.rows for figure, _why in row.cells if figure]


def year_table(lines: Sequence[FullLine]) -> YearTable:
    """The same years as in the charts; one between them without any figure stands there too."""
    found = [{one.last_year: one for one in line.series.figures} for line in lines]
    known = {year for row in found for year in row}
    years = list(range(min(known), max(known) + 1)) if known else []
    rows = []
    for line, row in zip(lines, found, strict=True):
        cuts = {one.last_year: why for one, why in breaks_of(line.series, line.area_changes)}
        cells = [(row.get(year), str(cuts.get(year, ""))) for year in years]
        rows.append(YearRow(line.municipality.name, cells))
    return YearTable(years, rows)


def _is_same(one: FigureView, dated: Sequence[Dated], today: set[int]) -> bool:
    return members_in(dated, one.division_year) == today


def _by_year(given: Iterable[FigureView], sums: Iterable[FigureView]) -> list[FigureView]:
    """The single years, oldest first: the source's before the sum, but a sum before none."""
    found = {one.last_year: one for one in sums if one.is_yearly}
    for one in given:
        if one.is_yearly and (one.last_year not in found or _stands(one)):
            found[one.last_year] = one
    return [found[year] for year in sorted(found)]


def _stands(given: FigureView) -> bool:
    """Whether the source says enough of a year: a value, or that it is hidden."""
    return given.is_shown or given.kind == ValueKind.SUPPRESSED


def _changes(series: Series, dated: Sequence[Dated], moves: Sequence[Passing]) -> list[int]:
    """The divisions from which the region is other ground than in the one before it."""
    divisions = sorted({one.division_year for one in series.figures})
    return [b for a, b in pairwise(divisions) if _is_other(a, b, dated, moves)]


def _is_other(a: int, b: int, dated: Sequence[Dated], moves: Sequence[Passing]) -> bool:
    """Whether ground came in or went out: a merger of its own municipalities is no such change.

    Where nobody wrote down who belonged to it, nothing is known of a change.
    """
    before, after = members_in(dated, a), members_in(dated, b)
    if not before or not after:
        return False
    pairs = [(old, new) for old, new, year in moves if a < year <= b]
    if any((old in before) != (new in after) for old, new in pairs):
        return True
    return bool((before ^ after) - {pk for pair in pairs for pk in pair})
