"""A number that may be a BSN is found however it is written; what is none is left alone."""

from datetime import date, timedelta
from itertools import product
from time import perf_counter

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kansrijkestart.core.personal_numbers import (
    DATES,
    ZERO_LEFT_OUT,
    find_personal_number,
    passes_eleven_test,
    phones_in,
    plain,
    refuse_personal_number,
    refuse_personal_number_in_address,
    refuse_personal_numbers,
)


def eleven(eight: str) -> str:
    """Return nine digits that pass the test, or nothing when no last digit makes them do so."""
    total = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), eight, strict=True))
    last = total % 11
    return f"{eight}{last}" if last < 10 and int(eight) else ""


NUMBERS = st.text("0123456789", min_size=8, max_size=8).map(eleven).filter(bool)
WORDS = st.sampled_from(["", "Mevrouw ", "bsn:", "(", "Zie 12 gezinnen, ", "bel 06 12345678, "])
SEPARATORS = [" ", ".", "-", ",", "/", ":", "_", "\N{MIDDLE DOT}", "(", ") ", "\n", "\N{EN DASH}"]
SEPARATORS += ["\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}", ". ", " - ", "    "]
BETWEEN = st.sampled_from(["", *SEPARATORS])
AFTER = st.sampled_from(["", ")", ". Bel."])


def something_else(text):
    """040-... reads as a telephone number and 1-2-2025 as a date, and is one far more often."""
    shown = plain(text)
    others = (*phones_in(shown), ZERO_LEFT_OUT.search(shown), DATES.search(shown))
    return any(others)


@given(NUMBERS, WORDS, st.lists(BETWEEN, min_size=9, max_size=9), AFTER)
@example("123456782", "", ["", "", "", "", ".", "", ".", "", ""], "")
@example("012345672", "", [""] * 9, " 1 gezin")
def test_a_number_is_found_however_it_is_cut(number, before, between, after):
    written = "".join(cut + digit for cut, digit in zip(["", *between[1:]], number, strict=True))
    assert passes_eleven_test(number)
    if not something_else(written):
        assert find_personal_number(before + written + after)


DAYS = (date(2019, 8, 1), date(2020, 7, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 2, 9))
SHAPES = ("{0.day}-{0.month}-{0.year}", "{0:%d-%m-%Y}", "{0:%d/%m/%Y}", "{0:%Y-%m-%d}")


@pytest.mark.parametrize("shape", [*SHAPES, "{0.day}-{0.month}-{0:%y}", "{0.year}"])
@pytest.mark.parametrize("between", [" - ", "/", "-", " \N{EN DASH} ", " / ", ", "])
def test_two_dates_are_never_taken_for_one(shape, between):
    for first, last in product(DAYS, DAYS):
        written = between.join([shape.format(first), shape.format(last)])
        assert not find_personal_number(f"Van {written} (3 maanden), 14 gemeenten.")


def test_every_day_with_the_last_of_its_year_is_left_alone():
    first = date(2023, 1, 1)
    for number in range(3 * 365):
        day = first + timedelta(days=number)
        written = f"{day.day}-{day.month}-{day.year}"
        assert not find_personal_number(f"{written} - 31-12-{day.year}")
        assert not find_personal_number(f"{written}/1-1-{day.year + 1}")


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "1-", "1.1-2 ", "(", " ", "06 1", "+31", "1-1-2025 ", "14 0", "1_ "]
)
def test_a_long_text_takes_no_long_time(piece):
    begun = perf_counter()
    find_personal_number(piece * (20_000 // len(piece)))
    assert perf_counter() - begun < 2


@given(st.text("0123456789", min_size=9, max_size=9))
def test_nine_digits_that_fail_the_test_are_left_alone(number):
    assume(not passes_eleven_test(number))
    assert not find_personal_number(number)
    assert not find_personal_number(f"{number[:4]}.{number[4:6]}.{number[6:]}")


@given(
    st.integers(10_000_000, 99_999_999).map(str),
    st.sampled_from(
        ["06 {0}", "06-{0}", "06{0}", "+31 6 {0}", "0031 6{0}", "(040) {1} {2} {3}", "+31(0)6{0}"]
    ),
    st.booleans(),
)
def test_a_telephone_number_is_never_taken_for_one(digits, shape, in_pairs):
    shown = " ".join(digits[place : place + 2] for place in range(0, 8, 2)) if in_pairs else digits
    text = f"Bel {shape.format(shown, digits[:3], digits[3:5], digits[5:7])}, elke dag."
    assert not find_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "14 040",
        "0800 1234567",
        "040 123 45 67",
        "KvK 12345678",
        "NL91 ABNA 0417 1643 00",
        "van 1-12-2025 10.30 uur",
        "2024 2025 2026",
        "000000000",
        "1234567820",
        "012345678 2x",
        "1-8-2019 - 31-7-2020",
        "40 1234567",
        "40 123 45 67",
        "(0)40 123 45 67",
        "6 12345678",
        "+32 475 12 34 56",
        "2019-2022 3 gezinnen",
        "14 040, 06 12345678",
    ],
)
def test_other_numbers_are_left_alone(text):
    assert not find_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456782",
        "123.456.782",
        "1234 56 782",
        "1 2 3 4 5 6 7 8 2",
        "１２３４５６７８２",
        "1234\N{ZERO WIDTH SPACE}56782",
        "112 123456782",
        "123456782 06 12345678",
        "012345672 1",
        "1234-56.782",
        "1234,56,782",
        "1234–56–782",
        "1234\N{NON-BREAKING HYPHEN}56\N{NON-BREAKING HYPHEN}782",
        "1234_56_782",
        "1234:56:782",
        "1234·56·782",
        "(1234)56782",
        "1234 (56) 782",
        "1234\n56782",
        "1234    56782",
        "14 012.345.672",
        "+31 123456782",
        "+32 123456782",
        "1-1-2025 123456782",
    ],
)
def test_a_hidden_number_is_found(text):
    assert find_personal_number(text)


def test_the_refusal_says_what_to_do_at_its_own_field():
    with pytest.raises(ValidationError) as refused:
        refuse_personal_numbers(text="Mevrouw 123456782", contact="040 123 45 67")
    assert set(refused.value.message_dict) == {"text"}
    assert "123456782" in refused.value.message_dict["text"][0]
    with pytest.raises(ValidationError):
        refuse_personal_number("1234.56.782")
    refuse_personal_numbers(text="", contact="Niets bijzonders")


@pytest.mark.parametrize("address", ["123456782", "?bsn=1234.56.782", "dossier/1234%2056782#top"])
def test_an_address_with_a_number_is_refused(address):
    with pytest.raises(ValidationError):
        refuse_personal_number_in_address(f"https://example.org/{address}")


@pytest.mark.parametrize("address", ["1234/56/782", "?p=1234&q=56782", "2025-01-15/123456789", ""])
def test_the_parts_of_an_address_are_looked_at_one_by_one(address):
    refuse_personal_number_in_address(f"https://example.org/{address}")
