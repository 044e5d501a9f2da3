"""Reads a file of partners beside the record: what is new, changed, the same, and what is wrong."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from coalitions.choices import levels_of
from coalitions.models import Coalition, Partnership, PartnerType
from coalitions.selectors.partner_table import (
    COLUMNS,
    FIELDS,
    KIND,
    NOTE,
    ORGANISATION,
    REASON,
    ROLE,
    SINCE,
    UNTIL,
    plain_text,
)
from coalitions.selectors.similar import near_names
from kansrijkestart.core import clock
from kansrijkestart.core.models import stored_fold
from kansrijkestart.core.tables_in import Row, Table, findings, read_table

MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 20
LONGEST: Final = {ORGANISATION: 200, ROLE: 200, REASON: 200, NOTE: 2000}
DUTCH_DATE: Final = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")

MESSAGES: Final[dict[str, Callable[[], str]]] = {
    "missing_column": lambda: _("There is no column “%(name)s”. Add it, as in the download."),
    "unknown_column": lambda: _(
        "“%(name)s” is not a column of this table. Use the columns of the download, or remove it."
    ),
    "empty_organisation": lambda: _("The name of the organisation is missing. Fill it in."),
    "too_long": lambda: _("This text is longer than %(limit)s characters. Shorten it."),
    "unknown_partner_kind": lambda: _(
        "“%(name)s” is not a kind of partner of this coalition. Use a name of the list below."
    ),
    "wrong_date": lambda: _("“%(value)s” is not a date. Write it as 2026-03-31 or 31-3-2026."),
    "future": lambda: _("Choose today or a day in the past."),
    "end_before_start": lambda: _("The end date lies before the start date."),
    "reason_without_end": lambda: _("A reason for leaving needs an end date."),
    "same_partner": lambda: _("%(name)s has an earlier row of the same kind. Keep one of the two."),
    "ended_changed": lambda: _(
        "%(name)s has left; that part of the record is not changed any more. Take the values of "
        "the download, or give the row other dates."
    ),
    "near": lambda: _(
        "“%(name)s” looks like %(others)s. Is it the same organisation? Then use that name."
    ),
}
REMARKS: Final = frozenset({"near"})


@dataclass(frozen=True)
class PartnerFinding:
    """One thing to know about the file; row and column as the user sees them, from 1."""

    row: int | None
    column: int | None
    code: str
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        return self.code not in REMARKS

    @property
    def message(self) -> str:
        return (MESSAGES.get(self.code) or findings.MESSAGES[self.code])() % self.values


@dataclass(frozen=True)
class PartnerLine:
    """One row of the file: what it means for the record."""

    state: str  # new, changed, ended, same
    organisation: str
    partner_type: PartnerType
    values: dict[str, Any]
    partnership: Partnership | None = None


@dataclass
class PartnerPlan:
    """The whole file, understood. It may be loaded only when no finding is an error."""

    lines: list[PartnerLine] = field(default_factory=list)
    findings: list[PartnerFinding] = field(default_factory=list)
    table: Table = field(default_factory=Table)

    @property
    def is_good(self) -> bool:
        return not any(one.is_error for one in self.findings)

    @property
    def new(self) -> list[PartnerLine]:
        return self._of("new")

    @property
    def changed(self) -> list[PartnerLine]:
        return self._of("changed")

    @property
    def ended(self) -> list[PartnerLine]:
        return self._of("ended")

    @property
    def same(self) -> list[PartnerLine]:
        return self._of("same")

    def _of(self, state: str) -> list[PartnerLine]:
        return [line for line in self.lines if line.state == state]

    @property
    def digest(self) -> str:
        """Say what would be done; another record or another file has another one."""
        parts = [
            (line.state, line.organisation, line.partner_type.pk, sorted(line.values.items()))
            + ((line.partnership.pk, line.partnership.version) if line.partnership else ())
            for line in self.lines
        ]
        return sha256(repr(parts).encode()).hexdigest()


def read_partners(
    data: bytes, file_name: str, coalition: Coalition, known_names: Sequence[str] = ()
) -> PartnerPlan:
    """Understand a file; every finding at once, each with its row and column."""
    table = read_table(data, file_name, MAX_ROWS, MAX_COLUMNS)
    in_table = [PartnerFinding(f.row, f.column, f.code, f.values) for f in table.findings]
    if table.is_stopped:
        return PartnerPlan([], in_table, table)
    reading = _Reading(table, coalition, known_names)
    lines = reading.run()
    found = sorted([*in_table, *reading.findings], key=lambda one: (one.row or 0, one.column or 0))
    return PartnerPlan(lines, found, table)


class _Reading:
    """Goes through header and rows once and collects lines and findings."""

    def __init__(self, table: Table, coalition: Coalition, known_names: Sequence[str]) -> None:
        self.table, self.known_names = table, known_names
        self.findings: list[PartnerFinding] = []
        self.places: dict[str, int] = {}
        self.stored = list(coalition.partners.for_list())
        used = {row.partner_type_id for row in self.stored}
        offered = PartnerType.objects.filter(
            Q(scope="") | Q(scope__in=levels_of(coalition.scope)) | Q(pk__in=used)
        )
        self.kinds = {stored_fold(word): kind for kind in offered for word in (kind.name, kind.key)}
        self.open_rows = {self._key(row): row for row in self.stored if row.until is None}
        self.ended_rows = [row for row in self.stored if row.until is not None]
        self.seen: set[tuple[Any, ...]] = set()
        self.asked: set[str] = set()

    @staticmethod
    def _key(row: Partnership) -> tuple[str, int]:
        return row.organisation.name_fold, row.partner_type_id

    def run(self) -> list[PartnerLine]:
        self._read_header()
        if ORGANISATION not in self.places or KIND not in self.places:
            return []
        found = [self._line(row) for row in self.table.rows]
        return [line for line in found if line is not None]

    def _find(self, row: int, column: str | int, code: str, **values: str | int) -> None:
        place = column if isinstance(column, int) else self.places.get(column, -1) + 1
        if place in self.table.unread_cells.get(row, ()):
            return  # said already
        self.findings.append(PartnerFinding(row, place or None, code, values))

    def _read_header(self) -> None:
        for index, name in enumerate(self.table.header):
            key = stored_fold(name).replace(" ", "_")
            if key in COLUMNS:
                self.places.setdefault(key, index)
            elif name:
                self._find(1, index + 1, "unknown_column", name=name[:60])
        for name in (ORGANISATION, KIND):
            if name not in self.places:
                self._find(1, name, "missing_column", name=name)

    def _line(self, row: Row) -> PartnerLine | None:
        """Read every cell in any case, so that one mistake hides no other."""
        before = sum(one.is_error for one in self.findings)
        name = " ".join(self._text(row, ORGANISATION).split())
        if not name:
            self._find(row.number, ORGANISATION, "empty_organisation")
        kind = self._kind(row)
        values = {
            FIELDS[column]: self._date(row, column)
            if column in (SINCE, UNTIL)
            else self._text(row, column)
            for column in FIELDS
            if column in self.places
        }
        self._check_period(row, values)
        if kind is None or sum(one.is_error for one in self.findings) > before:
            return None
        return self._placed(row, name, kind, values)

    def _text(self, row: Row, column: str) -> str:
        text = plain_text(row.cells[self.places[column]])
        limit = LONGEST[column]
        if len(text) > limit:
            self._find(row.number, column, "too_long", limit=limit)
        return text

    def _kind(self, row: Row) -> PartnerType | None:
        name = " ".join(row.cells[self.places[KIND]].split())
        kind = self.kinds.get(stored_fold(name))
        if kind is None:
            self._find(row.number, KIND, "unknown_partner_kind", name=name[:80])
        return kind

    def _date(self, row: Row, column: str) -> date | None:
        text = row.cells[self.places[column]].strip()
        if not text:
            return None
        try:
            if found := DUTCH_DATE.match(text):
                return date(int(found[3]), int(found[2]), int(found[1]))
            return date.fromisoformat(text)
        except ValueError:
            self._find(row.number, column, "wrong_date", value=text[:40])
            return None

    def _check_period(self, row: Row, values: dict[str, Any]) -> None:
        since, until = values.get("since"), values.get("until")
        if until and until > clock.today():
            self._find(row.number, UNTIL, "future")
        if since and until and until < since:
            self._find(row.number, UNTIL, "end_before_start")
        has_end = UNTIL in self.places and bool(row.cells[self.places[UNTIL]].strip())
        if values.get("end_reason") and not has_end:
            self._find(row.number, REASON, "reason_without_end")

    def _placed(
        self, row: Row, name: str, kind: PartnerType, values: dict[str, Any]
    ) -> PartnerLine | None:
        """Find the partner this row is about."""
        key = (stored_fold(name), kind.pk)
        if values.get("until") is not None and (ended := self._ended(key, values)):
            return self._past(row, ended, values)
        mark = (*key, values.get("since"), values["until"]) if values.get("until") else key
        if mark in self.seen:
            self._find(row.number, ORGANISATION, "same_partner", name=name)
            return None
        self.seen.add(mark)
        there = self.open_rows.pop(key, None)
        if there is None:
            self._ask(row, name)
            return PartnerLine("new", name, kind, values)
        if values.get("until") is not None:
            return PartnerLine("ended", there.organisation.name, kind, values, there)
        state = "same" if _says_the_same(there, values) else "changed"
        return PartnerLine(state, there.organisation.name, kind, values, there)

    def _ended(self, key: tuple[str, int], values: dict[str, Any]) -> Partnership | None:
        """Return (and take) a partner that left in exactly this period."""
        for place, row in enumerate(self.ended_rows):
            is_same = self._key(row) == key and row.until == values["until"]
            if is_same and row.since == values.get("since", row.since):
                return self.ended_rows.pop(place)
        return None

    def _past(self, row: Row, there: Partnership, values: dict[str, Any]) -> PartnerLine | None:
        name = there.organisation.name
        if not _says_the_same(there, values):
            self._find(row.number, ORGANISATION, "ended_changed", name=name)
            return None
        return PartnerLine("same", name, there.partner_type, values, there)

    def _ask(self, row: Row, name: str) -> None:
        """Remark once that a new name looks like one that is known."""
        if name in self.asked:
            return
        self.asked.add(name)
        if near := near_names(name, self.known_names):
            others = ", ".join(f"“{one}”" for one in near)
            self._find(row.number, ORGANISATION, "near", name=name, others=others)


def _says_the_same(there: Partnership, values: dict[str, Any]) -> bool:
    def plain(value: Any) -> Any:
        return plain_text(value) if isinstance(value, str) else value

    return all(plain(getattr(there, name)) == value for name, value in values.items())
