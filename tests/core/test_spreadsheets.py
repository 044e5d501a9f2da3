"""Files to calculate with: nothing runs, nothing changes, the same bytes twice."""

import csv
import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.utils.translation import gettext_lazy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kansrijkestart.core import spreadsheets
from kansrijkestart.core.spreadsheets import (
    Cell,
    Workbook,
    clean_text,
    csv_bytes,
    guard_text,
    plain_number,
    sheet_name,
    unguard_text,
    zip_files,
)
from kansrijkestart.core.tables_in import read_table

ON = date(2025, 1, 15)
NIGHT = datetime(2025, 1, 2)  # noqa: DTZ001  # spreadsheets know no time zones
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", " =", "'=", "''=", "＝", "|", "%"]
BODIES = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.example";"k")', "SUM(A1:A9)*2", "x", ""]
PLAIN = [
    "'s-Hertogenbosch",
    "'",
    "''",
    "http://x.example",
    "a;b,c\td",
    'a "b"',
    "_x0041_",
    " x ",
    "007",
]
PAYLOADS = [start + body for start in STARTS for body in BODIES] + PLAIN + ["mailto:a@b.example"]


def book_of(rows, header=("Naam",), **more):
    with Workbook(ON, title="Proef") as book:
        book.add_sheet("Blad", header, rows, **more)
    return book.content


def test_two_files_of_the_same_content_are_the_same_bytes():
    rows: list[list[Cell]] = [["Best", 3], ["=1+1", 2.5]]
    assert book_of(rows, ("a", "b")) == book_of(rows, ("a", "b"))
    assert csv_bytes(("a", "b"), rows, "dutch") == csv_bytes(("a", "b"), rows, "dutch")
    one, other = (
        zip_files({"b.csv": b"2", "a.csv": b"1"}),
        zip_files({"a.csv": b"1", "b.csv": b"2"}),
    )
    assert one == other


def test_no_payload_becomes_a_formula_or_a_link_in_a_workbook():
    content = book_of([[text] for text in PAYLOADS])
    cells = [
        row[0] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)
    ]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = b"".join(archive.read(name) for name in archive.namelist())
    for bad in (b"<f>", b"<hyperlink", b"externalLink"):
        assert bad not in inside


@pytest.mark.parametrize("variant", ["machine", "dutch"])
def test_no_payload_begins_a_csv_cell_as_a_formula(variant):
    text = csv_bytes(("Naam", "x"), [[p, 1] for p in PAYLOADS], variant).decode("utf-8-sig")
    delimiter = "," if variant == "machine" else ";"
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))[1:]
    assert [
        r for r in rows if r[0].lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    ] == []


@pytest.mark.parametrize("ending", ["machine.csv", "dutch.csv", "book.xlsx"])
def test_every_payload_comes_back_unchanged(ending):
    rows = [[text, "x"] for text in PAYLOADS]
    variant = ending.partition(".")[0]
    data = (
        book_of(rows, ("Naam", "b"))
        if ending.endswith("xlsx")
        else csv_bytes(("Naam", "b"), rows, variant)
    )
    table = read_table(data, ending, 1000, 10)
    assert table.findings == []
    expected = [p.replace("\r", "\n") for p in PAYLOADS] if ending.endswith("xlsx") else PAYLOADS
    assert [row.cells[0] for row in table.rows] == expected


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
@example("'s-Hertogenbosch")
@example("''\t=")
@settings(max_examples=120, deadline=None)
def test_guarding_is_undone_exactly(text):
    assert unguard_text(guard_text(text)) == text


def test_an_ordinary_apostrophe_is_left_alone():
    assert guard_text("'s-Hertogenbosch") == "'s-Hertogenbosch"
    assert guard_text("'=x") == "''=x"


def test_the_two_kinds_of_csv():
    header = ("naam", "waarde")
    rows: list[list[Cell]] = [["a;b", -3.5], ["c,d", None], ["e", date(2025, 1, 2)]]
    assert (
        csv_bytes(header, rows, "machine")
        == b'naam,waarde\r\na;b,-3.5\r\n"c,d",\r\ne,2025-01-02\r\n'
    )
    dutch = csv_bytes(header, rows, "dutch")
    assert dutch == '\ufeffnaam;waarde\r\n"a;b";-3,5\r\nc,d;\r\ne;2025-01-02\r\n'.encode()
    with pytest.raises(ValueError, match="variant"):
        csv_bytes(header, rows, "other")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1e21, "1000000000000000000000"),
        (Decimal("1.50"), "1.50"),
        (3, "3"),
    ],
)
def test_numbers_are_written_shortest_and_without_exponent(number, text):
    assert plain_number(number) == text


def test_cells_keep_their_kind_in_a_workbook():
    rows = [[-3, 2.5, Decimal("1.5"), ON, NIGHT, None, 10**15, gettext_lazy("Value")]]
    content = book_of(rows, tuple("abcdefgh"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert [cell.data_type for cell in cells] == ["n", "n", "n", "d", "d", "n", "s", "s"]
    assert cells[0].value == -3
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H2"
    assert sheet["A1"].font.bold


@pytest.mark.parametrize(
    "cell", [True, float("nan"), float("inf"), Decimal("NaN"), "x" * 32_768, "😀" * 16_384]
)
def test_what_a_cell_cannot_hold_is_refused(cell):
    with pytest.raises((TypeError, ValueError), match=r"cell|finite"):
        book_of([[cell]])


def test_too_many_rows_are_refused_before_starting_and_while_writing(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MAX_DATA_ROWS", 2)
    assert book_of([["a"], ["b"]])
    with pytest.raises(ValueError, match="more than 2 rows"):
        book_of([["a"]] * 3)
    with pytest.raises(ValueError, match="more than 2 rows"):
        book_of(["a"] for _ in range(3))


def test_a_row_of_another_width_is_refused():
    for write in (lambda: book_of([["a", "b"]]), lambda: csv_bytes(("a",), [["a", "b"]], "dutch")):
        with pytest.raises(ValueError, match="2 cells"):
            write()


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("a[b]:c*d?e/f\\g", (), "a b c d e f g"),
        ("x" * 40, (), "x" * 31),
        ("", (), "Blad"),
        ("'Best'", (), "Best"),
        ("Best", ("best",), "Best (2)"),
        ("y" * 31, ("y" * 31,), "y" * 27 + " (2)"),
        ("history", (), "History 1"),
    ],
)
def test_sheet_names_are_always_accepted(wanted, taken, name):
    assert sheet_name(wanted, taken) == name


def test_control_characters_are_left_out():
    assert clean_text("a\x00b\x0bc\ud800d\uffffe\tf\n") == "abcde\tf\n"


def test_notes_come_first_and_are_passed_over_when_read_back():
    rows: list[list[Cell]] = [["x", 1]]
    with Workbook(ON) as book:
        book.add_notes("Uitleg", ["Demonstratie: verzonnen.", "=1+1"])
        assert book.add_sheet("Cijfers", ("a", "b"), iter(rows)) == 1
    table = read_table(book.content, "x.xlsx", 10, 10)
    assert (table.header, table.rows[0].cells) == (["a", "b"], ["x", "1"])


def test_archives_have_fixed_dates_and_safe_names():
    with zipfile.ZipFile(io.BytesIO(zip_files({"b/é.csv": b"2", "a.csv": b"1"}))) as archive:
        assert archive.namelist() == ["a.csv", "b/é.csv"]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for name in ("../a", "/a", "a//b", "a\\b", "", "a\x00", "./a"):
        with pytest.raises(ValueError, match="safe name"):
            zip_files({name: b""})
