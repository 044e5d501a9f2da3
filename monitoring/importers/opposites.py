"""Two indicators that count the same thing the other way round are never mixed.

"Care started before week 10" and "after week 10" look alike in a file. A file about one may not
carry the words of the other, and where both stand in it they must make a whole together.
"""

import re
from decimal import Decimal
from typing import NamedTuple

from monitoring.choices import ValueKind
from monitoring.importers.catalogue import Catalogue, fold
from monitoring.importers.findings import Findings
from monitoring.importers.layout import Cells
from monitoring.importers.numbers import Numbers

WORD = re.compile(r"[^\W_]+")
SHORTEST = 4  # letters of a word that says what a text is about
WHOLE, ROUNDING = Decimal(100), Decimal(1)

Place = tuple[int | str | None, ...]


class _Stored(NamedTuple):
    """A figure of a pair that was read: where, of which of the two, and its numbers."""

    row: int
    key: str
    numbers: Numbers


class Opposites:
    """Watches the pairs of a catalogue while a file is read."""

    def __init__(self, catalogue: Catalogue, findings: Findings) -> None:
        self.catalogue, self.findings = catalogue, findings
        self.others = catalogue.opposites
        self.met: set[str] = set()
        self.said: dict[tuple[str, str], str] = {}
        self.figures: dict[Place, _Stored] = {}

    def look(self, cells: Cells, place: Place, numbers: Numbers) -> None:
        """Compare one figure with the words beside it, and with its opposite when that is there."""
        key = cells.indicator.strip().lower().partition(":")[0]
        other = self.others.get(key)
        if other is None:
            return
        self.met.add(key)
        if cells.words and self._says(cells.words, key, other):
            column = "indicator_name"
            values = {"text": cells.words.strip(), "key": key, "other": other}
            self.findings.add(cells.row, column, "opposite_words", **values)
        pair = (min(key, other), *place)
        earlier = self.figures.setdefault(pair, _Stored(cells.row, key, numbers))
        if earlier.key != key and not _make_a_whole(earlier.numbers, numbers):
            self.findings.add(
                cells.row,
                cells.value_column,
                "opposites_differ",
                row=earlier.row,
                key=key,
                other=other,
            )

    def check_about(self, text: str) -> None:
        """The name of the file and its source, when only one of a pair is in it."""
        for key in sorted(self.met):
            other = self.others[key]
            if other not in self.met and self._says(text, key, other):
                values = {"text": text.strip(), "key": key, "other": other}
                self.findings.add(None, "", "opposite_about", **values)

    def _says(self, text: str, key: str, other: str) -> bool:
        """Whether a text is about ``other`` and not about ``key``."""
        if (text, key) not in self.said:
            mine = any(_is_about(text, *pair) for pair in self._names(key, other))
            theirs = any(_is_about(text, *pair) for pair in self._names(other, key))
            self.said[text, key] = other if theirs and not mine else ""
        return bool(self.said[text, key])

    def _names(self, key: str, other: str) -> list[tuple[str, str]]:
        """What the first of the two is called, beside what the second is called."""
        names, others = self.catalogue.called[key], self.catalogue.called[other]
        return [(key, other), *zip(names, others, strict=True)]


def _is_about(text: str, name: str, opposite: str) -> bool:
    """Whether a text has what tells ``name`` from its opposite, and what the two share."""
    said, own, theirs = _words(text), _words(name), _words(opposite)
    telling = own - theirs
    shared = {word for word in own & theirs if len(word) >= SHORTEST}
    if not telling or not telling <= said:
        return False
    return len(shared & said) >= min(2, len(shared))


def _words(text: str) -> set[str]:
    return set(WORD.findall(fold(text)))


def _make_a_whole(one: Numbers, two: Numbers) -> bool:
    """Counts of the same population add up to it; shares add up to a hundred, but for rounding."""
    if ValueKind.VALUE not in (one.kind, two.kind) or one.value is None or two.value is None:
        return True  # one of them is not there, so nothing can be said
    counts = one.numerator is not None and two.numerator is not None
    if counts and one.denominator == two.denominator:
        return (one.numerator or 0) + (two.numerator or 0) == one.denominator
    return abs(one.value + two.value - WHOLE) <= ROUNDING


__all__ = ["Opposites"]
