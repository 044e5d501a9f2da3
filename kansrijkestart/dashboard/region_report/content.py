"""The pieces of the report: parts with sentences and tables, whatever way these are shown."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kansrijkestart.core import spreadsheets
from kansrijkestart.core.signs import sign_for
from kansrijkestart.dashboard.selectors.region_moments import Known


@dataclass(frozen=True)
class Cell:
    """What stands in one place of a table.

    ``number`` goes into the workbook as a number; ``url`` leads to the list behind it; ``under`` is
    what has to be said of it. ``sign`` is the family and key of a status, ``dutch`` says that the
    words are Dutch in every language.
    """

    words: str
    number: int | None = None
    url: str = ""
    sign: tuple[str, str] | None = None
    under: str = ""
    dutch: bool = False
    quiet: bool = False

    @property
    def text(self) -> str:
        """All of it, for where there is no second line."""
        return f"{self.words} ({self.under})" if self.under else self.words

    @property
    def value(self) -> spreadsheets.Cell:
        return self.words if self.number is None else self.number


@dataclass(frozen=True)
class Table:
    """A table whose first column names its rows; without rows ``empty`` says why.

    ``sheet`` is its name in the workbook, where a long title does not fit.
    """

    key: str
    title: str
    head: list[str]
    rows: list[list[Cell]]
    widths: list[int]
    empty: str = ""
    sheet: str = ""

    @property
    def labelled(self) -> list[tuple[Cell, list[tuple[str, Cell]]]]:
        """Return for each row its name and its other cells with the head of their column."""
        return [(row[0], list(zip(self.head[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Part:
    """One part of the report: sentences, tables, and what to know of them."""

    key: str
    title: str
    says: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)


def not_recorded(url: str = "", under: str = "") -> Cell:
    """What stands where the record cannot know: never a zero."""
    return Cell(_("not recorded"), url=url, under=under, quiet=True)


def counted(number: int, url: str = "", under: str = "") -> Cell:
    return Cell(str(number), number, url, under=under)


def known_cell(known: Known, url: str = "", under: str = "") -> Cell:
    """Write a number of a day; ``under`` replaces what is said of whom it is not known.

    Where all who could tell do not share, it says so: that is not the same as not recorded.
    """
    if known.number is None and known.closed and not known.unknown:
        return not_shared()
    under = under or unknown_words(known)
    if known.number is None:
        return not_recorded(url, under)
    return counted(known.number, url, under)


def unknown_words(known: Known) -> str:
    """Say of how many municipalities the number is not known, and how many do not share it."""
    parts = []
    if known.unknown:
        words = ngettext(
            "of %(count)s municipality not recorded",
            "of %(count)s municipalities not recorded",
            known.unknown,
        )
        parts.append(words % {"count": known.unknown})
    if known.closed:
        words = ngettext("%(count)s does not share", "%(count)s do not share", known.closed)
        parts.append(words % {"count": known.closed})
    return ", ".join(parts)


def stage_cell(stage: str, url: str = "") -> Cell:
    """Write a stage with its sign; an empty one is not recorded."""
    if not stage:
        return not_recorded(url)
    return Cell(str(sign_for("stage", stage).word), url=url, sign=("stage", stage))


def not_shared() -> Cell:
    sign = ("choice", "not_shared")
    return Cell(str(sign_for(*sign).word), sign=sign)
