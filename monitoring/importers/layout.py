"""The columns of a file of figures: long (a row per figure) or wide (a column per year)."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from kansrijkestart.core.tables_in import Row, Table
from monitoring.importers.cells import read_year
from monitoring.importers.findings import Finding, Findings

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
# Words beside the key, which are not stored: they must not be those of the opposite indicator.
WORDS = ("indicator_name", "definition")


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
    words: str = ""


def cells_of(table: Table, findings: Findings) -> Iterator[Cells]:
    """Check the header and give the figures one by one."""
    names = [name.lower() for name in table.header]
    years = list(dict.fromkeys(name for name in names if read_year(name)))
    is_wide = bool(years) and not {"period_start", "period_end"} & set(names)
    _check_header(table, (*WIDE, *years) if is_wide else LONG, findings)
    _mute_unread(table, names, findings)
    return _wide(table, names, years) if is_wide else _long(table, names)


def _mute_unread(table: Table, names: list[str], findings: Findings) -> None:
    """A cell that could not be read is told once, not again as an empty one."""
    for row, columns in table.unread_cells.items():
        findings.mute(row, _with_companions({names[column - 1] for column in columns}))


def _with_companions(columns: set[str]) -> set[str]:
    """Numbers are judged together: without one of them nothing can be said of the others."""
    return columns | set(TOGETHER) if columns & set(TOGETHER) else columns


def from_table(one: object, table: Table) -> Finding:
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
        if name in wanted or name in WORDS:
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
    words = [names.index(name) for name in WORDS if name in names]
    for row in table.rows:
        cells = [*row.cells, ""]
        said = " ".join(cells[place] for place in words) if words else ""
        yield Cells._make([row.number, *[cells[place] for place in places], "value", said])


def _wide(table: Table, names: list[str], years: list[str]) -> Iterator[Cells]:
    key = [_place(names, name) for name in WIDE]
    columns = [(names.index(year), year) for year in years]
    words = [names.index(name) for name in WORDS if name in names]
    for row in table.rows:
        said = " ".join(row.cells[place] for place in words)
        for one in _wide_row(row, key, columns):
            yield one._replace(words=said) if said else one


def _wide_row(row: Row, key: list[int], columns: list[tuple[int, str]]) -> Iterator[Cells]:
    """One figure per year; there is no place for counts, nor for provisional."""
    cells = [*row.cells, ""]
    indicator, area, division = (cells[place] for place in key)
    for place, year in columns:
        counts, text = ("", ""), row.cells[place]
        yield Cells(row.number, indicator, area, division, year, year, *counts, text, "", "", year)
