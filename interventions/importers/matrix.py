"""Reads a table of municipalities and interventions and says everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from coalitions.models import Coalition, Municipality, Region
from coalitions.selectors.municipalities import former_municipalities
from interventions.choices import OfferKind
from interventions.importers import matrix_names, matrix_words
from interventions.importers.matrix_findings import Finding
from interventions.matrix import region_matrix
from interventions.matrix.cells import COALITION
from interventions.models import Intervention
from kansrijkestart.core import clock
from kansrijkestart.core.tables_in import Row, Table, read_table

__all__ = ["Finding", "Line", "Plan", "read_matrix"]

MAX_ROWS = 500
MAX_COLUMNS = 100
MAX_TEXT = 500


@dataclass
class Line:
    """What the table says about one municipality; places of columns as the user sees them."""

    number: int
    municipality: Municipality
    coalition: Coalition
    stage: str = ""  # a stage, or matrix_words.STARTED for a plain mark
    states: dict[int, tuple[Intervention, str]] = field(default_factory=dict)
    texts: dict[int, tuple[OfferKind, str]] = field(default_factory=dict)


@dataclass
class Plan:
    """The whole table, understood. Lines may only be used when no finding is an error."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)  # slugs, in the order of the table

    @property
    def is_good(self) -> bool:
        return not any(finding.is_error for finding in self.findings)


def read_matrix(data: bytes, file_name: str, region: Region) -> Plan:
    """Understand a table; every finding at once, each with its row and column."""
    table = read_table(data, file_name, MAX_ROWS, MAX_COLUMNS)
    in_table = [Finding(f.row, f.column, f.code, f.values) for f in table.findings]
    if table.is_stopped:
        return Plan([], in_table)
    plan = _Reading(table, region).run()
    if in_table:
        plan.findings = sorted([*in_table, *plan.findings], key=lambda one: one.row or 0)
    return plan


@dataclass(frozen=True)
class _Columns:
    """What each column is, by its place in the row (from 0)."""

    municipality: int | None = None
    stages: list[int] = field(default_factory=list)
    texts: dict[int, OfferKind] = field(default_factory=dict)
    interventions: dict[int, Intervention] = field(default_factory=dict)


@dataclass(frozen=True)
class _Said:
    """What the cells of one row say; ``is_ours`` when the words are those of our own files."""

    stage: str
    states: dict[int, tuple[Intervention, str]]
    texts: dict[int, tuple[OfferKind, str]]
    is_ours: bool

    @property
    def is_silent(self) -> bool:
        return not self.stage and not self.states and not self.texts

    @property
    def cells(self) -> dict[str, str]:
        """Return what is said by the key of the column on the page."""
        found = {item.slug: state for item, state in self.states.values()}
        found |= {str(kind): text for kind, text in self.texts.values()}
        return found | ({COALITION: self.stage} if self.stage else {})


class _Reading:
    """Goes through header and rows once and collects lines and findings."""

    def __init__(self, table: Table, region: Region) -> None:
        self.table, self.region = table, region
        self.findings: list[Finding] = []
        rows = Municipality.objects.prefetch_related("aliases")
        self.inside = matrix_names.municipality_names(rows.in_region(region))
        self.all = matrix_names.municipality_names(rows.valid_on(clock.today()))
        self.coalitions = matrix_names.local_coalitions(region)
        self.seen: set[int] = set()
        self.unread = table.unread_cells

    def run(self) -> Plan:
        columns = self._columns()
        if columns.municipality is None:
            self._find(1, None, "no_municipality_column")
            for row in self.table.rows:
                self._said(row, columns)
            return Plan([], self.findings)
        found = (self._line(row, columns) for row in self._rows(columns.municipality))
        lines = [line for line in found if line is not None]
        slugs = [columns.interventions[index].slug for index in sorted(columns.interventions)]
        return Plan(lines, self.findings, slugs)

    def _rows(self, place: int) -> Iterator[Row]:
        """Leave out the totals of our own files and the explanation under them."""
        for row in self.table.rows:
            if matrix_words.is_totals(row.cells[place]):
                return
            yield row

    def _find(self, row: int | None, column: int | None, code: str, **values: str | int) -> None:
        if column in self.unread.get(row or 0, ()):
            return  # a cell that could not be read is told once, not again as an empty one
        self.findings.append(Finding(row, column, code, values))

    def _columns(self) -> _Columns:
        known = matrix_names.intervention_names()
        kinds = matrix_words.column_kinds()
        place: int | None = None
        columns = _Columns()
        for index, name in enumerate(self.table.header):
            kind = kinds.get(matrix_names.squash(name), "")
            if kind == "municipality" and place is None:
                place = index
            elif kind == COALITION:
                columns.stages.append(index)
            elif kind in OfferKind.values:
                columns.texts[index] = OfferKind(kind)
            else:
                self._intervention(index, known.get(matrix_words.column_name(name)), columns)
        return _Columns(place, columns.stages, columns.texts, columns.interventions)

    def _intervention(self, index: int, found: Intervention | None, columns: _Columns) -> None:
        name = self.table.header[index]
        if found is None:
            self._find(1, index + 1, "unknown_column", name=name)
        elif found in columns.interventions.values():
            self._find(1, index + 1, "same_meaning", name=name)
        else:
            columns.interventions[index] = found

    def _line(self, row: Row, columns: _Columns) -> Line | None:
        """The marks are read in any case, so that a wrong name hides no other mistake."""
        said = self._said(row, columns)
        place = columns.municipality or 0
        municipality = self._municipality(row, place)
        coalition = municipality and self._coalition(row, place, municipality, said)
        if not municipality or not coalition:
            return None
        return Line(row.number, municipality, coalition, said.stage, said.states, said.texts)

    def _said(self, row: Row, columns: _Columns) -> _Said:
        stages = [stage for index in columns.stages if (stage := self._stage(row, index))]
        states = {
            index + 1: (item, state)
            for index, item in columns.interventions.items()
            if (state := self._state(row, index))
        }
        read = [*columns.interventions, *columns.texts]
        nothing = (matrix_words.state_of(row.cells[index]) for index in read)
        return _Said(
            stage=stages[0] if stages else "",
            states=states,
            texts=dict(self._texts(row, columns)),
            is_ours=any(word in matrix_words.NOTHING for word in nothing),
        )

    def _stage(self, row: Row, index: int) -> str:
        found = matrix_words.stage_of(row.cells[index])
        if found is None:
            self._unknown_mark(row, index)
        return "" if found in (None, "unknown") else str(found)

    def _state(self, row: Row, index: int) -> str:
        found = matrix_words.state_of(row.cells[index])
        if found is None:
            self._unknown_mark(row, index)
        return "" if found is None or found in matrix_words.NOTHING else str(found)

    def _unknown_mark(self, row: Row, index: int) -> None:
        value = row.cells[index].strip()
        self._find(row.number, index + 1, "unknown_mark", value=value[:60])

    def _texts(self, row: Row, columns: _Columns) -> Iterator[tuple[int, tuple[OfferKind, str]]]:
        for index, kind in columns.texts.items():
            text = matrix_words.own_text(row.cells[index])
            if len(text) > MAX_TEXT:
                self._find(row.number, index + 1, "text_too_long", limit=MAX_TEXT)
            elif text:
                yield index + 1, (kind, text)

    def _municipality(self, row: Row, index: int) -> Municipality | None:
        name = row.cells[index].strip()
        municipality = self.inside.get(name)
        code = ""
        if not name:
            code = "empty_municipality"
        elif municipality is None:
            code = self._why_unknown(name)
        elif municipality.pk in self.seen:
            code = "same_municipality"
        if municipality is None or code:
            values = {"name": name[:100], "region": self.region.name}
            if code == "unknown_municipality":
                code = self._what_is_meant(name, values)
            self._find(row.number, index + 1, code, **values)
            return None
        self.seen.add(municipality.pk)
        return municipality

    def _why_unknown(self, name: str) -> str:
        if self.inside.is_ambiguous(name) or self.all.is_ambiguous(name):
            return "ambiguous_municipality"
        return "outside_region" if self.all.get(name) else "unknown_municipality"

    def _what_is_meant(self, name: str, values: dict[str, str]) -> str:
        """Say what was abolished, or which name looks like it: of the region first."""
        if former := former_municipalities(name):
            values["words"] = former[0].words
            return "former_municipality"
        if near := self.inside.close(name) or self.all.close(name):
            values["near"] = near.name
            return "near_municipality"
        return "unknown_municipality"

    def _coalition(
        self, row: Row, index: int, municipality: Municipality, said: _Said
    ) -> Coalition | None:
        found = self.coalitions.get(municipality.pk, [])
        if found:  # at most one: the database refuses a second that runs
            return found[0]
        if not self._is_as_shown(municipality, said):
            self._find(row.number, index + 1, "no_coalition", name=municipality.name)
        return None

    def _is_as_shown(self, municipality: Municipality, said: _Said) -> bool:
        """Tell whether a row of our own file says nothing but what the page shows."""
        if said.is_silent:
            return said.is_ours
        shown = self._shown.get(municipality.pk, {})
        return all(shown.get(key) == words for key, words in said.cells.items())

    @cached_property
    def _shown(self) -> dict[int, dict[str, str]]:
        matrix = region_matrix(self.region)
        keys = [column.key for column in (*matrix.columns, *matrix.later)]
        return {
            row.municipality.pk: {
                str(key): cell.text or str(cell.kind)
                for key, cell in zip(keys, (*row.cells, *row.later), strict=True)
            }
            for row in matrix.rows
        }
