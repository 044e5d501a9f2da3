"""Uploaded tables: a clean table, or findings that say where and what to do."""

import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijkestart.core.spreadsheets import csv_bytes
from kansrijkestart.core.tables_in import Table, read_table
from kansrijkestart.core.tables_in import xlsx_file as xlsx
from kansrijkestart.core.tables_in.findings import MAX_FINDINGS, MESSAGES, Finding

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TEXT = "naam;aantal\r\nReusel–De Mierden;1,5\r\nGemert é;2\r\n"
ROWS = [["Reusel–De Mierden", "1,5"], ["Gemert é", "2"]]


def read(data: bytes, name: str = "x.csv", rows: int = 100, columns: int = 20) -> Table:
    return read_table(data, name, rows, columns)


def codes(data: bytes, name: str = "x.csv", rows: int = 100, columns: int = 20) -> list[tuple]:
    found = read(data, name, rows, columns).findings
    assert all(f.message for f in found)
    return [(f.row, f.column, f.code) for f in found]


def xlsx_of(rows, change=None) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, replace=None, add=None) -> bytes:
    """The same archive with members replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, content in (add or {}).items():
            new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_gives_the_same_table(encoding):
    table = read(TEXT.encode(encoding))
    assert table.findings == []
    assert table.kind == "csv"
    assert table.header == ["naam", "aantal"]
    assert [row.cells for row in table.rows] == ROWS
    assert [row.number for row in table.rows] == [2, 3]


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_every_separator_is_found(mark):
    table = read(f'a{mark} b \n"x;y,z\tw"{mark}2\n'.encode())
    assert (table.header, table.rows[0].cells) == (["a", "b"], ["x;y,z\tw", "2"])


def test_a_first_line_may_name_the_separator():
    table = read(b"sep=;\r\na,b;c\r\n1;2\r\n")
    assert (table.header, table.rows) == (["a,b", "c"], [(3, ["1", "2"])])


def test_blank_rows_are_left_out_and_numbers_stay_those_of_the_file():
    assert [row.number for row in read(b"a;b\n\n;\n1;2\n\n3;4\n").rows] == [4, 6]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (None, None, "empty_file")),
        (b"\n\n;;\n", (None, None, "no_header")),
        (b"a;b\n", (None, None, "no_rows")),
        (b"a;A\n1;2\n", (1, 1, "duplicate_header")),
        (b"a;;c\n1;2;3\n", (1, 2, "empty_header")),
        (b"a;b;\n1;2;3\n", (None, 3, "empty_header")),
        (b"a;b\n1\n", (2, None, "ragged_row")),
        (b"a;b\n1;2;3\n", (2, None, "ragged_row")),
        (b"a;b\n1;2\x00\n", (2, 2, "control_character")),
        (b"a;b\n1;2\x07\n", (2, 2, "control_character")),
        (b"a\x00;b\n1;2\n", (1, 1, "control_character")),
        (b'a;b\n1;2\n"1;2\n', (3, None, "broken_quotes")),
        (b"\xff\xfea\x00;", (None, None, "wrong_encoding")),
        (b"\x81\x8d;b\n1;2\n", (None, None, "wrong_encoding")),
        (b"<html><table>", (None, None, "unknown_kind")),
        (b"\xef\xbb\xbf <?xml version='1.0'?>", (None, None, "unknown_kind")),
        (b"%PDF-1.7 a;b", (None, None, "unknown_kind")),
        (b"PK\x03\x04", (None, None, "unknown_kind")),
    ],
)
def test_each_mistake_in_csv_is_found_at_its_place(data, expected):
    assert codes(data) == [expected]


def test_one_mistake_hides_no_other_and_leaves_the_rows_to_look_at():
    data = b'a;b\n1\n1;2\x00\n"1;2\n3;4\n"x"y;2\n5;6;7\n8;9\n'
    table = read(data)
    assert codes(data) == [
        (2, None, "ragged_row"),
        (3, 2, "control_character"),
        (4, None, "broken_quotes"),
        (6, None, "broken_quotes"),
        (7, None, "ragged_row"),
    ]
    assert table.rows == [(3, ["1", "2"]), (5, ["3", "4"]), (8, ["8", "9"])]
    assert not table.is_stopped


def test_every_error_of_excel_is_found():
    rows = [["a", "b"], ["#N/A", 1], [2, "#DIV/0!"]]
    data = xlsx_of(rows)
    assert codes(data, "x.xlsx") == [(2, 1, "cell_error"), (3, 2, "cell_error")]
    assert read(data, "x.xlsx").unread_cells == {2: {1}, 3: {2}}


def test_an_error_on_another_sheet_is_no_error_of_the_table():
    def change(book):
        book.active.title = "Toelichting & bron"
        book.active["A1"] = "#REF!"
        sheet = book.create_sheet("Cijfers <2024>")
        for row in (["a", "b"], [1, "#N/A"]):
            sheet.append(row)

    assert codes(xlsx_of([], change), "x.xlsx") == [(2, 2, "cell_error")]


def test_only_a_file_that_cannot_be_read_stops_early():
    for data in (b"", b"\xff\xfea\x00;", b'"a;b\n1;2\n'):
        assert read(data).is_stopped
    assert read(b"a;b\n1;2\n1;2\n", rows=1).is_stopped


def test_limits_on_rows_and_columns():
    assert codes(b"a;b\n1;2\n1;2\n1;2\n", rows=2) == [(4, None, "too_many_rows")]
    assert codes(b"a;b\n1;2\n1;2\n", rows=2) == []
    assert codes(b"a;b;c\n1;2;3\n", columns=2) == [(1, None, "too_many_columns")]


def test_the_number_of_findings_has_an_end():
    found = codes(b"a;b\n" + b"1\n" * 500, rows=1000)
    assert len(found) == MAX_FINDINGS + 1
    assert found[-1] == (None, None, "more_findings")


def test_a_workbook_gives_text_without_float_noise():
    moment = datetime(2025, 1, 2, 3, 4, 5)  # noqa: DTZ001  # spreadsheets know no time zones
    values = [
        2021.0,
        0.1 + 0.2,
        1e-7,
        12345678901,
        date(2025, 1, 2),
        moment,
        True,
        "007",
        None,
        -0.0,
    ]
    table = read(xlsx_of([list("abcdefghij"), values]), "x.XLSX")
    assert table.findings == []
    assert table.kind == "xlsx"
    assert table.rows[0].cells == [
        "2021",
        "0.3",
        "0.0000001",
        "12345678901",
        "2025-01-02",
        "2025-01-02 03:04:05",
        "1",
        "007",
        "",
        "0",
    ]


def test_hidden_sheets_are_passed_over_and_row_numbers_hold():
    def change(book):
        book.active.sheet_state = "hidden"
        sheet = book.create_sheet("Cijfers")
        sheet["A3"], sheet["B3"], sheet["A5"], sheet["B5"] = "a", "b", 1, 2

    table = read(xlsx_of([["geheim", "x"], [1, 2]], change), "x.xlsx")
    assert (table.header, table.rows) == (["a", "b"], [(5, ["1", "2"])])


def far(place):
    return xlsx_of([["a", "b"], [1, 2]], lambda book: book.active.__setitem__(place, 1))


def many_parts():
    return repacked(xlsx_of([["a", "b"]]), add={f"xl/media/{i}.txt": b"" for i in range(1001)})


def doctype():
    name = "xl/worksheets/sheet1.xml"
    return repacked(
        xlsx_of([["a", "b"]]), {name: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'}
    )


def lying_size():
    """A member that claims to be small and unpacks to more."""
    data = bytearray(repacked(xlsx_of([["a", "b"], [1, 2]]), add={"xl/z.bin": b"0" * 100_000}))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = data.rfind(
            signature, 0, data.rfind(b"xl/z.bin") if at == 24 else data.find(b"xl/z.bin")
        )
        data[place + at : place + at + 4] = struct.pack("<I", 10)
    return bytes(data)


@pytest.mark.parametrize(
    ("make", "name", "code"),
    [
        (lambda: far("A5000"), "x.xlsx", "too_many_rows"),
        (lambda: far("XFD1"), "x.xlsx", "too_many_columns"),
        (lambda: far("XFD1048576"), "x.xlsx", "too_many_rows"),
        (many_parts, "x.xlsx", "too_many_parts"),
        (doctype, "x.xlsx", "damaged"),
        (lying_size, "x.xlsx", "damaged"),
        (lambda: repacked(xlsx_of([["a"]]), add={"xl/vbaProject.bin": b"x"}), "x.xlsx", "macro"),
        (lambda: xlsx_of([["a", "b"], [1, 2]]), "x.xlsm", "macro"),
        (lambda: xlsx_of([["a", "b"], [1, 2]]), "x.csv", "unknown_kind"),
        (lambda: xlsx_of([["a", "b"], [1, 2]]), "x.ods", "unknown_kind"),
        (lambda: xlsx_of([["a", "b"], [1, 2]])[:900], "x.xlsx", "damaged"),
        (lambda: repacked(xlsx_of([["a"]]), {"xl/workbook.xml": b"<a/>"}), "x.xlsx", "damaged"),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "encrypted"),
        (lambda: OLE + b"old", "x.xls", "old_excel"),
        (lambda: b"a;b\n1;2\n", "x.xlsx", "damaged"),
        (lambda: b"", "x.xlsx", "empty_file"),
        (lambda: xlsx_of([]), "x.xlsx", "no_header"),
        (lambda: xlsx_of([["a", "b"]]), "x.xlsx", "no_rows"),
        (lambda: xlsx_of([["a", "b"], ["=1/0", 2]]), "x.xlsx", None),
    ],
)  # fmt: skip
def test_hostile_and_broken_workbooks_are_refused_with_a_reason(make, name, code):
    found = [f[2] for f in codes(make(), name)]
    assert found == ([code] if code else [])


def test_a_workbook_that_unpacks_too_big_is_refused_before_opening(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_UNPACKED", 1000)
    assert codes(xlsx_of([["a", "b"], [1, 2]]), "x.xlsx") == [(None, None, "unpacks_too_big")]


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=8)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_what_was_written_is_read(rows):
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    for variant in ("machine", "dutch"):
        table = read(csv_bytes(("a", "b"), rows, variant))
        kept = [row.cells for row in table.rows]
        assert kept == rows or any(f.code == "control_character" for f in table.findings)


@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.xlsx", "x", "", "../x.txt"]))
@settings(max_examples=120, deadline=None)
def test_any_bytes_give_a_table_or_findings(data, name):
    for content in (data, b"a;b\n" + data):
        table = read(content, name)
        assert table.findings or table.rows


@pytest.fixture(scope="module")
def workbook():
    """One file for every example: a workbook holds the moment it was made, so two may differ."""
    return xlsx_of([["a", "b"], [1, 2]])


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_mutated_workbook_gives_a_table_or_findings(data, workbook):
    content = bytearray(workbook)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    table = read(bytes(content), "x.xlsx")
    assert table.findings or table.rows


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_says_what_to_do_in_dutch(code):
    values: dict[str, str | int] = {
        "value": "#N/A",
        "number": 2,
        "name": "jaar",
        "cells": 3,
        "columns": 2,
        "limit": 10,
    }
    finding = Finding(1, 1, code, values)
    with override("en"):
        english = finding.message
    with override("nl"):
        assert finding.message != english
        assert finding.message.count(".") >= 2
