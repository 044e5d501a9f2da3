"""A file of figures becomes rows to store, or findings; never some of each.

The columns are those of the contract, long (a row per figure) or wide (a column per year).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from kansrijkestart.core import clock
from kansrijkestart.core.tables_in import Row, Table, read_table
from monitoring.choices import ValueKind
from monitoring.importers.catalogue import Area, Catalogue, Version
from monitoring.importers.cells import read_year
from monitoring.importers.findings import Finding, Findings
from monitoring.importers.numbers import NumberReader

LONG = (
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
WIDE = LONG[:3]
TOGETHER = ("numerator", "denominator", "value", "status")
MAX_ROWS, MAX_COLUMNS = 500_000, 60
FIRST_PERIOD, FIRST_DIVISION = 1990, 2000


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


class Cells(NamedTuple):
    """One figure as it stands in the file."""

    row: int
    indicator: str
    area: str
    division_year: str
    period_start: str
    period_end: str
    numerator: str
    denominator: str
    value: str
    status: str
    provisional: str
    value_column: str = "value"


def read_figures(data: bytes, filename: str, catalogue: Catalogue) -> FigureFile:
    """Read a file against what is known; whatever is in it, the answer is rows or findings."""
    table = read_table(data, filename, MAX_ROWS, MAX_COLUMNS)
    in_table = [_from_table(one, table) for one in table.findings]
    if table.is_stopped:
        return FigureFile(findings=in_table)
    findings = Findings()
    names = [name.lower() for name in table.header]
    years = list(dict.fromkeys(name for name in names if read_year(name)))
    is_wide = bool(years) and not {"period_start", "period_end"} & set(names)
    _check_header(table, (*WIDE, *years) if is_wide else LONG, findings)
    _mute_unread(table, names, findings)
    cells = _wide(table, names, years) if is_wide else _long(table, names)
    rows = _Reading(catalogue, findings).run(cells)
    if in_table or findings.total:
        return FigureFile(findings=findings.all(in_table))
    return FigureFile(rows=rows)


def _mute_unread(table: Table, names: list[str], findings: Findings) -> None:
    """A cell that could not be read is told once, not again as an empty one."""
    for row, columns in table.unread_cells.items():
        findings.mute(row, _with_companions({names[column - 1] for column in columns}))


def _with_companions(columns: set[str]) -> set[str]:
    """Numbers are judged together: without one of them nothing can be said of the others."""
    return columns | set(TOGETHER) if columns & set(TOGETHER) else columns


def _from_table(one: object, table: Table) -> Finding:
    """A finding of the reader of tables, with the name of its column."""
    column = getattr(one, "column", None)
    name = table.header[column - 1] if column and column <= len(table.header) else ""
    said = str(getattr(one, "message", ""))
    place = name or (str(column) if column else "")
    return Finding(getattr(one, "row", None), place, str(getattr(one, "code", "")), said=said)


def _check_header(table: Table, wanted: tuple[str, ...], findings: Findings) -> None:
    """All columns and no others; the order is free."""
    names = [name.lower() for name in table.header]
    missing = [name for name in wanted if name not in names]
    for name in missing:
        findings.add(1, name, "missing_column", name=name)
    for name in names:
        if name in wanted:
            continue
        close = get_close_matches(name, missing, 1, 0.6)
        if close:
            findings.add(1, name, "unknown_column_close", name=name, close=close[0])
        else:
            findings.add(1, name, "unknown_column", name=name)
    findings.mute(None, _with_companions(set(missing)))


def _place(names: list[str], name: str) -> int:
    """Where a column stands; one that is missing is found in the empty cell behind the last."""
    return names.index(name) if name in names else len(names)


def _long(table: Table, names: list[str]) -> Iterator[Cells]:
    places = [_place(names, name) for name in LONG]
    for row in table.rows:
        cells = [*row.cells, ""]
        yield Cells._make([row.number, *[cells[place] for place in places], "value"])


def _wide(table: Table, names: list[str], years: list[str]) -> Iterator[Cells]:
    key = [_place(names, name) for name in WIDE]
    columns = [(names.index(year), year) for year in years]
    for row in table.rows:
        yield from _wide_row(row, key, columns)


def _wide_row(row: Row, key: list[int], columns: list[tuple[int, str]]) -> Iterator[Cells]:
    """One figure per year; there is no place for counts, nor for provisional."""
    cells = [*row.cells, ""]
    first = [cells[place] for place in key]
    for place, year in columns:
        yield Cells._make((row.number, *first, year, year, "", "", row.cells[place], "", "", year))


class _Reading:
    """Goes through the figures once, remembers what cells meant and collects what is wrong."""

    def __init__(self, catalogue: Catalogue, findings: Findings) -> None:
        self.catalogue, self.findings = catalogue, findings
        self.last_year = clock.today().year
        self.areas: dict[tuple[str, str], Area | None] = {}
        self.versions: dict[tuple[str, str, str], Version | None] = {}
        self.seen: dict[tuple[int | None, ...], int] = {}
        self.pooled: dict[tuple[int | None, ...], list[tuple[int, int, int]]] = {}
        self.numbers = NumberReader(findings)

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
        return FigureRow._make((cells.row, *place, years[1], years[2], *numbers))

    def years(self, cells: Cells) -> tuple[int, int, int] | None:
        """Division year, first and last year of the period."""
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
        earlier = self.seen.setdefault((*place, first, last), row)
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


__all__ = ["FigureFile", "FigureRow", "read_figures"]
