"""Numbers that belong to a person: a citizen service number (BSN) is kept nowhere on this site.

Nine digits that pass the eleven test, also with something between them that is no letter: points,
blanks, dashes, brackets, a new line. Telephone numbers, dates and years from-to are left alone.
Dates of birth and names are not looked for: too much else looks like them.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DIGITS: Final = 9
WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
DIVISOR: Final = 11
# What a Dutch number begins with after its 0: a mobile one, or the areas and services there are.
AREA: Final = (
    r"(?:6|1[0135-8]|2[02-69]|3[0-68]|4[0135-9]|5[0-9]|7[0-9]|8[04578]|90)"  # none begins with 12
)
ENDS: Final = r"(?![\W_]{0,4}\d)"
# One telephone number as people write it: with its country, whole, with its area, or a short one.
PHONE: Final = re.compile(
    rf"""(?<![\d+])(?:
    (?:\+|00)(?:31[ .\-/]{{0,2}}(?:\(0\)[ .\-]{{0,2}})?(?={AREA})|32[ .\-/]{{0,2}}(?=4[5-9]))
        [1-9](?:[ .\-]?\d){{7}}\d
    | (?P<abroad>(?:\+|00)(?!31)\d{{2}}[ .\-/]{{0,2}}(?:\(0\)[ .\-]{{0,2}})?[1-9](?:[ .\-]?\d){{8}})
    | 0[1-9]\d{{8}}
    | \(?0(?={AREA})[1-9]\)?[ .\-/]{{1,3}}\d(?:[ .\-]{{0,2}}\d){{6}}\d
    | \(?0(?={AREA})[1-9]\d\)?[ .\-/]{{1,3}}\d(?:[ .\-]{{0,2}}\d){{5}}\d
    | \(?0(?={AREA})[1-9]\d\d\)?[ .\-/]{{1,3}}\d(?:[ .\-]{{0,2}}\d){{4}}\d
    | 0[89]00[ .\-]{{0,3}}\d{{4}}(?:[ .\-]?\d{{3}})?{ENDS}
    | 14[ ]?0\d{{2,3}}{ENDS}
    )(?!\d)""",
    re.VERBOSE,
)
# The same without its 0, which nobody can call as it stands: with a blank or hyphen after the area.
ZERO_LEFT_OUT: Final = re.compile(
    rf"""(?<!\d)(?<!\d[\W_])(?:
    \(0\)[ .\-]?(?={AREA})[1-9](?:[ .\-]?\d){{7}}\d
    | 6[ \-][1-9]\d(?:\d{{6}}|(?:[ ]\d\d){{3}})
    | (?!6)(?={AREA})\d\d[ \-]\d{{3}}(?:\d{{4}}|[ ]\d{{4}}|[ ]\d\d[ ]\d\d)
    ){ENDS}""",
    re.VERBOSE,
)


def _day(number: int) -> str:
    """Return the pattern of a date with its year; ``number`` names its groups."""
    day, month, year = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
    return (
        rf"(?:{day}(?P<a{number}>[-/.]){month}(?P=a{number}){year}"
        rf"|{year}(?P<b{number}>[-/.]){month}(?P=b{number}){day})(?!\d)"
    )


SHORT_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.]\d\d(?!\d)"
# Two dates (then the year may be short), one date, or two years.
DATES: Final = re.compile(
    rf"""(?<!\d)(?<!\d[-/.])(?:
    {_day(1)}[\W_]{{1,4}}{_day(2)}
    | {_day(3)}
    | {SHORT_DAY}[\W_]{{1,4}}{SHORT_DAY}
    | (?:19|20)\d\d[\W_]{{1,3}}(?:19|20)\d\d(?!\d)
    )(?![-/.]\d)""",
    re.VERBOSE,
)
# Digits with hardly anything between them.
RUN: Final = re.compile(r"\d+(?:[\W_]{1,4}\d+)*")
GROUP: Final = re.compile(r"\d+")
DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
# Between these an address has parts of its own.
ADDRESS_PARTS: Final = re.compile(r"[/?&=#]+")
TOLD: Final = _(
    "There is a number here that may be a citizen service number (BSN): %(number)s. Take it out. "
    "Nothing about persons or families belongs here. The rest of your text is still there."
)


def passes_eleven_test(digits: str) -> bool:
    """Whether these nine digits may be a citizen service number."""
    if len(digits) != DIGITS or not digits.isdecimal() or not int(digits):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return total % DIVISOR == 0


def phones_in(text: str) -> Iterator[re.Match[str]]:
    """Telephone numbers in a text with plain digits and blanks (see ``plain``), in order."""
    return PHONE.finditer(text)


def plain(text: str) -> str:
    """Return the text with ordinary digits, blanks and hyphens, without what cannot be seen."""
    seen = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return re.sub(r"\s+", " ", DASHES.sub("-", "".join(seen)))


def find_personal_number(text: str) -> str:
    """Return the first number in the text that may be a BSN, as it is written, or nothing."""
    for run in RUN.finditer(_without_others(plain(text))):
        if found := _in_run(run[0]):
            return found
    return ""


def refuse_personal_number_in_address(address: str) -> None:
    """A validator for a web address: each of its parts is looked at by itself."""
    refuse_personal_number(ADDRESS_PARTS.sub(" x ", unquote(address or "")))


def refuse_personal_number(text: str) -> None:
    """A validator: refuse a text with a number that may be a BSN."""
    if number := find_personal_number(text or ""):
        raise ValidationError(TOLD, code="personal_number", params={"number": number})


def refuse_personal_numbers(**texts: str) -> None:
    """The same for several fields by name; each refusal stands at its own field."""
    refused = {}
    for name, text in texts.items():
        try:
            refuse_personal_number(text)
        except ValidationError as error:
            refused[name] = error
    if refused:
        raise ValidationError(refused)


def _without_others(text: str) -> str:
    """Put a letter in the place of dates and telephone numbers: no number runs on over it."""
    text = ZERO_LEFT_OUT.sub("x", DATES.sub("x", text))
    return PHONE.sub(lambda found: found[0] if found["abroad"] else "x", text)


def _in_run(run: str) -> str:
    """Look at every row of whole groups that together have nine digits."""
    row: deque[re.Match[str]] = deque()
    digits = 0
    for group in GROUP.finditer(run):
        row.append(group)
        digits += len(group[0])
        while digits > DIGITS:
            digits -= len(row.popleft()[0])
        if digits == DIGITS and passes_eleven_test("".join(one[0] for one in row)):
            return run[row[0].start() : row[-1].end()]
    return ""
