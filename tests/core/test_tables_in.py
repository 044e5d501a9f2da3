"""Uploaded tables: a clean table, or findings that say where and what to do."""

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijkestart.core.spreadsheets import csv_bytes
from kansrijkestart.core.tables_in import Table, read_table
from kansrijkestart.core.tables_in.findings import MAX_FINDINGS, MESSAGES, Finding

TEXT = "naam;aantal\r\nReusel–De Mierden;1,5\r\nGemert é;2\r\n"
ROWS = [["Reusel–De Mierden", "1,5"], ["Gemert é", "2"]]


def read(data: bytes, name: str = "x.csv", rows: int = 100, columns: int = 20) -> Table:
    return read_table(data, name, rows, columns)


def codes(data: bytes, name: str = "x.csv", rows: int = 100, columns: int = 20) -> list[tuple]:
    found = read(data, name, rows, columns).findings
    assert all(f.message for f in found)
    return [(f.row, f.column, f.code) for f in found]


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
