"""Files of figures: rows or findings, whatever is in them."""

import io
import unicodedata
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitoring.importers.catalogue import Area, Catalogue, Version, fold
from monitoring.importers.cells import read_count, read_value
from monitoring.importers.figures import LONG, read_figures

HEADER = ";".join(LONG)


def catalogue():
    eindhoven = Area("GM0772", "Eindhoven", municipality=772)
    gone = Area("GM0003", "Appingedam", municipality=3, valid_until=date(2021, 1, 1))
    ggd = Area("GG2207", "GGD Brabant-Zuidoost", region=7)
    country = Area("NL", "Nederland")
    return Catalogue(
        versions={
            "big2": [Version(1, 1, "percent", 2010, 2016), Version(2, 2, "percent", 2017, None)],
            "births": [Version(3, 1, "count", None, None)],
        },
        codes={area.code: area for area in (eindhoven, gone, ggd, country)},
        names={fold("Eindhoven"): [eindhoven], fold("'s-Hertogenbosch"): [eindhoven, ggd]},
        successors={3: ["Eemsdelta (GM1979)"]},
    )


def read(*rows, header=HEADER, name="cijfers.csv", encoding="utf-8"):
    return read_figures("\n".join([header, *rows]).encode(encoding), name, catalogue())


def codes(file):
    return [(one.row, one.column, one.code) for one in file.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_row_is_read_in_every_encoding_and_with_every_separator(encoding, separator):
    row = separator.join(["big2", "GM0772", "2023", "2021", "2021", "40", "200", "", "value", "ja"])
    file = read(row, header=HEADER.replace(";", separator), encoding=encoding)
    assert file.findings == []
    [found] = file.rows
    assert (found.definition, found.municipality, found.region) == (2, 772, None)
    assert (found.numerator, found.denominator, found.value) == (40, 200, Decimal("20.0000"))
    assert found.is_provisional


@pytest.mark.parametrize(
    ("area", "place"),
    [
        ("GM0772", (772, None)),
        ("gm0772", (772, None)),
        ("772", (772, None)),
        ("EINDHOVEN ", (772, None)),
        ("GG2207", (None, 7)),
        ("NL", (None, None)),
    ],
)
def test_an_area_is_known_by_code_number_and_name(area, place):
    [found] = read(f"big2;{area};2023;2021;2021;40;200;20,0;;").rows
    assert (found.municipality, found.region) == place


@pytest.mark.parametrize(
    ("key", "year", "pk"), [("big2", 2015, 1), ("big2", 2018, 2), ("big2:1", 2015, 1)]
)
def test_the_definition_follows_the_period(key, year, pk):
    [found] = read(f"{key};GM0772;2020;{year};{year};40;200;;;").rows
    assert found.definition == pk


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("big;GM0772;2023;2021;2021;40;200;;;", ("indicator", "unknown_indicator_close")),
        ("zzzzzz;GM0772;2023;2021;2021;40;200;;;", ("indicator", "unknown_indicator")),
        ("big2:9;GM0772;2023;2021;2021;40;200;;;", ("indicator", "unknown_version")),
        ("big2:1;GM0772;2023;2021;2021;40;200;;;", ("period_start", "no_definition")),
        ("big2;Eindhovne;2023;2021;2021;40;200;;;", ("area", "unknown_area_close")),
        ("big2;GM9999;2023;2021;2021;40;200;;;", ("area", "unknown_area")),
        ("big2;'s-Hertogenbosch;2023;2021;2021;40;200;;;", ("area", "ambiguous_area")),
        ("big2;GM0003;2023;2021;2021;40;200;;;", ("area", "area_not_then_successor")),
        ("big2;GM0772;23;2021;2021;40;200;;;", ("division_year", "not_a_year")),
        ("big2;GM0772;2023;2021;2999;40;200;;;", ("period_end", "year_out_of_range")),
        ("big2;GM0772;2023;2021;2020;40;200;;;", ("period_end", "period_backwards")),
        ("big2;GM0772;2023;2021;2021;201;200;;;", ("numerator", "numerator_too_big")),
        ("big2;GM0772;2023;2021;2021;-4;200;;;", ("numerator", "negative")),
        ("big2;GM0772;2023;2021;2021;0;0;;;", ("denominator", "denominator_zero")),
        ("big2;GM0772;2023;2021;2021;1_0;200;;;", ("numerator", "not_whole")),
        ("big2;GM0772;2023;2021;2021;４０;200;;;", ("numerator", "not_whole")),
        ("big2;GM0772;2023;2021;2021;4;99999999999999999;;;", ("denominator", "too_large")),
        ("big2;GM0772;2023;2021;2021;40;;20,0;;", ("denominator", "counts_incomplete")),
        ("big2;GM0772;2023;2021;2021;40;200;21,1;;", ("value", "value_differs")),
        ("big2;GM0772;2023;2021;2021;;;120,0;;", ("value", "value_out_of_range")),
        ("big2;GM0772;2023;2021;2021;;;twintig;;", ("value", "not_a_number")),
        ("big2;GM0772;2023;2021;2021;;;1e1;;", ("value", "not_a_number")),
        ("births;GM0772;2023;2021;2021;;;2.395;;", ("value", "ambiguous_number")),
        ("big2;GM0772;2023;2021;2021;;;;misschien;", ("status", "unknown_status")),
        ("big2;GM0772;2023;2021;2021;;;;value;", ("value", "status_without_value")),
        ("big2;GM0772;2023;2021;2021;40;200;;suppressed;", ("value", "value_with_status")),
        ("big2;GM0772;2023;2021;2021;;;x;;", None),
        ("big2;GM0772;2023;2021;2021;n.v.t.;;x;;", ("value", "contradicting_signs")),
        ("big2;GM0772;2023;2021;2021;40;200;;;misschien", ("provisional", "unknown_provisional")),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(row, finding):
    file = read(row)
    assert codes(file) == ([(2, *finding)] if finding else [])
    assert all(one.message and "%(" not in one.message for one in file.findings)
    assert not (file.findings and file.rows)


@pytest.mark.parametrize(
    ("sign", "kind"),
    [
        ("<10", "suppressed"),
        ("x", "suppressed"),
        (".", "not_available"),
        ("-", "not_available"),
        ("n.b.", "not_available"),
        ("n.v.t.", "not_applicable"),
        ("", "not_available"),
    ],
)
def test_a_sign_for_no_value_is_never_zero(sign, kind):
    [found] = read(f"big2;GM0772;2023;2021;2021;{sign};;{sign};;").rows
    assert (found.kind, found.value, found.numerator, found.denominator) == (kind, None, None, None)


def test_a_zero_is_a_value():
    [found] = read("big2;GM0772;2023;2021;2021;0;200;0;;").rows
    assert (found.kind, found.value, found.numerator) == ("value", 0, 0)


def test_the_value_may_differ_by_one_unit_of_its_rounding():
    assert read("big2;GM0772;2023;2021;2021;1;3;33,3;;").rows
    assert read("big2;GM0772;2023;2021;2021;1;3;33;;").rows
    assert codes(read("big2;GM0772;2023;2021;2021;1;3;33,5;;")) == [(2, "value", "value_differs")]


def test_two_decimal_signs_in_one_column_are_refused():
    file = read(
        "big2;GM0772;2023;2021;2021;;;20,1;;",
        "big2;NL;2023;2021;2021;;;20.2;;",
    )
    assert codes(file) == [(3, "value", "mixed_decimals")]


def test_the_same_figure_twice_is_found_under_another_name():
    file = read(
        "big2;GM0772;2023;2021;2021;40;200;;;",
        "big2:2;Eindhoven;2023;2021;2021;40;200;;;",
    )
    assert codes(file) == [(3, "", "duplicate")]
    assert "2" in file.findings[0].message


def test_sliding_periods_are_refused():
    file = read(
        "big2;GM0772;2023;2017;2020;40;200;;;",
        "big2;GM0772;2023;2018;2021;40;200;;;",
        "big2;GM0772;2023;2021;2021;40;200;;;",
    )
    assert codes(file) == [(3, "period_start", "overlapping_periods")]


def test_everything_wrong_is_told_at_once():
    file = read(
        "zzzzzz;GM9999;2023;2021;2021;-1;0;x;soms;wie weet",
        "big2;GM0772;2023;2021;2021;40;200;;;",
        "big2;GM0772;2023;2021;2021;201;200;;;",
    )
    assert {one.row for one in file.findings} == {2, 4}
    assert {one.column for one in file.findings if one.row == 2} == {
        "indicator",
        "area",
        "numerator",
        "status",
        "provisional",
    }


def test_missing_and_unknown_columns_are_named():
    file = read("x", header=HEADER.replace("period_end", "periodend").replace(";status", ";foo"))
    assert [one.code for one in file.findings] != []
    file = read(
        "big2;GM0772;2023;2021;2021;40;200;;;",
        header=HEADER.replace("period_end", "periodend").replace("status", "opmerking"),
    )
    assert set(codes(file)) == {
        (1, "period_end", "missing_column"),
        (1, "status", "missing_column"),
        (1, "periodend", "unknown_column_close"),
        (1, "opmerking", "unknown_column"),
    }


def test_one_structural_mistake_hides_no_other():
    file = read(
        "zzzzzz;GM0772;2023;2021;2021;40;200;;;",
        "big2;GM0772;2023",
        "big2;GM9999;20\x0023;2021;2021;40;200;;;",
        '"big2;GM0772;2023;2021;2021;40;200;;;',
        "big2;GM0772;1890;2021;2021;201;200;;;",
    )
    assert codes(file) == [
        (2, "indicator", "unknown_indicator"),
        (3, "", "ragged_row"),
        (4, "division_year", "control_character"),
        (4, "area", "unknown_area"),
        (5, "", "broken_quotes"),
        (6, "division_year", "year_out_of_range"),
        (6, "numerator", "numerator_too_big"),
    ]
    assert not file.rows


def test_a_missing_column_hides_no_mistake_in_the_others():
    short = HEADER.replace(";numerator", "")
    file = read("big2;GM9999;2023;2021;1890;200;;;", header=short)
    assert codes(file) == [
        (1, "numerator", "missing_column"),
        (2, "period_end", "year_out_of_range"),
        (2, "area", "unknown_area"),
    ]


def test_a_cell_with_an_error_of_excel_is_told_once():
    book = openpyxl.Workbook()
    for row in (
        LONG,
        ["big2", "GM0772", 2023, 2021, 2021, "#N/A", 200, "", "value", ""],
        ["big2", "#REF!", 2023, 2021, 1890, 40, "#N/A", "", "", ""],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert codes(read_figures(out.getvalue(), "cijfers.xlsx", catalogue())) == [
        (2, "numerator", "cell_error"),
        (3, "area", "cell_error"),
        (3, "denominator", "cell_error"),
        (3, "period_end", "year_out_of_range"),
    ]


def test_a_column_per_year_becomes_a_row_per_year():
    file = read("big2;GM0772;2023;20,1;<10;", header="indicator;area;division_year;2019;2020;2021")
    assert [(one.period_start, one.kind, one.value) for one in file.rows] == [
        (2019, "value", Decimal("20.1")),
        (2020, "suppressed", None),
        (2021, "not_available", None),
    ]


@pytest.mark.parametrize("data", [b"", HEADER.encode(), b"%PDF-1.4", b"PK\x03\x04zzz"])
def test_a_file_without_rows_is_an_error(data):
    file = read_figures(data, "cijfers.csv", catalogue())
    assert file.findings
    assert file.rows == []


@pytest.mark.parametrize(("text", "number"), [("12,3", "12.3"), ("12.3", "12.3"), ("0", "0")])
def test_both_decimal_signs_are_read(text, number):
    assert read_value(text).number == Decimal(number)


@pytest.mark.parametrize("text", ["1.234", "1,5", "+5", "٣", "0x10", "1 000", "inf", "nan"])
def test_a_count_is_plain_digits(text):
    assert read_count(text).problem


def test_each_column_has_its_own_decimal_sign():
    header = "indicator;area;division_year;2019;2020"
    assert read("big2;GM0772;2023;20,1;20.1", "big2;NL;2023;20,2;20.2", header=header).rows
    mixed = read("big2;GM0772;2023;20,1;20.1", "big2;NL;2023;1.234;20.2", header=header)
    assert codes(mixed) == [(3, "2019", "mixed_decimals")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_a_mark(encoding):
    assert read("big2;Eindhoven;2023;2021;2021;40;200;;;", encoding=encoding).rows


@pytest.mark.parametrize("text", ["'s-Hertogenbosch", "Súdwest-Fryslân", "Sudwest-Fryslan"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_known_however_its_accents_are_written(text, form):
    place = Area("GM1900", text, municipality=1900)
    known = Catalogue(names={fold("'s-Hertogenbosch"): [place], fold("Súdwest-Fryslân"): [place]})
    assert known.find_areas(unicodedata.normalize(form, f" {text.upper()} ")) == [place]


PAIR = {"late": "early", "early": "late"}
CALLED = {
    "late": ("Start zorg na de 10e week", "Care started after week 10"),
    "early": ("Start zorg voor de 10e week", "Care started before week 10"),
}


def read_pair(*rows, header=HEADER, name="cijfers.csv", about=""):
    known = catalogue()
    known.versions |= {
        "late": [Version(8, 1, "percent", None, None)],
        "early": [Version(9, 1, "percent", None, None)],
    }
    known.opposites, known.called = PAIR, CALLED
    return read_figures("\n".join([header, *rows]).encode(), name, known, about=about)


def test_opposites_that_make_a_whole_are_read():
    file = read_pair(
        "late;GM0772;2023;2021;2021;40;200;;;",
        "early;GM0772;2023;2021;2021;160;200;;;",
        "late;NL;2023;2021;2021;;;13,4;;",
        "early;NL;2023;2021;2021;;;86,7;;",
        "late;GM0772;2023;2022;2022;<10;;;;",
        "early;GM0772;2023;2022;2022;160;200;;;",
    )
    assert file.findings == []


@pytest.mark.parametrize(
    "second",
    [
        "early;GM0772;2023;2021;2021;40;200;;;",  # the same counts under the other key
        "early;GM0772;2023;2021;2021;159;200;;;",
        "early;GM0772;2023;2021;2021;;;20,0;;",
    ],
)
def test_opposites_that_make_no_whole_are_refused(second):
    file = read_pair("late;GM0772;2023;2021;2021;40;200;;;", second)
    assert [(row, code) for row, _column, code in codes(file)] == [(3, "opposites_differ")]
    assert "late" in file.findings[0].message
    assert "early" in file.findings[0].message


@pytest.mark.parametrize(
    ("words", "is_refused"),
    [
        ("Start zorg na de 10e week", False),
        ("Start zorg voor de 10e week", True),
        ("Start zorg vóór week 10", True),
        ("care started BEFORE week 10", True),
        ("Cijfers voor gemeenten", False),
        ("", False),
    ],
)
def test_a_row_does_not_carry_the_words_of_the_opposite(words, is_refused):
    row = f"late;GM0772;2023;2021;2021;40;200;;;;{words}"
    found = codes(read_pair(row, header=f"{HEADER};indicator_name"))
    assert found == ([(2, "indicator_name", "opposite_words")] if is_refused else [])


@pytest.mark.parametrize("words", ["name", "about"])
def test_a_file_does_not_carry_the_name_of_the_opposite(words):
    text = "start_zorg_voor_de_10e_week"
    told = {"name": f"{text}.csv"} if words == "name" else {"about": text.replace("_", " ")}
    file = read_pair("late;GM0772;2023;2021;2021;40;200;;;", **told)
    assert codes(file) == [(None, "", "opposite_about")]
    both = ("late;GM0772;2023;2021;2021;40;200;;;", "early;NL;2023;2021;2021;40;200;;;")
    assert read_pair(*both, **told).findings == []


def test_words_beside_the_key_are_not_stored_and_not_needed():
    row = "big2;GM0772;2023;2021;2021;40;200;;;;BIG2;een tekst"
    assert read(row, header=f"{HEADER};indicator_name;definition").rows == read(row[:-15]).rows


def test_progress_is_told_while_a_long_file_is_read(monkeypatch):
    monkeypatch.setattr("monitoring.importers.figures.TOLD_EVERY", 2)
    told = []
    rows = [f"big2;GM0772;2023;{year};{year};40;200;;;" for year in range(2010, 2020)]
    data = "\n".join([HEADER, *rows]).encode()
    read_figures(data, "a.csv", catalogue(), progress=lambda *step: told.append(step))
    assert told == [(2, 10), (4, 10), (6, 10), (8, 10), (10, 10)]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a"]))
def test_any_bytes_give_rows_or_findings(data, name):
    file = read_figures(data, name, catalogue())
    assert bool(file.rows) != bool(file.findings)


CELL = st.one_of(
    st.sampled_from(["big2", "births", "GM0772", "NL", "2021", "2023", "40", "200", "20,0", "<10"]),
    st.text(
        st.characters(blacklist_categories=["Cs"], blacklist_characters=';\n\r"\x00'), max_size=12
    ),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(CELL, min_size=10, max_size=10), min_size=1, max_size=5))
def test_any_cells_give_rows_or_findings_with_a_message(rows):
    file = read(*[";".join(row) for row in rows])
    assert not (file.rows and file.findings)
    assert all(one.message for one in file.findings)
