"""Numbers that belong to a person: a citizen service number (BSN) is kept nowhere on this site.

Nine digits that pass the eleven test, also with points, blanks or hyphens between them. Telephone
numbers are left alone. Dates of birth and names are not looked for: too much else looks like them.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

DIGITS: Final = 9
WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
DIVISOR: Final = 11
# One telephone number as people write it: with its country, whole, with its area, or a short one.
PHONE: Final = re.compile(
    r"""(?<![\d+])(?:
    (?:\+|00)\d{2}[ .\-/]{0,2}(?:\(0\)[ .\-]{0,2})?[1-9](?:[ .\-]?\d){8}
    | 0[1-9]\d{8}
    | \(?0[1-9]\)?[ .\-/]{1,3}\d(?:[ .\-]{0,2}\d){7}
    | \(?0[1-9]\d\)?[ .\-/]{1,3}\d(?:[ .\-]{0,2}\d){6}
    | \(?0[1-9]\d\d\)?[ .\-/]{1,3}\d(?:[ .\-]{0,2}\d){5}
    | 0[89]00[ .\-]{0,3}\d{4}(?:[ .\-]?\d{3})?
    | 14[ ]?0\d{2,3}
    )(?!\d)""",
    re.VERBOSE,
)
# Digits with one kind of separator between them: blanks and points, or hyphens.
RUNS: Final = (re.compile(r"\d+(?:[ .]{1,3}\d+)*"), re.compile(r"\d+(?: ?[-/] ?\d+)*"))
GROUP: Final = re.compile(r"\d+")
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
    """Return the text with ordinary digits and blanks, and without what cannot be seen."""
    seen = (one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf")
    return re.sub(r"[^\S\n]", " ", "".join(seen))


def find_personal_number(text: str) -> str:
    """Return the first number in the text that may be a BSN, as it is written, or nothing."""
    rest = _without_phones(plain(text))
    for pattern in RUNS:
        for run in pattern.finditer(rest):
            if found := _in_run(run[0]):
                return found
    return ""


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


def _without_phones(text: str) -> str:
    """Put something else in the place of telephone numbers, so that nothing runs on over them."""
    kept, last = [], 0
    for found in phones_in(text):
        kept += [text[last : found.start()], "#"]
        last = found.end()
    return "".join([*kept, text[last:]])


def _in_run(run: str) -> str:
    """Look at every row of whole groups that together have nine digits."""
    groups = list(GROUP.finditer(run))
    for first, begin in enumerate(groups):
        digits = ""
        for end in groups[first:]:
            digits += end[0]
            if len(digits) >= DIGITS:
                break
        else:
            return ""
        if passes_eleven_test(digits):
            return run[begin.start() : end.end()]
    return ""
