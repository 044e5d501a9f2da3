"""The pieces of the region × intervention table and their words."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.utils.translation import gettext

from coalitions.choices import Stage
from coalitions.models import Coalition, Municipality, Region
from coalitions.selectors.states import STARTED
from interventions.choices import ChoiceState, OfferKind
from interventions.models import Intervention, MatrixImport
from kansrijkestart.core.signs import sign_for

NOT_REPORTED: Final = "not_reported"
NOT_SHARED: Final = "not_shared"
COALITION: Final = "coalition"
OFFER_COLUMNS: Final = (OfferKind.SERVICE_DIRECTORY, OfferKind.OWN_OFFER)


@dataclass(frozen=True)
class Cell:
    """What is known of one column in one municipality.

    ``kind`` is a state of a choice, ``not_reported`` or ``not_shared``; in the coalition's column a
    stage. ``text`` holds the municipality's own words. ``is_added`` says that it came after the
    table that was loaded, from the coalition itself, ``is_invented`` that it is there for the demo.
    """

    kind: str
    text: str = ""
    source: str = ""
    reported_on: date | None = None
    is_added: bool = False
    is_invented: bool = False
    family: str = "choice"

    @property
    def counts(self) -> bool:
        return self.kind in STARTED if self.family == "stage" else self.kind == ChoiceState.RUNNING

    @property
    def is_known(self) -> bool:
        """Whether somebody told something that may be read here."""
        return self.kind not in (NOT_REPORTED, NOT_SHARED, Stage.UNKNOWN)

    @property
    def word(self) -> str:
        return str(sign_for(self.family, self.kind).word)

    @property
    def words(self) -> str:
        """The same words as on the page, for a file."""
        said = f"{self.word}: {self.text}" if self.text else self.word
        return f"{said} ({self.added_words})" if self.is_added else said

    @property
    def added_words(self) -> str:
        """How it came here, when that is not from the table that was loaded."""
        if self.is_invented:
            return gettext("added later, invented for the demo")
        return gettext("added later by the coalition itself")


@dataclass(frozen=True)
class Row:
    """One municipality with its cells, in the order of the columns; ``later`` those added later."""

    municipality: Municipality
    coalition: Coalition | None
    shares: bool
    cells: list[Cell]
    later: list[Cell] = field(default_factory=list)

    @property
    def stage(self) -> str:
        return self.cells[0].kind

    @property
    def running(self) -> int:
        """How many interventions run here; the last two columns are not interventions."""
        offered = [*self.cells[1 : -len(OFFER_COLUMNS)], *self.later]
        return sum(cell.counts for cell in offered)

    @property
    def has_reported(self) -> bool:
        told = [*self.cells[1:], *self.later]
        return any(cell.kind not in (NOT_REPORTED, NOT_SHARED) for cell in told)


@dataclass(frozen=True)
class Column:
    """One column; ``count`` is the number of municipalities where it runs."""

    key: str
    label: str
    count: int = 0
    intervention: Intervention | None = None


@dataclass(frozen=True)
class Matrix:
    """The whole table on a date, with the tables that were loaded, the oldest first.

    ``columns`` are those of the tables that were loaded; ``later`` are interventions that
    these do not name, kept apart so that the table and its numbers stay those of their source.
    """

    region: Region
    on: date
    columns: list[Column]
    rows: list[Row]
    later: list[Column] = field(default_factory=list)
    tables: list[MatrixImport] = field(default_factory=list)
    is_demo: bool = False
    kinds: frozenset[str] = field(default_factory=frozenset)

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def has_added(self) -> bool:
        return any(cell.is_added for row in self.rows for cell in row.cells)

    def number_of(self, kind: str) -> int:
        return sum(cell.kind == kind for row in self.rows for cell in row.cells[1:])

    @property
    def totals(self) -> list[str]:
        """The last row: "10 of 15" for every column."""
        told = [row.cells for row in self.rows]
        return [self._count_words(*numbered, told) for numbered in enumerate(self.columns)]

    @property
    def later_totals(self) -> list[str]:
        told = [row.later for row in self.rows]
        return [self._count_words(*numbered, told) for numbered in enumerate(self.later)]

    def _count_words(self, place: int, column: Column, told: list[list[Cell]]) -> str:
        """Say in how many municipalities it runs; where nobody told anything that is not zero."""
        if told and not any(cells[place].is_known for cells in told):
            return str(sign_for("stage", Stage.UNKNOWN).word)
        words = gettext("%(count)s of %(total)s")
        return words % {"count": column.count, "total": self.total}

    @property
    def source_words(self) -> str:
        """Where the table comes from, as it was loaded; empty when nothing was."""
        told = (
            ", ".join(part for part in (table.source, table.note) if part) for table in self.tables
        )
        return "; ".join(dict.fromkeys(told))
