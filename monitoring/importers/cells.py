"""What single cells of a file of figures mean. No models, no exceptions for bad input."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeVar

from monitoring.choices import ValueKind

LARGEST = 999_999_999
WHOLE = re.compile(r"[0-9]{1,12}", re.ASCII)
NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,12})?", re.ASCII)
LIKE_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+", re.ASCII)
LESS_THAN = re.compile(r"<\s*[0-9]{1,3}", re.ASCII)
YEAR = re.compile(r"[0-9]{4}", re.ASCII)

# Signs that stand where a number would be. None of them is zero.
SIGNS: dict[str, ValueKind] = {
    "x": ValueKind.SUPPRESSED,
    ".": ValueKind.NOT_AVAILABLE,
    "-": ValueKind.NOT_AVAILABLE,
    "–": ValueKind.NOT_AVAILABLE,
    "n.b.": ValueKind.NOT_AVAILABLE,
    "nb": ValueKind.NOT_AVAILABLE,
    "n.v.t.": ValueKind.NOT_APPLICABLE,
    "nvt": ValueKind.NOT_APPLICABLE,
}
STATUSES: dict[str, ValueKind] = {
    **{kind.value: kind for kind in ValueKind},
    "waarde": ValueKind.VALUE,
    "verborgen": ValueKind.SUPPRESSED,
    "verborgen (privacy)": ValueKind.SUPPRESSED,
    "hidden (privacy)": ValueKind.SUPPRESSED,
    "niet beschikbaar": ValueKind.NOT_AVAILABLE,
    "not available": ValueKind.NOT_AVAILABLE,
    "nog niet verschenen": ValueKind.NOT_YET_PUBLISHED,
    "not published yet": ValueKind.NOT_YET_PUBLISHED,
    "niet van toepassing": ValueKind.NOT_APPLICABLE,
    "not applicable": ValueKind.NOT_APPLICABLE,
    "ingetrokken": ValueKind.WITHDRAWN,
}
YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "voorlopig", "provisional"})
NO = frozenset({"", "nee", "n", "no", "false", "onwaar", "0", "definitief", "final"})


class Read(NamedTuple):
    """A cell as a number, as the sign for no number, or as the code of what is wrong with it."""

    number: Decimal | None = None
    kind: ValueKind | None = None
    problem: str = ""
    decimals: int = 0


EMPTY = Read()
T = TypeVar("T")


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """Numbers, years and signs come back all the time; the same text means the same."""
    return lru_cache(maxsize=20_000)(read)


@remembered
def sign_of(text: str) -> ValueKind | None:
    """The kind of value that a sign stands for, or None when it is no sign."""
    known = SIGNS.get(text.lower())
    return ValueKind.SUPPRESSED if known is None and LESS_THAN.fullmatch(text) else known


@remembered
def read_count(text: str) -> Read:
    """A whole number in plain digits."""
    text = text.strip()
    if not text:
        return EMPTY
    if kind := sign_of(text):
        return Read(kind=kind)
    if not WHOLE.fullmatch(text):
        return Read(problem=_trouble(text, "not_whole"))
    number = Decimal(text)
    return Read(problem="too_large") if number > LARGEST else Read(number)


@remembered
def read_value(text: str) -> Read:
    """A number with comma or point; which of the two the column uses is checked elsewhere."""
    text = text.strip()
    if not text:
        return EMPTY
    if kind := sign_of(text):
        return Read(kind=kind)
    if not NUMBER.fullmatch(text):
        return Read(problem=_trouble(text, "not_a_number"))
    number = Decimal(text.replace(",", "."))
    if number > LARGEST:
        return Read(problem="too_large")
    exponent = number.as_tuple().exponent
    return Read(number, decimals=-exponent if isinstance(exponent, int) else 0)


def _trouble(text: str, otherwise: str) -> str:
    """Why it is no number, as far as that can be said."""
    rest = text.removeprefix("-").strip()
    if rest != text and NUMBER.fullmatch(rest):
        return "negative"
    if text.isascii() and text.isdigit():
        return "too_large"
    if LIKE_THOUSANDS.fullmatch(text):
        return "ambiguous_number"
    return otherwise


@remembered
def read_year(text: str) -> int | None:
    """Four digits as a year."""
    text = text.strip()
    return int(text) if YEAR.fullmatch(text) else None


@remembered
def read_provisional(text: str) -> bool | None:
    """Yes, no, or None for anything else."""
    word = text.strip().lower()
    if word in YES:
        return True
    return False if word in NO else None
