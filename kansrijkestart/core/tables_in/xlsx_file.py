"""XLSX, looked over from outside before any library opens it."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import Any

from kansrijkestart.core.tables_in.findings import UnreadableError

MAX_MEMBERS = 1000
MAX_UNPACKED = 200 * 1024 * 1024
CHUNK = 1024 * 1024
CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>")  # a cell with something in it
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["']""")
COLUMN_OF_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,4})\d{1,9}["']""")
ROW_OF_PLACE = re.compile(rb"""\br\s*=\s*["'][A-Za-z]{1,4}(\d{1,9})["']""")
DOCTYPE = b"<!DOCTYPE"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
ERROR_CELL = re.compile(rb"""\bt\s*=\s*["']e["']""")
ERROR_TEXT = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})<")
SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
ERRORS = (
    "#BLOCKED!",
    "#CALC!",
    "#DIV/0!",
    "#FIELD!",
    "#GETTING_DATA",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#SPILL!",
    "#VALUE!",
)
Errors = dict[str, dict[tuple[int, int], str]]  # per part: text by row and column, from 1


def read_xlsx(data: bytes, max_rows: int, max_columns: int) -> Iterator[list[str]]:
    """Rows of the first visible sheet with a table of two columns or more, else of the first.

    So the sheet of notes with which our own files begin is passed over.
    """
    errors = inspect(data, max_rows, max_columns)
    name, rows = _open(data)
    inside = errors.get(_part_of(data, name), {}) if errors else {}
    for number, row in enumerate(rows, start=1):
        cells = list(map(_text, row))
        for column in range(1, len(cells) + 1) if inside else ():
            cells[column - 1] = inside.get((number, column), "") or cells[column - 1]
        yield cells


def inspect(data: bytes, max_rows: int, max_columns: int) -> Errors:
    """Refuse what could exhaust memory or is no plain workbook, reading it piece by piece.

    Returns the cells with an error, which the library that opens the workbook shows as empty.
    """
    errors: Errors = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive.infolist())
            for info in archive.infolist():
                found = _check_member(archive, info, max_rows, max_columns)
                if found:
                    errors[info.filename.lower()] = found
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
    ) as error:
        raise UnreadableError("damaged") from error
    except RuntimeError as error:  # how zipfile says that a member has a password
        raise UnreadableError("encrypted") from error
    return errors


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise UnreadableError("too_many_parts")
    if sum(info.file_size for info in members) > MAX_UNPACKED:
        raise UnreadableError("unpacks_too_big")
    names = {info.filename.lower() for info in members}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise UnreadableError("macro")
    if any(info.flag_bits & 1 for info in members):
        raise UnreadableError("encrypted")
    if not {"[content_types].xml", "xl/workbook.xml"} <= names or len(names) < len(members):
        raise UnreadableError("unknown_kind")


def _check_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, max_rows: int, max_columns: int
) -> dict[tuple[int, int], str]:
    """Really unpack it: the size it claims is then also the size it has."""
    is_sheet = info.filename.lower().startswith("xl/worksheets/")
    before = b""
    errors: dict[tuple[int, int], str] = {}
    with archive.open(info) as member:
        while chunk := member.read(CHUNK):
            piece = before + chunk
            if DOCTYPE in piece.upper():
                raise UnreadableError("damaged")
            if b"macroEnabled" in piece and info.filename == "[Content_Types].xml":
                raise UnreadableError("macro")
            if is_sheet:
                errors.update(_check_places(piece, max_rows, max_columns))
            before = piece[-512:]
    return errors


def _check_places(
    piece: bytes, max_rows: int, max_columns: int
) -> Iterator[tuple[tuple[int, int], str]]:
    """One filled cell far away would make a reader reserve everything in between."""
    attributes = b"\n".join(CELL.findall(piece))
    if any(int(row) > max_rows + 1 for row in set(ROW_OF_PLACE.findall(attributes))):
        raise UnreadableError("too_many_rows", limit=max_rows)
    if any(_column_number(one) > max_columns for one in set(COLUMN_OF_PLACE.findall(attributes))):
        raise UnreadableError("too_many_columns", limit=max_columns)
    if ERROR_CELL.search(attributes):
        yield from _errors_in(piece)


def _errors_in(piece: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for cell in CELL.finditer(piece):
        place = PLACE.search(cell[1])
        if place is not None and ERROR_CELL.search(cell[1]):
            said = ERROR_TEXT.search(piece, cell.end(), cell.end() + 500)
            text = said[1].decode("ascii", "replace") if said else ""
            where = (int(place[2]), _column_number(place[1]))
            yield where, text if text in ERRORS else "#VALUE!"


def _part_of(data: bytes, name: str) -> str:
    """The part of the archive that holds the sheet of this name, as the workbook says."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = {one.lower(): one for one in archive.namelist()}
        book = archive.read(names["xl/workbook.xml"])
        links = archive.read(names.get("xl/_rels/workbook.xml.rels", names["xl/workbook.xml"]))
    targets = {one.get("Id"): one.get("Target", "") for one in _attributes(RELATION, links)}
    for sheet in _attributes(SHEET, book):
        if sheet.get("name") == name:
            link = next((text for key, text in sheet.items() if key.endswith(":id")), "")
            target = targets.get(link, "").lower()
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return ""


def _attributes(tag: re.Pattern[bytes], text: bytes) -> Iterator[dict[str, str]]:
    for found in tag.finditer(text):
        yield {
            one[1].decode(): unescape((one[2] or one[3] or b"").decode("utf-8", "replace"))
            for one in ATTRIBUTE.finditer(found[1])
        }


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


@contextmanager
def _opening() -> Iterator[None]:
    """What the library says of a bad workbook, as findings."""
    import python_calamine as calamine

    try:
        yield
    except calamine.PasswordError as error:
        raise UnreadableError("encrypted") from error
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError) as error:
        raise UnreadableError("damaged") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader gave up on a malformed part
            raise
        raise UnreadableError("damaged") from error


def _open(data: bytes) -> tuple[str, Iterator[list[Any]]]:
    """The chosen sheet and its rows from the first one on, one at a time."""
    import python_calamine as calamine

    chosen: Any = None
    with _opening():
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            if sheet.end and sheet.end[1] > 0:
                return name, _rows(sheet)
            chosen = chosen or sheet
    return (chosen.name, _rows(chosen)) if chosen else ("", iter(()))


def _rows(sheet: Any) -> Iterator[list[Any]]:
    """Rows from the first of the sheet, with the empty cells to the left of what is filled."""
    if not sheet.start:
        return
    left = sheet.start[1]
    with _opening():
        for row in sheet.iter_rows():
            yield [""] * left + row if left else row


def _text(value: object) -> str:
    """A cell as a person would type it: no float noise, dates as year-month-day."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return plain(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time | datetime | timedelta):
        return str(value)
    return "" if value is None else str(value)


@lru_cache(maxsize=20_000)
def plain(value: float) -> str:
    """2021 for 2021.0 and 0.3 for 0.30000000000000004: a spreadsheet keeps fifteen digits."""
    digits = Decimal(f"{value:.15g}")
    if not digits.is_finite():
        return str(value)
    text = format(digits, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
