"""One table of an export, before it becomes a sheet and two CSV files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from kansrijkestart.core.spreadsheets import Cell


class Column(NamedTuple):
    """A column: the key that programs use and the words that people read."""

    key: str
    words: str


@dataclass(frozen=True)
class Table:
    """A table with its columns and rows; ``key`` names its CSV files.

    ``plain`` is how many columns go into CSV when that is fewer than all (the figures file has a
    fixed header), and such a file has the keys as header in both variants. ``empty`` says why there
    is not a single row. Without ``is_sheet`` it is a CSV file only.
    """

    key: str
    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    plain: int = 0
    empty: str = ""
    is_sheet: bool = True

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]

    @property
    def words(self) -> list[str]:
        """The header for readers; a fixed header stays as it is and the code book explains it."""
        return [
            column.key if place < self.plain else column.words
            for place, column in enumerate(self.columns)
        ]


def closed_row(columns: Sequence[Column], opening: Sequence[Cell]) -> list[Cell]:
    """A row for somebody who does not share: who it is, the words, and nothing else."""
    told = [*opening, *sharing_cells(is_shared=False)]
    return [*told, *[None] * (len(columns) - len(told))]


def with_column(table: Table, column: Column, value: Cell) -> Table:
    """The table with one more column that says the same in every row."""
    rows = [[*row, value] for row in table.rows]
    return replace(table, columns=[*table.columns, column], rows=rows)


def label(choices: type[TextChoices], value: str | None) -> str:
    """The words of a stored value; what we do not know keeps its code."""
    found = {str(choice.value): str(choice.label) for choice in choices}
    return found.get(value or "", value or "")


def sharing_cells(is_shared: bool) -> tuple[str, str]:  # noqa: FBT001
    """Code and words: shared, or not shared, which is not the same as nothing there."""
    return ("shared", _("shares this")) if is_shared else ("not_shared", _("does not share"))
