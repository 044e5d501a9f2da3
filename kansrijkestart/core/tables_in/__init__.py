"""Reading an uploaded table: either a clean table, or findings that say what to do where."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePosixPath

from kansrijkestart.core.tables_in.csv_file import read_csv
from kansrijkestart.core.tables_in.findings import (
    MAX_FINDINGS,
    Broken,
    Finding,
    Kind,
    Record,
    Row,
    Table,
    UnreadableError,
)
from kansrijkestart.core.tables_in.xlsx_file import ERRORS, read_xlsx

__all__ = ["Finding", "Row", "Table", "read_table"]

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_INSIDE = "EncryptedPackage".encode("utf-16-le")
MAX_KNOWN = 100_000
TEXT_ENDINGS = (".csv", ".txt", ".tsv")


def read_table(data: bytes, filename: str, max_rows: int, max_columns: int) -> Table:
    """Header and rows as text, with the row numbers of the file; never raises on what is in it.

    Rows without any content are left out. Names of columns lose blanks around them, cells do not.
    The name of the file only says what the user means; its content decides.
    """
    kind: Kind = ""
    try:
        kind = _kind(data, filename)
        source = read_csv(data) if kind == "csv" else read_xlsx(data, max_rows, max_columns)
        return _Reading(kind, max_rows, max_columns).run(source)
    except UnreadableError as error:
        return Table(kind=kind, findings=[error.finding], is_stopped=True)


def _kind(data: bytes, filename: str) -> Kind:
    ending = PurePosixPath(filename.lower()).suffix
    if not data:
        raise UnreadableError("empty_file")
    if data.startswith(OLE):
        raise UnreadableError("encrypted" if ENCRYPTED_INSIDE in data else "old_excel")
    if ending == ".xlsm":
        raise UnreadableError("macro")
    if data.startswith(ZIP) and ending == ".xlsx":
        return "xlsx"
    if ending in TEXT_ENDINGS and not data.startswith(ZIP) and b"%PDF-" not in data[:1024]:
        return "csv"
    raise UnreadableError("damaged" if ending == ".xlsx" else "unknown_kind")


class _Reading:
    """Goes through the records once and collects rows and findings."""

    def __init__(self, kind: Kind, max_rows: int, max_columns: int) -> None:
        self.kind, self.max_rows, self.max_columns = kind, max_rows, max_columns
        self.header: list[str] = []
        self.rows: list[Row] = []
        self.findings: list[Finding] = []
        self.known: dict[str, str] = {}

    def run(self, records: Iterable[Record]) -> Table:
        numbered = enumerate(records, start=1)
        is_stopped = False
        try:
            self._read_header(numbered)
            self._read_rows(numbered)
        except UnreadableError as error:
            self.findings.append(error.finding)
            is_stopped = True
        self._drop_empty_columns()
        if not self.rows and not self.findings:
            self.findings.append(Finding(None, None, "no_rows"))
        return Table(self.header, self.rows, self.kind, self.findings, is_stopped)

    def _read_header(self, numbered: Iterator[tuple[int, Record]]) -> None:
        """The first record with content names the columns; only its last blank ones may go."""
        for number, record in islice(numbered, self.max_rows + 1):
            if isinstance(record, Broken):
                raise UnreadableError(record.code, number)
            if not _has_content(record):
                continue
            if len(_trimmed(record)) > self.max_columns:
                raise UnreadableError("too_many_columns", number, limit=self.max_columns)
            record = self._cleaned(number, record)
            self.header = [name.strip() for name in record[: self.max_columns]]
            self._check_names(number)
            return
        raise UnreadableError("no_header")

    def _check_names(self, number: int) -> None:
        counts = Counter(name.casefold() for name in self.header if name)
        seen: set[str] = set()
        for column, name in enumerate(self.header, start=1):
            if counts[name.casefold()] > 1 and name.casefold() not in seen:
                seen.add(name.casefold())
                finding = Finding(number, column, "duplicate_header", {"name": name})
                self.findings.append(finding)
        for column, name in enumerate(_trimmed(self.header), start=1):
            if not name:
                finding = Finding(number, column, "empty_header", {"number": column})
                self.findings.append(finding)

    def _read_rows(self, numbered: Iterator[tuple[int, Record]]) -> None:
        for number, record in numbered:
            if isinstance(record, Broken):
                self.findings.append(Finding(number, None, record.code))
            else:
                self._read_row(number, record)
            if len(self.findings) >= MAX_FINDINGS:
                self.findings.append(Finding(None, None, "more_findings"))
                return

    def _read_row(self, number: int, record: list[str]) -> None:
        if not _has_content(record):
            return
        if len(self.rows) >= self.max_rows:
            raise UnreadableError("too_many_rows", number, limit=self.max_rows)
        record = self._cleaned(number, record)
        columns = len(self.header)
        cells = record if len(record) <= columns else _trimmed(record, columns)
        if len(cells) != columns:
            values: dict[str, str | int] = {"cells": len(cells), "columns": columns}
            self.findings.append(Finding(number, None, "ragged_row", values))
            return
        if len(self.known) < MAX_KNOWN:  # the same text is kept once
            cells = list(map(self.known.setdefault, cells, cells))
        self.rows.append(Row(number, cells))

    def _cleaned(self, number: int, record: list[str]) -> list[str]:
        """Report what may not stand in a cell, and return the cells without it."""
        together = "\t".join(record)
        if not CONTROL.search(together) and not (self.kind == "xlsx" and "#" in together):
            return record
        cells = list(record)
        for column, cell in enumerate(record, start=1):
            if CONTROL.search(cell):
                self.findings.append(Finding(number, column, "control_character"))
                cells[column - 1] = CONTROL.sub("", cell)
            elif self.kind == "xlsx" and cell in ERRORS:
                self.findings.append(Finding(number, column, "cell_error", {"value": cell}))
                cells[column - 1] = ""
        return cells

    def _drop_empty_columns(self) -> None:
        """Columns at the end without name and content, as spreadsheets like to leave behind."""
        named = len(_trimmed(self.header))
        for column in range(named, len(self.header)):
            if any(row.cells[column].strip() for row in self.rows):
                finding = Finding(None, column + 1, "empty_header", {"number": column + 1})
                self.findings.append(finding)
        if named == len(self.header):
            return
        self.header = self.header[:named]
        self.rows = [Row(row.number, row.cells[:named]) for row in self.rows]


def _has_content(record: list[str]) -> bool:
    return any(map(str.strip, record))


def _trimmed(record: list[str], at_least: int = 0) -> list[str]:
    """Without the blank cells at its end."""
    end = len(record)
    while end > at_least and not record[end - 1].strip():
        end -= 1
    return record[:end]
