"""A number that may be a BSN is found however it is written; what is none is left alone."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, example, given
from hypothesis import strategies as st

from kansrijkestart.core.personal_numbers import (
    find_personal_number,
    passes_eleven_test,
    phones_in,
    refuse_personal_number,
    refuse_personal_numbers,
)


def eleven(eight: str) -> str:
    """Return nine digits that pass the test, or nothing when no last digit makes them do so."""
    total = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), eight, strict=True))
    last = total % 11
    return f"{eight}{last}" if last < 10 and int(eight) else ""


NUMBERS = st.text("0123456789", min_size=8, max_size=8).map(eleven).filter(bool)
WORDS = st.sampled_from(["", "Mevrouw ", "bsn:", "(", "Zie 12 gezinnen, ", "bel 06 12345678, "])
BETWEEN = st.sampled_from([" ", ".", "-", "\N{NO-BREAK SPACE}", ". ", " - "])


@given(NUMBERS, WORDS, BETWEEN, st.sets(st.integers(1, 8)), st.sampled_from(["", ")", ". Bel."]))
@example("123456782", "", ".", {4, 6}, "")
@example("012345672", "", " ", set(), " 1 gezin")
def test_a_number_is_found_however_it_is_cut(number, before, between, cuts, after):
    written = "".join(
        (between if place in cuts else "") + digit for place, digit in enumerate(number)
    )
    assert passes_eleven_test(number)
    if any(phones_in(written)):
        return  # 040-... reads as a telephone number, and is one far more often
    assert find_personal_number(before + written + after)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_nine_digits_that_fail_the_test_are_left_alone(number):
    assume(not passes_eleven_test(number))
    assert not find_personal_number(number)
    assert not find_personal_number(f"{number[:4]}.{number[4:6]}.{number[6:]}")


@given(
    st.integers(10_000_000, 99_999_999).map(str),
    st.sampled_from(
        ["06 {}", "06-{}", "06{}", "+31 6 {}", "0031 6{}", "(040) {:.3} {:.2} {:.2}", "+31(0)6{}"]
    ),
    st.booleans(),
)
def test_a_telephone_number_is_never_taken_for_one(digits, shape, in_pairs):
    shown = " ".join(digits[place : place + 2] for place in range(0, 8, 2)) if in_pairs else digits
    text = f"Bel {shape.format(shown, digits[3:5], digits[5:7])}, elke dag."
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
