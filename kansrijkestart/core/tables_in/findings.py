"""What is wrong with an uploaded table, in words that say what to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

MESSAGES: dict[str, Callable[[], str]] = {
    "empty_file": lambda: _("The file is empty. Choose a file with a header and rows."),
    "unknown_kind": lambda: _("This is not a CSV or XLSX file. Save the table as one of these."),
    "old_excel": lambda: _("This is an old Excel file (.xls). Save it as .xlsx and try again."),
    "encrypted": lambda: _("The file has a password. Save it without a password and try again."),
    "macro": lambda: _("The file contains macros. Save it as .xlsx without macros and try again."),
    "too_many_parts": lambda: _(
        "The file has too many parts inside. Copy the table to a new file and try again."
    ),
    "unpacks_too_big": lambda: _(
        "The file becomes too large when opened. Copy the table to a new file and try again."
    ),
    "damaged": lambda: _("The file is damaged. Open it, save it again and try again."),
    "wrong_encoding": lambda: _("The letters in this file cannot be read. Save it as CSV UTF-8."),
    "control_character": lambda: _(
        "This cell has an invisible character that is not allowed. Type its text again."
    ),
    "broken_quotes": lambda: _(
        "A quotation mark is missing or stands in the wrong place. Check the text in this row."
    ),
    "cell_error": lambda: _(
        "This cell has the error %(value)s. Correct the formula, or empty the cell."
    ),
    "no_header": lambda: _("The first row is empty. Put the names of the columns there."),
    "no_rows": lambda: _("There are no rows under the header. Add at least one row."),
    "empty_header": lambda: _(
        "Column %(number)s has no name. Give it a name, or empty the column."
    ),
    "duplicate_header": lambda: _(
        "The name “%(name)s” is used by more than one column. Give each column its own name."
    ),
    "ragged_row": lambda: _(
        "This row has %(cells)s cells and the header has %(columns)s. Make them equal."
    ),
    "too_many_rows": lambda: _("The file has more than %(limit)s rows. Split it into parts."),
    "too_many_columns": lambda: _(
        "The file has more than %(limit)s columns. Remove the columns that are not needed."
    ),
    "more_findings": lambda: _("There are more mistakes. Correct these first and try again."),
}
MAX_FINDINGS = 200
Kind = Literal["csv", "xlsx", ""]


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; row and column as the user sees them, both counted from 1."""

    row: int | None
    column: int | None
    code: str
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The words, in the language of who reads them."""
        return MESSAGES[self.code]() % self.values


class Row(NamedTuple):
    """One row with the number that it has in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """What was read. Rows may be stored only when there are no findings.

    They may always be looked at for more mistakes, unless reading had to stop: a row that could
    not be cut into cells is left out, a cell that could not be read is empty.
    """

    header: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    kind: Kind = ""
    findings: list[Finding] = field(default_factory=list)
    is_stopped: bool = False

    @property
    def unread_cells(self) -> dict[int, set[int]]:
        """Columns per row of cells that were emptied; what is said of them is said already."""
        found: dict[int, set[int]] = {}
        for one in self.findings:
            if one.code == "cell_error" and one.row and one.column:
                found.setdefault(one.row, set()).add(one.column)
        return found


class Broken(NamedTuple):
    """A record that could not be cut into cells; the next ones can."""

    code: str


Record = list[str] | Broken


class UnreadableError(Exception):
    """Reading stops here; carries the one finding that says why."""

    def __init__(
        self, code: str, row: int | None = None, column: int | None = None, **values: str | int
    ) -> None:
        super().__init__(code)
        self.finding = Finding(row, column, code, values)
