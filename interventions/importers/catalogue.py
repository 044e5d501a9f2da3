"""Reads a file of the catalogue beside what is stored, and says everything that is wrong with it.

A column that is not in the file and a row that is not in it change nothing. A recognition is never
taken away: an empty cell says nothing of it.
"""

from typing import Any, Final

from interventions.choices import InsuredStatus, Kind
from interventions.importers.catalogue_cells import Cells
from interventions.importers.catalogue_findings import CatalogueFinding
from interventions.importers.catalogue_names import check_names, complete_names
from interventions.importers.catalogue_plan import CatalogueLine, CataloguePlan
from interventions.importers.catalogue_recognitions import find_stored, recognition_said
from interventions.importers.matrix_names import intervention_names
from interventions.models import Intervention
from interventions.selectors.catalogue_table import (
    COLUMNS,
    FIELDS,
    FORMER_NAMES,
    KEY,
    NAME,
    OTHER_NAMES,
    RECOGNITION,
)
from interventions.selectors.names import ALIKE, closest, names_of, sign_of
from kansrijkestart.core.tables_in import Row, Table, read_table

MAX_ROWS: Final = 1000
MAX_COLUMNS: Final = 40
NEEDED: Final = {"kind": "soort", "provenance": "bron"}
OF_A_TASK: Final = ("provider", "route", "feedback", "earliest_week")


def read_catalogue(data: bytes, file_name: str) -> CataloguePlan:
    """Understand a file; every finding at once, each with its row and column."""
    table = read_table(data, file_name, MAX_ROWS, MAX_COLUMNS)
    in_table = [CatalogueFinding(f.row, f.column, f.code, f.values) for f in table.findings]
    if table.is_stopped:
        return CataloguePlan([], in_table)
    reading = _Reading(table)
    lines = reading.run()
    found = [*in_table, *reading.cells.findings]
    return CataloguePlan(lines, sorted(found, key=lambda one: (one.row or 0, one.column or 0)))


class _Reading:
    """Goes through header and rows once and collects lines and findings."""

    def __init__(self, table: Table) -> None:
        self.table = table
        rows = Intervention.objects.prefetch_related("names", "recognitions")
        self.items = list(rows.order_by("name_fold", "pk"))
        self.by_key = {item.slug: item for item in self.items}
        self.by_name = {sign_of(item.name): item for item in self.items if not item.is_local}
        self.any_name = intervention_names()
        self.cells = Cells(table, {})
        self.lines: dict[Any, CatalogueLine] = {}

    def run(self) -> list[CatalogueLine]:
        self.cells.places |= self._places()
        if self.cells.errors and NAME not in self.cells.places:
            return []
        for row in self.table.rows:
            self._row(row)
        lines = list(self.lines.values())
        for line in lines:
            find_stored(self.cells, line)
        check_names(self.cells, lines, self.items)
        return lines

    def _places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for index, name in enumerate(self.table.header):
            key = "_".join(name.casefold().replace("_", " ").split())
            if key in COLUMNS:
                places.setdefault(key, index)
            elif name:
                self._unknown_column(index, name[:60])
        needed = [NAME, *RECOGNITION] if set(RECOGNITION) & set(places) else [NAME]
        for name in needed:
            if name not in places:
                self.cells.find(1, name, "missing_column", name=name)
        return places

    def _unknown_column(self, index: int, name: str) -> None:
        near = closest(name, COLUMNS)
        code = "near_column" if near else "unknown_column"
        values: dict[str, str | int] = {"name": name, "near": near}
        self.cells.findings.append(CatalogueFinding(1, index + 1, code, values))

    def _row(self, row: Row) -> None:
        """Read every cell in any case, so that one mistake hides no other."""
        cells, before = self.cells, self.cells.errors
        item = self._meant(row)
        thing = item.pk if item else sign_of(cells.text(row, NAME))
        is_known = cells.errors == before
        if is_known and (first := self.lines.get(thing)) is not None:
            self._further(row, first)
            return
        line = CatalogueLine(row.number, item, cells.fields(row), cells.names(row))
        complete_names(line, cells.places)
        if line.values.get("insured_status") == "":
            line.values["insured_status"] = InsuredStatus.NOT_ASSESSED.value
        recognition = recognition_said(cells, row)
        line.recognitions = [recognition] if recognition else []
        if is_known:
            self._check(row, line)
            self.lines[thing] = line

    def _meant(self, row: Row) -> Intervention | None:
        """Return which stored intervention a row is about; None is a new one or a finding."""
        key, name = self.cells.text(row, KEY), self.cells.text(row, NAME)
        if key:
            return self._by_key(row, key.casefold())
        if not name:
            self.cells.find(row.number, NAME, "missing_name")
            return None
        item = self.by_name.get(sign_of(name))
        if item is None:
            self._ask(row, name)
        return item

    def _by_key(self, row: Row, key: str) -> Intervention | None:
        item = self.by_key.get(key)
        if item is None:
            near = closest(key, (one.slug for one in self.items if not one.is_local))
            code = "near_key" if near else "unknown_key"
            self.cells.find(row.number, KEY, code, key=key[:80], near=near)
        elif item.is_local:
            self.cells.find(row.number, KEY, "local", name=item.name)
        else:
            return item
        return None

    def _ask(self, row: Row, name: str) -> None:
        """Say of a name that is no intervention's own what it is, or what it looks like."""
        values: dict[str, str | int] = {"name": name[:100]}
        meant = self.any_name.get(name)
        if meant is not None:
            values["meant"] = meant.name
            former = {sign_of(one.name) for one in meant.names.all() if one.is_former}
            code = "former_name" if sign_of(name) in former else "other_name"
            self.cells.find(row.number, NAME, "local" if meant.is_local else code, **values)
        elif self.any_name.is_ambiguous(name):
            self.cells.find(row.number, NAME, "ambiguous", **values)
        elif sign_of(name) not in self.lines:
            known = {one: item for item in self.items for one in names_of(item)}
            if near := closest(name, known, ALIKE):
                values |= {"near": known[near].name, "key": known[near].slug}
                self.cells.find(row.number, NAME, "near_name", **values)

    def _further(self, row: Row, first: CatalogueLine) -> None:
        """A second row of an intervention says one more recognition, and nothing else."""
        others = [column for column in FIELDS if column != NAME] + [OTHER_NAMES, FORMER_NAMES]
        says_more = any(self.cells.text(row, column) for column in others)
        recognition = recognition_said(self.cells, row)
        if says_more or recognition is None:
            column = KEY if self.cells.text(row, KEY) else NAME
            self.cells.find(row.number, column, "same_row", name=first.name, first=first.number)
        else:
            first.recognitions.append(recognition)

    def _check(self, row: Row, line: CatalogueLine) -> None:
        find = self.cells.find
        if line.item and not line.values["name"]:
            find(row.number, NAME, "missing_name")
        for name, column in NEEDED.items():
            is_said = name in line.values
            unread = is_said and self.cells.text(row, column)  # a word that is told already
            if (is_said or line.item is None) and not line.values.get(name) and not unread:
                find(row.number, column, "missing_value", name=column)
        there = {
            name: getattr(line.item, name, None) for name in (*OF_A_TASK, "kind")
        } | line.values
        if there["kind"] in (Kind.LEGAL_TASK, "", None):
            return
        places = {name: column for column, name in FIELDS.items()}
        if filled := [name for name in OF_A_TASK if there[name] not in ("", None)]:
            find(row.number, places[filled[0]], "only_a_task")
