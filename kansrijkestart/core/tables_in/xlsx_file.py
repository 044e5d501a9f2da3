"""XLSX, looked over from outside before any library opens it."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from kansrijkestart.core.tables_in.findings import UnreadableError

MAX_MEMBERS = 1000
MAX_UNPACKED = 200 * 1024 * 1024
CHUNK = 1024 * 1024
CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>")  # a cell with something in it
PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,4})(\d{1,9})["']""")
DOCTYPE = b"<!DOCTYPE"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)
ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def read_xlsx(data: bytes, max_rows: int, max_columns: int) -> Iterator[list[str]]:
    """Rows of the first visible sheet with a table of two columns or more, else of the first.

    So the sheet of notes with which our own files begin is passed over.
    """
    inspect(data, max_rows, max_columns)
    rows = _open(data)
    for number, row in enumerate(rows, start=1):
        yield [_text(value, number, column) for column, value in enumerate(row, start=1)]


def inspect(data: bytes, max_rows: int, max_columns: int) -> None:
    """Refuse what could exhaust memory or is no plain workbook, reading it piece by piece."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive.infolist())
            for info in archive.infolist():
                _check_member(archive, info, max_rows, max_columns)
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
) -> None:
    """Really unpack it: the size it claims is then also the size it has."""
    is_sheet = info.filename.lower().startswith("xl/worksheets/")
    before = b""
    with archive.open(info) as member:
        while chunk := member.read(CHUNK):
            piece = before + chunk
            if DOCTYPE in piece.upper():
                raise UnreadableError("damaged")
            if b"macroEnabled" in piece and info.filename == "[Content_Types].xml":
                raise UnreadableError("macro")
            if is_sheet:
                _check_places(piece, max_rows, max_columns)
            before = piece[-512:]


def _check_places(piece: bytes, max_rows: int, max_columns: int) -> None:
    """One filled cell far away would make a reader reserve everything in between."""
    for cell in CELL.finditer(piece):
        place = PLACE.search(cell[1])
        if place is None:
            continue
        if int(place[2]) > max_rows + 1:
            raise UnreadableError("too_many_rows", limit=max_rows)
        if _column_number(place[1]) > max_columns:
            raise UnreadableError("too_many_columns", limit=max_columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _open(data: bytes) -> list[list[Any]]:
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        visible = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        chosen: list[list[Any]] | None = None
        for name in visible:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if rows and len(rows[0]) > 1:
                return rows
            chosen = rows if chosen is None else chosen
    except calamine.PasswordError as error:
        raise UnreadableError("encrypted") from error
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, OSError) as error:
        raise UnreadableError("damaged") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader gave up on a malformed part
            raise
        raise UnreadableError("damaged") from error
    return chosen or []


def _text(value: object, row: int, column: int) -> str:
    """A cell as a person would type it: no float noise, dates as year-month-day."""
    if isinstance(value, str):
        if value in ERRORS:
            raise UnreadableError("cell_error", row, column, value=value)
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return plain(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time | datetime | timedelta):
        return str(value)
    return "" if value is None else str(value)


def plain(value: float) -> str:
    """2021 for 2021.0 and 0.3 for 0.30000000000000004: a spreadsheet keeps fifteen digits."""
    digits = Decimal(f"{value:.15g}")
    if not digits.is_finite():
        return str(value)
    text = format(digits, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
