"""The years of one indicator in every GGD region, for small charts and for a table of the same.

The table has a row for the country too, always of the source: nothing is added up in its place.

Of each year what the source says of the region, else the sum of its municipalities: only one that
may be shown, and only of a year in whose division these were its municipalities too. A year that is
hidden, by the source or by the rule, stays one that is hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from coalitions.models import Municipality
from monitoring.areas import Passing
from monitoring.choices import ValueKind
from monitoring.models import Indicator
from monitoring.selectors.area_sets import passings_known
from monitoring.selectors.country_regions import CountryRegions, RegionLine, explained
from monitoring.selectors.figures import AreaKey, FigureView
from monitoring.selectors.pages import FullLine
from monitoring.selectors.series import Series, breaks_of
from monitoring.selectors.sums import Dated, State, members_in, years_of_regions

# Why nothing is added up that holds for every year alike, and not for the newest alone.
OF_ALL_YEARS: frozenset[State] = frozenset({"checking", "not_added", "unknown"})


def region_years(regions: CountryRegions, indicator: Indicator) -> dict[int, FullLine]:
    """A line per region that has any year, by its key; regions stand in it as areas."""
    sums = years_of_regions(regions.several, [indicator], regions.made_from)[indicator.pk]
    country, moves = regions.country_series(indicator), passings_known()
    found: dict[int, FullLine] = {}
    for region in regions.rows:
        dated, today = regions.dated[region.pk], regions.today[region.pk]
        given = regions.given.get((indicator.pk, AreaKey(region=region.pk)))
        own = [one for one in sums.get(region.pk, ()) if _is_same(one, dated, today)]
        series = Series(_by_year(given.figures if given else (), own))
        if series.figures:
            area, changes = Municipality(name=region.name), _changes(series, dated, moves)
            newest = series.newest
            found[region.pk] = FullLine(
                indicator, area, newest, None, None, series, country, None, changes
            )
    return found


class YearCell(NamedTuple):
    """A figure of one year, why its line is cut there, and whether it is counted otherwise."""

    figure: FigureView | None
    why: str = ""
    is_apart: bool = False  # of the country: no region counts it so that year


@dataclass(frozen=True)
class YearRow:
    """An area with a cell per year, or the words that stand for all of them."""

    name: str
    cells: list[YearCell] = field(default_factory=list)
    words: str = ""


@dataclass(frozen=True)
class YearTable:
    """What the small charts show, in words, with the country as its source gives it."""

    years: list[int]
    rows: list[YearRow]
    country: list[YearCell]
    explained: list[str]

    @property
    def is_plain(self) -> bool:
        """Whether these are numbers by themselves, which are larger where more people live."""
        return any(not one.scale for one in self.figures)

    @property
    def figures(self) -> list[FigureView]:
        rows = (*(row.cells for row in self.rows), self.country)
        return [cell.figure for cells in rows for cell in cells if cell.figure]


def year_table(
    lines: Mapping[int, FullLine], newest: Sequence[RegionLine], country: Series | None
) -> YearTable:
    """The same years as in the charts; one between them without any figure stands there too.

    Without a year of any region those of the country. A region of which no year may be added up
    says so in its row: ``newest`` is what there is to say of every region.
    """
    whole, known = _yearly(country), list(lines.values())
    years = _span(one.last_year for line in known for one in line.series.figures)
    years = years or _span(one.last_year for one in whole.figures)
    waiting = [one for one in newest if one.region.pk not in lines and _is_told(one)]
    rows = [_row(one, lines.get(one.region.pk), years) for one in newest]
    said = [one for one in rows if one.cells or one.words]
    return YearTable(years, said, _of_country(whole, known, years), explained(waiting))


def _row(newest: RegionLine, line: FullLine | None, years: Sequence[int]) -> YearRow:
    name = newest.region.name
    if line is not None:
        return YearRow(name, _cells(line, years))
    return YearRow(name, words=newest.summed.words if newest.summed and _is_told(newest) else "")


def _is_told(line: RegionLine) -> bool:
    return line.summed is not None and line.summed.state in OF_ALL_YEARS


def _span(years: Iterable[int]) -> list[int]:
    found = set(years)
    return list(range(min(found), max(found) + 1)) if found else []


def _cells(line: FullLine, years: Sequence[int]) -> list[YearCell]:
    found = {one.last_year: one for one in line.series.figures}
    cuts = {one.last_year: why for one, why in breaks_of(line.series, line.area_changes)}
    return [YearCell(found.get(year), cuts.get(year, "")) for year in years]


def _yearly(series: Series | None) -> Series:
    return Series([one for one in series.figures if one.is_yearly] if series else [])


def _of_country(whole: Series, lines: Sequence[FullLine], years: Sequence[int]) -> list[YearCell]:
    """The country as its source gives it: what is hidden, withdrawn or missing is called so."""
    found = {one.last_year: one for one in whole.figures}
    cuts = {one.last_year: why for one, why in breaks_of(whole, ())}
    counted: dict[int, set[int]] = {}
    for one in (one for line in lines for one in line.series.figures if one.is_shown):
        counted.setdefault(one.last_year, set()).add(one.definition.pk)

    def cell(year: int) -> YearCell:
        own, others = found.get(year), counted.get(year)
        is_apart = bool(own and own.is_shown and others and own.definition.pk not in others)
        return YearCell(own, cuts.get(year, ""), is_apart)

    return [cell(year) for year in years]


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
