"""Reads a table of municipalities and interventions and says everything that is wrong with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality, Region
from coalitions.selectors.municipalities import former_municipalities
from interventions.choices import OfferKind
from interventions.importers import matrix_names
from interventions.models import Intervention
from kansrijkestart.core import clock
from kansrijkestart.core.tables_in import Row, Table, findings, read_table

MAX_ROWS = 500
MAX_COLUMNS = 100
MAX_TEXT = 500
RUNNING = ("1", "x", "ja")
MUNICIPALITY_COLUMNS = ("gemeente", "gemeentecode", "code")
STAGE_COLUMNS = ("opstartlokalecoalitie", "lokalecoalitie")
TEXT_COLUMNS = {
    "socialekaartzorgpadentool": OfferKind.SERVICE_DIRECTORY,
    "socialekaart": OfferKind.SERVICE_DIRECTORY,
    "zorgpadentool": OfferKind.SERVICE_DIRECTORY,
    "overiginterventieaanbod": OfferKind.OWN_OFFER,
    "overig": OfferKind.OWN_OFFER,
}

MESSAGES: dict[str, Callable[[], str]] = {
    "no_municipality_column": lambda: _(
        "There is no column “Gemeente”. Name the column with the municipalities like that."
    ),
    "unknown_column": lambda: _(
        "“%(name)s” is not a known intervention. Use the name of the list of interventions, or "
        "add the intervention first."
    ),
    "same_meaning": lambda: _(
        "“%(name)s” means the same as an earlier column. Keep one of the two."
    ),
    "empty_municipality": lambda: _("The municipality is missing in this row. Fill it in."),
    "unknown_municipality": lambda: _(
        "“%(name)s” is not a municipality we know. Use the official name or its code."
    ),
    "former_municipality": lambda: _("%(words)s Name the municipality of today."),
    "ambiguous_municipality": lambda: _(
        "“%(name)s” can mean more than one municipality. Use its code."
    ),
    "outside_region": lambda: _("%(name)s does not belong to the region %(region)s."),
    "same_municipality": lambda: _("%(name)s has an earlier row. Keep one of the two."),
    "no_coalition": lambda: _(
        "%(name)s has no local coalition yet. Register one first, or remove this row."
    ),
    "unknown_mark": lambda: _(
        "“%(value)s” is not a mark. Use 1, x or ja; leave the cell empty when it is not known."
    ),
    "text_too_long": lambda: _("This text is longer than %(limit)s characters. Shorten it."),
    "kept": lambda: _(
        "%(name)s: “%(intervention)s” was changed by the coalition since; that is kept."
    ),
    "kept_text": lambda: _("%(name)s: the coalition's own text is kept."),
    "kept_stage": lambda: _("%(name)s: the coalition has ended; its stage is kept."),
}
REMARKS = ("kept", "kept_text", "kept_stage")


@dataclass(frozen=True)
class Finding:
    """One thing to know about the table; row and column as the user sees them, from 1."""

    row: int | None
    column: int | None
    code: str
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """A remark does not stand in the way; anything else does."""
        return self.code not in REMARKS

    @property
    def message(self) -> str:
        """The words, in the language of who reads them."""
        text = MESSAGES.get(self.code) or findings.MESSAGES[self.code]
        return text() % self.values


@dataclass
class Line:
    """What the table says about one municipality."""

    number: int
    municipality: Municipality
    coalition: Coalition
    has_coalition: bool = False
    running: dict[int, Intervention] = field(default_factory=dict)
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
                self._marks(row, columns)
            return Plan([], self.findings)
        found = (self._line(row, columns) for row in self.table.rows)
        lines = [line for line in found if line is not None]
        slugs = [columns.interventions[index].slug for index in sorted(columns.interventions)]
        return Plan(lines, self.findings, slugs)

    def _find(self, row: int | None, column: int | None, code: str, **values: str | int) -> None:
        if column in self.unread.get(row or 0, ()):
            return  # a cell that could not be read is told once, not again as an empty one
        self.findings.append(Finding(row, column, code, values))

    def _columns(self) -> _Columns:
        known = matrix_names.intervention_names()
        place: int | None = None
        columns = _Columns()
        for index, name in enumerate(self.table.header):
            key = matrix_names.squash(name)
            if key in MUNICIPALITY_COLUMNS and place is None:
                place = index
            elif key in STAGE_COLUMNS:
                columns.stages.append(index)
            elif key in TEXT_COLUMNS:
                columns.texts[index] = TEXT_COLUMNS[key]
            elif (intervention := known.get(name)) is None:
                self._find(1, index + 1, "unknown_column", name=name)
            elif intervention in columns.interventions.values():
                self._find(1, index + 1, "same_meaning", name=name)
            else:
                columns.interventions[index] = intervention
        return _Columns(place, columns.stages, columns.texts, columns.interventions)

    def _line(self, row: Row, columns: _Columns) -> Line | None:
        """The marks are read in any case, so that a wrong name hides no other mistake."""
        stages, running, texts = self._marks(row, columns)
        place = columns.municipality or 0
        municipality = self._municipality(row, place)
        coalition = municipality and self._coalition(row, place, municipality)
        if not municipality or not coalition:
            return None
        return Line(
            row.number,
            municipality,
            coalition,
            bool(stages),
            {index + 1: columns.interventions[index] for index in running},
            texts,
        )

    def _marks(
        self, row: Row, columns: _Columns
    ) -> tuple[list[int], list[int], dict[int, tuple[OfferKind, str]]]:
        stages = [index for index in columns.stages if self._is_marked(row, index)]
        running = [index for index in columns.interventions if self._is_marked(row, index)]
        return stages, running, dict(self._texts(row, columns))

    def _is_marked(self, row: Row, index: int) -> bool:
        value = row.cells[index].strip()
        if value and value.casefold() not in RUNNING:
            self._find(row.number, index + 1, "unknown_mark", value=value[:60])
        return value.casefold() in RUNNING

    def _texts(self, row: Row, columns: _Columns) -> Iterator[tuple[int, tuple[OfferKind, str]]]:
        for index, kind in columns.texts.items():
            text = row.cells[index].strip()
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
            if code == "unknown_municipality" and (former := former_municipalities(name)):
                code, values["words"] = "former_municipality", former[0].words
            self._find(row.number, index + 1, code, **values)
            return None
        self.seen.add(municipality.pk)
        return municipality

    def _why_unknown(self, name: str) -> str:
        if self.inside.is_ambiguous(name) or self.all.is_ambiguous(name):
            return "ambiguous_municipality"
        return "outside_region" if self.all.get(name) else "unknown_municipality"

    def _coalition(self, row: Row, index: int, municipality: Municipality) -> Coalition | None:
        found = self.coalitions.get(municipality.pk, [])
        if found:  # at most one: the database refuses a second that runs
            return found[0]
        self._find(row.number, index + 1, "no_coalition", name=municipality.name)
        return None
