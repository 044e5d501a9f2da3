"""A file of figures becomes rows to store, or findings; never some of each.

The columns are those of the contract, long (a row per figure) or wide (a column per year).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from kansrijkestart.core import clock
from kansrijkestart.core.tables_in import read_table
from monitoring.choices import ValueKind
from monitoring.importers.catalogue import Area, Catalogue, Version
from monitoring.importers.cells import read_year
from monitoring.importers.findings import Finding, Findings
from monitoring.importers.layout import LONG, Cells, cells_of, from_table
from monitoring.importers.numbers import NumberReader
from monitoring.importers.opposites import Opposites

MAX_ROWS, MAX_COLUMNS = 500_000, 60
FIRST_PERIOD, FIRST_DIVISION = 1990, 2000
TOLD_EVERY = 10_000
Progress = Callable[[int, int], None]


class FigureRow(NamedTuple):
    """One figure, ready to store, with the row of the file it came from."""

    row: int
    definition: int
    municipality: int | None
    region: int | None
    division_year: int
    period_start: int
    period_end: int
    numerator: int | None
    denominator: int | None
    value: Decimal | None
    kind: ValueKind
    is_provisional: bool


@dataclass(frozen=True)
class FigureFile:
    """What was read. Rows are there only when nothing is wrong."""

    rows: list[FigureRow] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_figures(
    data: bytes,
    filename: str,
    catalogue: Catalogue,
    *,
    about: str = "",
    progress: Progress | None = None,
) -> FigureFile:
    """Read a file against what is known; whatever is in it, the answer is rows or findings.

    ``about`` is what its sender calls it, ``progress`` hears now and then how many are read.
    """
    table = read_table(data, filename, MAX_ROWS, MAX_COLUMNS)
    in_table = [from_table(one, table) for one in table.findings]
    if table.is_stopped:
        return FigureFile(findings=in_table)
    findings = Findings()
    cells = cells_of(table, findings)
    reading = _Reading(catalogue, findings)
    rows = reading.run(_told(cells, len(table.rows), progress) if progress else cells)
    reading.opposites.check_about(f"{filename} {about}")
    if in_table or findings.total:
        return FigureFile(findings=findings.all(in_table))
    return FigureFile(rows=rows)


def _told(cells: Iterable[Cells], total: int, progress: Progress) -> Iterable[Cells]:
    """Tell how many rows of the file are read, every ten thousand figures."""
    row = done = 0
    for number, one in enumerate(cells, start=1):
        done, row = (done + 1, one.row) if one.row != row else (done, row)
        if number % TOLD_EVERY == 0:
            progress(min(done, total), total)
        yield one


def _as_one_number(parts: tuple[int | None, ...]) -> int:
    """Hundreds of thousands of keys are kept: a number takes a third of what a tuple takes."""
    found = 0
    for part in parts:
        found = found << 40 | (part or 0)
    return found


class _Reading:
    """Goes through the figures once, remembers what cells meant and collects what is wrong."""

    def __init__(self, catalogue: Catalogue, findings: Findings) -> None:
        self.catalogue, self.findings = catalogue, findings
        self.last_year = clock.today().year
        self.areas: dict[tuple[str, str], Area | None] = {}
        self.versions: dict[tuple[str, str, str], Version | None] = {}
        self.periods: dict[tuple[str, str, str, str], tuple[int, int, int]] = {}
        self.seen: dict[int, int] = {}
        self.pooled: dict[tuple[int | None, ...], list[tuple[int, int, int]]] = {}
        self.numbers = NumberReader(findings)
        self.opposites = Opposites(catalogue, findings)

    def run(self, cells: Iterable[Cells]) -> list[FigureRow]:
        rows = [row for one in cells if (row := self.row(one))]
        self.numbers.check_decimal_sign()
        return rows

    def row(self, cells: Cells) -> FigureRow | None:
        """One figure, or None when something is wrong with it; everything wrong is reported."""
        years = self.years(cells)
        version = self.version(cells, years)
        area = self.area(cells)
        numbers = self.numbers.read(cells, version.unit if version else "")
        if years is None or version is None or area is None or numbers is None:
            return None
        place = (version.pk, area.municipality, area.region, years[0])
        if not self.is_new(cells.row, place, years[1], years[2]):
            return None
        if self.opposites.others:
            self.opposites.look(cells, (*place[1:], years[1], years[2]), numbers)
        return FigureRow._make((cells.row, *place, years[1], years[2], *numbers))

    def years(self, cells: Cells) -> tuple[int, int, int] | None:
        """Division year, first and last year of the period."""
        key = (cells.division_year, cells.period_start, cells.period_end, cells.value_column)
        if (known := self.periods.get(key)) is not None:
            return known
        found = self._read_years(cells)
        if found is not None:
            self.periods[key] = found
        return found

    def _read_years(self, cells: Cells) -> tuple[int, int, int] | None:
        division = self.year(cells, "division_year", FIRST_DIVISION, self.last_year + 1)
        first = self.year(cells, "period_start", FIRST_PERIOD, self.last_year)
        last = self.year(cells, "period_end", FIRST_PERIOD, self.last_year)
        if first and last and last < first:
            self.findings.add(cells.row, "period_end", "period_backwards")
            return None
        return (division, first, last) if division and first and last else None

    def year(self, cells: Cells, column: str, first: int, last: int) -> int | None:
        text = getattr(cells, column)
        year = read_year(text)
        place = cells.value_column if cells.value_column != "value" else column
        if year is None:
            self.findings.add(cells.row, place, "not_a_year", text=text)
        elif not first <= year <= last:
            values = {"year": year, "first": first, "last": last}
            self.findings.add(cells.row, place, "year_out_of_range", **values)
        else:
            return year
        return None

    def version(self, cells: Cells, years: tuple[int, int, int] | None) -> Version | None:
        """The definition that is named, or else the newest one that holds for the period."""
        key = (cells.indicator, cells.period_start, cells.period_end)
        if key in self.versions and (found := self.versions[key]) is not None:
            return found
        self.versions[key] = found = self._find_version(cells, years)
        return found

    def _find_version(self, cells: Cells, years: tuple[int, int, int] | None) -> Version | None:
        text = cells.indicator.strip()
        key, colon, number = text.lower().partition(":")
        known = self.catalogue.versions.get(key)
        if not known:
            close = self.catalogue.close_indicator(key)
            code = "unknown_indicator_close" if close else "unknown_indicator"
            self.findings.add(cells.row, "indicator", code, text=text, close=close)
            return None
        chosen = [one for one in known if not colon or str(one.number) == number.strip()]
        if not chosen:
            numbers = ", ".join(str(one.number) for one in known)
            self.findings.add(cells.row, "indicator", "unknown_version", text=text, known=numbers)
            return None
        if years is None:
            return chosen[-1]
        fitting = [one for one in chosen if one.covers(years[1], years[2])]
        if not fitting:
            self.findings.add(cells.row, "period_start", "no_definition", text=text)
            return None
        return fitting[-1]

    def area(self, cells: Cells) -> Area | None:
        """The area, which must exist in the division of the figure."""
        key = (cells.area, cells.division_year)
        if key in self.areas and (found := self.areas[key]) is not None:
            return found
        self.areas[key] = found = self._find_area(cells)
        return found

    def _find_area(self, cells: Cells) -> Area | None:
        text, year = cells.area.strip(), read_year(cells.division_year)
        found = self.catalogue.find_areas(text)
        if not found:
            close = self.catalogue.close_area(text)
            code = "unknown_area_close" if close else "unknown_area"
            example = self.catalogue.example
            self.findings.add(cells.row, "area", code, text=text, close=close, example=example)
            return None
        if year is None or not FIRST_DIVISION <= year <= self.last_year + 1:
            return found[0]  # the division itself is reported already
        then = [one for one in found if one.existed_in(year)]
        if len(then) > 1:
            self.findings.add(cells.row, "area", "ambiguous_area", text=text)
        elif not then:
            others = ", ".join(self.catalogue.successors.get(found[0].municipality or 0, []))
            code = "area_not_then_successor" if others else "area_not_then"
            values: dict[str, str | int] = {
                "name": found[0].name,
                "year": year,
                "others": others,
            }
            self.findings.add(cells.row, "area", code, **values)
        return then[0] if len(then) == 1 else None

    def is_new(self, row: int, place: tuple[int | None, ...], first: int, last: int) -> bool:
        """Whether this figure stands in the file once, and its period slides over no other."""
        earlier = self.seen.setdefault(_as_one_number((*place, first, last)), row)
        if earlier != row:
            self.findings.add(row, "", "duplicate", row=earlier)
            return False
        if last == first:
            return True
        periods = self.pooled.setdefault(place, [])
        for other_first, other_last, other_row in periods:
            if first <= other_last and other_first <= last:
                self.findings.add(row, "period_start", "overlapping_periods", row=other_row)
                return False
        periods.append((first, last, row))
        return True


__all__ = ["LONG", "FigureFile", "FigureRow", "read_figures"]
