"""Uploaded workbooks: what Excel makes of a table, and files that are hostile or broken."""

import io
import struct
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijkestart.core.tables_in import xlsx_file as xlsx
from tests.core.test_tables_in import codes, read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
