"""CSV as municipalities send it: three separators, three encodings."""

import codecs
import csv
import io
from collections.abc import Iterator

from kansrijkestart.core.spreadsheets import unguard_text
from kansrijkestart.core.tables_in.findings import Broken, Record, UnreadableError

DELIMITERS = ";,\t"
LONGEST_CELL = 131_072
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
BEGINNING = 400  # bytes that tell UTF-16 without a mark: every other one is then zero


def read_csv(data: bytes) -> Iterator[Record]:
    """Records of a CSV file, the first being its header."""
    text = decode(data)
    start = text.lstrip()[:5].lower()
    if start.startswith(("<", "%pdf", "{\\rtf")):  # a web page or document under another name
        raise UnreadableError("unknown_kind")
    delimiter, text, skipped = _delimiter(text)
    yield from ([] for _ in range(skipped))
    yield from _records(io.StringIO(text, newline="").readlines(), delimiter)


def _records(lines: list[str], delimiter: str) -> Iterator[Record]:
    """After a record with broken quotes, go on at the line below where it began."""
    start = 0
    while start < len(lines):
        reader = csv.reader(lines[start:] if start else lines, delimiter=delimiter, strict=True)
        done = 0
        try:
            for record in reader:
                done = reader.line_num
                yield [unguard_text(cell) if cell[:1] == "'" else cell for cell in record]
        except csv.Error:
            yield Broken("broken_quotes")
            start += done + 1
        else:
            return


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16, both with or without a mark, else Windows-1252."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode(data.removeprefix(mark), encoding)
    if encoding := _unmarked(data[:BEGINNING]):
        return _decode(data, encoding)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _decode(data, "cp1252")


def _unmarked(beginning: bytes) -> str:
    """Which UTF-16 it is: a header in plain letters has a zero beside nearly every one of them."""
    half = len(beginning) // 2
    even, odd = beginning[0::2].count(0), beginning[1::2].count(0)
    if half < 4 or len(beginning) % 2:
        return ""
    if odd > 0.9 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.9 * half and odd < 0.1 * half else ""


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("wrong_encoding") from error


def _delimiter(text: str) -> tuple[str, str, int]:
    """The separator that cuts the header into most parts, or the one a first line `sep=` names."""
    first, _, rest = text.partition("\n")
    named = first.rstrip("\r").removeprefix("sep=")
    if first.startswith("sep=") and named in tuple(DELIMITERS):
        return named, rest, 1
    return max(DELIMITERS, key=lambda mark: _columns(text[:LONGEST_CELL], mark)), text, 0


def _columns(text: str, delimiter: str) -> int:
    """Columns of the first record that has anything in it."""
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip(DELIMITERS + " ") for cell in record):
                return len(record)
    except csv.Error:
        return 0
    return 0
