"""What is wrong with a file of figures: where it stands and what to do about it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST = 1000  # findings that are kept; the rest is counted

MESSAGES: dict[str, Callable[[], str]] = {
    "missing_column": lambda: _(
        "The column “%(name)s” is missing. Add it; the names of the columns are fixed."
    ),
    "unknown_column": lambda: _("The column “%(name)s” is not known. Remove it."),
    "unknown_column_close": lambda: _(
        "The column “%(name)s” is not known. Do you mean “%(close)s”?"
    ),
    "unknown_indicator": lambda: _(
        "The indicator “%(text)s” is not known. Use the key of an indicator."
    ),
    "unknown_indicator_close": lambda: _(
        "The indicator “%(text)s” is not known. Do you mean “%(close)s”?"
    ),
    "unknown_version": lambda: _(
        "“%(text)s” names a version of the definition that does not exist. Leave the version out "
        "or use one of: %(known)s."
    ),
    "no_definition": lambda: _(
        "There is no definition of “%(text)s” for this period. Check the years."
    ),
    "unknown_area": lambda: _(
        "The area “%(text)s” is not known. Use a code such as %(example)s or NL."
    ),
    "unknown_area_close": lambda: _("The area “%(text)s” is not known. Do you mean %(close)s?"),
    "ambiguous_area": lambda: _("More than one area is called “%(text)s”. Use its code."),
    "area_not_then": lambda: _(
        "%(name)s did not exist in the division of %(year)s. Use another area or another "
        "division year."
    ),
    "area_not_then_successor": lambda: _(
        "%(name)s did not exist in the division of %(year)s. Its area belongs to: %(others)s."
    ),
    "not_a_year": lambda: _("“%(text)s” is not a year. Write four digits, such as 2021."),
    "year_out_of_range": lambda: _(
        "%(year)s cannot be right. Use a year from %(first)s to %(last)s."
    ),
    "period_backwards": lambda: _("The period ends before it starts. Swap or correct the years."),
    "duplicate": lambda: _(
        "This figure already stands in row %(row)s: the same indicator, area, division and "
        "period. Remove one of the two."
    ),
    "overlapping_periods": lambda: _(
        "This period overlaps with that of row %(row)s. Periods of more years may not slide, "
        "because hidden figures could then be calculated. Keep one of the two."
    ),
    "opposite_words": lambda: _(
        "The row is about “%(key)s”, but “%(text)s” is about its opposite, “%(other)s”. Correct "
        "the key or the words; the two are never mixed."
    ),
    "opposite_about": lambda: _(
        "The figures are about “%(key)s”, but the name of the file or source “%(text)s” is about "
        "its opposite, “%(other)s”. Check which of the two the file counts."
    ),
    "opposites_differ": lambda: _(
        "“%(key)s” and its opposite “%(other)s” in row %(row)s do not make a whole together. One "
        "of the two is counted otherwise, or they are swapped."
    ),
    "not_whole": lambda: _(
        "“%(text)s” is not a whole number. Write digits only, without point or comma."
    ),
    "negative": lambda: _("“%(text)s” is below zero. A count or a share cannot be negative."),
    "too_large": lambda: _("“%(text)s” is too large to be right. Check the number."),
    "not_a_number": lambda: _(
        "“%(text)s” is not a number. Write digits with one decimal sign, such as 12,3."
    ),
    "mixed_decimals": lambda: _(
        "The column has both a comma (row %(comma)s) and a point (row %(point)s) in its numbers. "
        "Use the same decimal sign everywhere and no sign for thousands."
    ),
    "ambiguous_number": lambda: _(
        "“%(text)s” can be read in two ways. Write the number without a sign for thousands."
    ),
    "value_out_of_range": lambda: _(
        "“%(text)s” is more than %(most)s. Check the value or its unit."
    ),
    "numerator_too_big": lambda: _(
        "The numerator (%(numerator)s) is larger than the denominator (%(denominator)s). "
        "Check whether they are swapped."
    ),
    "denominator_zero": lambda: _(
        "The denominator is 0, so there is nothing to calculate. Empty the numbers and give the "
        "status not_applicable."
    ),
    "counts_incomplete": lambda: _(
        "Only one of numerator and denominator is filled in. Give both or neither."
    ),
    "value_differs": lambda: _(
        "The value %(value)s does not fit the counts: %(numerator)s of %(denominator)s is "
        "%(calculated)s. Correct one of them."
    ),
    "unknown_status": lambda: _("The status “%(text)s” is not known. Use one of: %(known)s."),
    "status_without_value": lambda: _(
        "The status says that there is a value, but the row has none. Fill it in or give the "
        "reason why it is not there."
    ),
    "value_with_status": lambda: _(
        "The row has a number as well as the status or sign “%(text)s”. Keep one of the two."
    ),
    "contradicting_signs": lambda: _(
        "The row gives two different reasons why there is no value: %(first)s and %(second)s. "
        "Keep one."
    ),
    "unknown_provisional": lambda: _(
        "“%(text)s” is not an answer here. Write yes or no (ja or nee)."
    ),
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. Rows count from 1, the header included; a column has its name."""

    row: int | None
    column: str
    code: str
    values: dict[str, str | int] = field(default_factory=dict)
    said: str = ""

    @property
    def message(self) -> str:
        """What is wrong and what to do, in the language of who reads it."""
        if self.said:
            return self.said
        return MESSAGES[self.code]() % self.values

    def as_data(self) -> list[Any]:
        """For keeping: the words are made when it is read, in the language of who reads it."""
        return [self.row, self.column, self.code, self.values, self.said]

    @property
    def place(self) -> str:
        """Row and column in words; empty for the file as a whole."""
        if self.row is None:
            return _("column %(column)s") % {"column": self.column} if self.column else _("file")
        if not self.column:
            return _("row %(row)s") % {"row": self.row}
        return _("row %(row)s, column %(column)s") % {"row": self.row, "column": self.column}


def from_data(rows: Iterable[Sequence[Any]]) -> list[Finding]:
    """Findings that were kept as plain data."""
    return [Finding(*row) for row in rows]


class Findings:
    """Collects everything that is wrong, and only counts what is beyond the first thousand."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._muted: dict[int | None, set[str]] = {}
        self._silent = 0
        self.total = 0

    def mute(self, row: int | None, columns: Iterable[str]) -> None:
        """Say nothing more about these columns of a row (None: of any): it has been said."""
        self._muted.setdefault(row, set()).update(columns)

    def add(self, row: int | None, column: str, code: str, /, **values: str | int) -> None:
        self.total += 1
        if self._muted and any(column in self._muted.get(one, ()) for one in (row, None)):
            self._silent += 1
        elif len(self._kept) < MOST:
            shown = {k: _short(v) for k, v in values.items()}
            self._kept.append(Finding(row, column, code, shown))

    def all(self, earlier: Iterable[Finding] = ()) -> list[Finding]:
        """In the order of the file, closed by how many more there are."""
        found = sorted([*earlier, *self._kept], key=lambda one: one.row or 0)
        more = self.total - self._silent - len(self._kept)
        if more:
            words = ngettext(
                "There is %(more)s more mistake. Correct these first and try again.",
                "There are %(more)s more mistakes. Correct these first and try again.",
                more,
            )
            found.append(Finding(None, "", "more", said=words % {"more": more}))
        return found


def _short(value: str | int) -> str | int:
    """A cell may hold a whole book; a message may not."""
    return value if isinstance(value, int) or len(value) <= 150 else value[:149] + "…"
