"""Files to calculate with: workbooks, two kinds of CSV and archives, the same bytes every time.

Text stays text: nothing a user typed becomes a formula or a link. See docs/adr/0010.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from math import isfinite
from types import TracebackType
from typing import Any, Literal, Self

from django.utils.functional import Promise

Cell = str | int | float | Decimal | date | Promise | None
Variant = Literal["machine", "dutch"]

MAX_DATA_ROWS = 1_048_575  # a sheet ends at row 1,048,576, and one is the header
MAX_COLUMNS = 16_384
MAX_CELL_TEXT = 32_767  # in UTF-16 units, as a spreadsheet counts
MOST_PRINTED = 250  # a header holds 255 with the code for its place
EXACT_INTEGER = 10**15  # a spreadsheet keeps fifteen digits
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Text that a spreadsheet may read as a formula, behind any number of apostrophes or blanks.
RISKY = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")
NAME_TROUBLE = re.compile(r"[\[\]:*?/\\]")
ARCHIVE_DATE = (1980, 1, 1, 0, 0, 0)


def clean_text(text: object) -> str:
    """Without the control characters that XML forbids; a file with them does not open."""
    return ILLEGAL.sub("", str(text))


def guard_text(text: str) -> str:
    """An apostrophe before text that a spreadsheet could take for a formula; undone on reading.

    Apostrophes that lead such text are counted in, so `'=x` becomes `''=x` and comes back as it
    was, and `'s-Hertogenbosch` is never touched.
    """
    return f"'{text}" if RISKY.match(text) else text


def unguard_text(text: str) -> str:
    """The inverse of `guard_text`, for what is read from CSV."""
    return text[1:] if text.startswith("'") and RISKY.match(text) else text


def plain_number(number: float | Decimal) -> str:
    """Shortest decimal notation that gives the same number back, without an exponent."""
    _finite(number)
    return format(Decimal(repr(number)) if isinstance(number, float) else Decimal(number), "f")


def _finite(number: float | Decimal) -> float:
    if not isfinite(number):
        raise ValueError("a cell cannot hold a number that is not finite")
    return float(number)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], variant: Variant) -> bytes:
    """A CSV file: `machine` (comma, decimal point, UTF-8) or `dutch` (semicolon, decimal comma,
    UTF-8 with a mark), which opens rightly by a double click in a Dutch spreadsheet program."""
    if variant not in ("machine", "dutch"):
        raise ValueError(f"unknown variant: {variant!r}")
    mark, delimiter, point = ("", ",", ".") if variant == "machine" else ("\ufeff", ";", ",")
    out = io.StringIO(newline="")
    out.write(mark)
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_csv_cell(name, point) for name in header])
    for row in rows:
        _check_width(header, row)
        writer.writerow([_csv_cell(cell, point) for cell in row])
    return out.getvalue().encode()


def _csv_cell(cell: Cell, point: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str | Promise):
        return guard_text(clean_text(cell))
    if isinstance(cell, bool):
        raise TypeError("a cell is text, a number or a date; write yes and no in words")
    if isinstance(cell, int | float | Decimal):
        return plain_number(cell).replace(".", point)
    return cell.isoformat()


def _check_width(header: Sequence[str], row: Sequence[Cell]) -> None:
    if len(row) != len(header):
        raise ValueError(f"a row has {len(row)} cells, its header has {len(header)}")


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """An archive with sorted names and fixed dates; names may have folders, never a way out."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            parts = name.split("/")
            if "\\" in name or ILLEGAL.search(name) or any(p in ("", ".", "..") for p in parts):
                raise ValueError(f"not a safe name inside an archive: {name!r}")
            info = zipfile.ZipInfo(name, ARCHIVE_DATE)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, files[name])
    return out.getvalue()


class Workbook:
    """An XLSX file built sheet by sheet; use it as a context manager and then ask `content`.

    `created` is the date that stands in the file: that of its data, not of this moment.
    `label` is printed above every sheet, so that no sheet goes about without it.
    Rows are written as they come and not kept in memory.
    """

    def __init__(
        self, created: date, *, title: str = "", language: str = "nl", label: str = ""
    ) -> None:
        import xlsxwriter  # only where a file is really written

        moment = (
            created
            if isinstance(created, datetime)
            else datetime(created.year, created.month, created.day, tzinfo=UTC)
        )
        self._out = io.BytesIO()
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        self._book: Any = xlsxwriter.Workbook(self._out, options)
        self._book.set_properties(
            {"title": clean_text(title), "created": moment.replace(tzinfo=None)}
        )
        self._bold = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._wrap = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._names: set[str] = set()
        self._language = language
        self._label = clean_text(label).replace("&", "&&")
        if len(self._label) > MOST_PRINTED:
            raise ValueError(f"a printed label has at most {MOST_PRINTED} characters")
        self._is_open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    @property
    def content(self) -> bytes:
        """The whole file; nothing can be added any more."""
        self._close()
        return self._out.getvalue()

    def _close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._book.close()

    def add_notes(self, name: str, lines: Sequence[str]) -> None:
        """A sheet of plain lines, such as the demonstration label and how to read the file."""
        sheet = self._add(name)
        sheet.set_column(0, 0, 100, self._wrap)
        for number, line in enumerate(lines):
            self._write(sheet, number, 0, clean_text(line) or None, self._wrap)

    def add_sheet(
        self,
        name: str,
        header: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        widths: Sequence[int] = (),
        *,
        fixed_columns: int = 0,
    ) -> int:
        """A table under a bold, frozen header with filters; returns its number of rows.

        ``fixed_columns`` stay in sight too when a wide table is moved sideways.
        Refuses what does not fit instead of cutting it off.
        """
        _check_size(name, header, rows)
        sheet = self._add(name)
        for column, words in enumerate(header):
            width = (
                widths[column] if column < len(widths) else min(max(len(str(words)) + 4, 10), 40)
            )
            sheet.set_column(column, column, width)
            self._write(sheet, 0, column, str(words), self._bold)
        sheet.freeze_panes(1, fixed_columns)
        count = 0
        for count, row in enumerate(rows, start=1):
            if count > MAX_DATA_ROWS:
                raise ValueError(_too_many(name))
            _check_width(header, row)
            for column, cell in enumerate(row):
                self._write(sheet, count, column, cell)
        sheet.autofilter(0, 0, count, len(header) - 1)
        return count

    def _add(self, name: str) -> Any:
        clear = sheet_name(name, self._names)
        self._names.add(clear.casefold())
        sheet = self._book.add_worksheet(clear)
        if self._label:
            sheet.set_header(f"&L{self._label}")
        return sheet

    def _write(self, sheet: Any, row: int, column: int, cell: Cell, look: Any = None) -> None:
        if cell is None:
            return
        if isinstance(cell, bool):
            raise TypeError("a cell is text, a number or a date; write yes and no in words")
        if isinstance(cell, str | Promise):
            sheet.write_string(row, column, _fitting(clean_text(cell)), look)
        elif isinstance(cell, int | float | Decimal):
            if isinstance(cell, int) and abs(cell) >= EXACT_INTEGER:
                sheet.write_string(row, column, str(cell), look)
            else:
                sheet.write_number(row, column, _finite(cell), look)
        else:
            sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), self._date)  # noqa: DTZ001


def _fitting(text: str) -> str:
    """Text as XLSX can hold it: its line ends are line feeds, and too much of it is refused."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_CELL_TEXT // 2 and len(text.encode("utf-16-le")) // 2 > MAX_CELL_TEXT:
        raise ValueError(f"a cell holds at most {MAX_CELL_TEXT} characters")
    return text


def _check_size(name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Say that it does not fit before starting, when the number of rows is already known."""
    if not 0 < len(header) <= MAX_COLUMNS:
        raise ValueError(f"a sheet has 1 to {MAX_COLUMNS} columns: {name}")
    if isinstance(rows, Sequence) and len(rows) > MAX_DATA_ROWS:
        raise ValueError(_too_many(name))


def _too_many(name: str) -> str:
    return f"sheet {name!r} would have more than {MAX_DATA_ROWS} rows; use CSV or split it"


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """A name that every spreadsheet program accepts: 31 characters, no brackets, used once."""
    text = NAME_TROUBLE.sub(" ", clean_text(wanted).replace("\n", " ")).strip().strip("'").strip()
    base = " ".join(text.split())[:31].rstrip(" '") or "Blad"
    if base.casefold() == "history":  # reserved
        base = "History 1"
    name, number, seen = base, 1, set(taken)
    while name.casefold() in seen:
        number += 1
        end = f" ({number})"
        name = base[: 31 - len(end)].rstrip() + end
    return name
