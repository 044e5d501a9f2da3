"""What is wrong with a file of the catalogue, in words that say what to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from kansrijkestart.core.tables_in import findings

MESSAGES: Final[dict[str, Callable[[], str]]] = {
    "missing_column": lambda: _("There is no column “%(name)s”. Add it, as in the download."),
    "unknown_column": lambda: _(
        "“%(name)s” is not a column of this table. Use the columns of the download, or remove it."
    ),
    "near_column": lambda: _("“%(name)s” is not a column of this table. Do you mean “%(near)s”?"),
    "missing_name": lambda: _("The name of the intervention is missing. Fill it in."),
    "missing_value": lambda: _("“%(name)s” is missing. Fill it in."),
    "unknown_key": lambda: _(
        "“%(key)s” is not a key of the catalogue. Leave the cell empty for a new intervention."
    ),
    "near_key": lambda: _("“%(key)s” is not a key of the catalogue. Do you mean “%(near)s”?"),
    "local": lambda: _("%(name)s is the own offer of a coalition and not in the catalogue."),
    "ambiguous": lambda: _("%(name)s can mean more than one intervention. Fill in the key."),
    "former_name": lambda: _("“%(name)s” is a former name of %(meant)s. Use the name of today."),
    "other_name": lambda: _("“%(name)s” is another name of %(meant)s. Use that name."),
    "name_taken": lambda: _("“%(name)s” is already a name of %(meant)s."),
    "name_twice": lambda: _(
        "“%(name)s” stands among the other names and the former names. Keep one of the two."
    ),
    "same_row": lambda: _(
        "%(name)s has an earlier row (%(first)s). Keep one of the two. A second recognition has "
        "only the key, the name and the columns of recognitions."
    ),
    "near_name": lambda: _(
        "“%(name)s” is new and looks like %(near)s. Is it the same? Then fill in the key “%(key)s”."
    ),
    "unknown_word": lambda: _("“%(value)s” cannot stand here. Choose one of: %(words)s."),
    "near_word": lambda: _("“%(value)s” cannot stand here. Do you mean “%(near)s”?"),
    "too_long": lambda: _("This text is longer than %(limit)s characters. Shorten it."),
    "wrong_date": lambda: _("“%(value)s” is not a date. Write it as 2026-03-31 or 31-3-2026."),
    "wrong_week": lambda: _("“%(value)s” is not a week. A pregnancy has the weeks 1 to 42."),
    "only_a_task": lambda: _("Provider, route, feedback and earliest week are for a legal task."),
    "no_database": lambda: _("In which database is this recognition? Fill in “databank”."),
    "expires_first": lambda: _("The recognition ends before it begins. Check both dates."),
    "same_recognition": lambda: _(
        "%(name)s has an earlier row with this recognition: the same database and date."
    ),
}
REMARKS: Final = frozenset({"near_name"})


@dataclass(frozen=True)
class CatalogueFinding:
    """One thing to know about the file; row and column as the user sees them, from 1."""

    row: int | None
    column: int | None
    code: str
    values: dict[str, str | int] = field(default_factory=dict)
    column_name: str = ""

    @property
    def is_error(self) -> bool:
        """A remark does not stand in the way; anything else does."""
        return self.code not in REMARKS

    @property
    def message(self) -> str:
        """The words, in the language of who reads them."""
        return (MESSAGES.get(self.code) or findings.MESSAGES[self.code])() % self.values
