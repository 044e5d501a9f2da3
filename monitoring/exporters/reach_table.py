"""What a year reached, per municipality and intervention. A number below ten is in no file."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, Municipality
from interventions.choices import ChoiceState
from interventions.models import LEAST, Choice, Intervention, Reach
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.intervention_tables import load_choices
from monitoring.exporters.sheets import Column, Table, closed_row, sharing_cells
from monitoring.exporters.target import Record

KEY = "bereik"
_Three = tuple[Cell, Cell, Cell]
VALUE, FEW, UNKNOWN, NOT_REPORTED = "value", "few", "unknown", "not_reported"


@dataclass(frozen=True)
class _Line:
    """A choice in a municipality, with what was recorded of the year, if anything."""

    place: Municipality
    coalition: Coalition
    choice: Choice
    reach: Reach | None = None

    @property
    def intervention(self) -> Intervention:
        return self.choice.intervention

    @property
    def order(self) -> tuple[str, str, str, str]:
        place, item = self.place, self.intervention
        return place.name_fold, place.code, self.coalition.slug, item.name_fold


def status_words(status: str) -> str:
    """What stands in the place of a number."""
    said = {FEW: _("fewer than ten"), UNKNOWN: _("not known"), NOT_REPORTED: _("not reported")}
    return said.get(status, "")


def reach_table(record: Record) -> Table:
    """A row per municipality and intervention that ran, or of which somebody recorded the year."""
    columns = [
        Column("gm_code", _("Code of the municipality")),
        Column("municipality", _("Municipality")),
        Column("coalition", _("Coalition (key)")),
        Column("shared", _("Shared (code)")),
        Column("shared_words", _("Shared")),
        Column("year", _("Year")),
        Column("intervention", _("Intervention (key)")),
        Column("intervention_words", _("Intervention")),
        Column("planned", _("Planned")),
        Column("planned_status", _("Planned: number or why not (code)")),
        Column("planned_words", _("Planned, in words")),
        Column("reached", _("Reached")),
        Column("reached_status", _("Reached: number or why not (code)")),
        Column("reached_words", _("Reached, in words")),
        Column("invented", _("Invented for the demo: yes or no")),
    ]
    has_notes = record.target.coalition is not None
    if has_notes:  # said to the coalition itself
        columns.append(Column("parents", _("What parents say about it, in general")))
        columns.append(Column("professionals", _("What professionals say about it")))
    year = record.target.year
    rows = [_row(one, year, has_notes) for one in sorted(_lines(record), key=lambda one: one.order)]
    rows += [
        closed_row(columns, [row.municipality.code, row.municipality.name, row.coalition.slug])
        for row in record.coverage
        if row.coalition != record.own
        and row.coalition.is_local
        and not record.shares(row.municipality_id, ConsentKind.INTERVENTIONS_REGION)
    ]
    empty = _("No reach was recorded for this year.")
    return Table(KEY, _("Reach"), columns, rows, empty=empty)


def _lines(record: Record) -> list[_Line]:
    """What was recorded of the year, and what ran without anything recorded."""
    recorded = [
        _Line(row.municipality, row.choice.coalition, row.choice, row)
        for row in _recorded(record)
        if _may_go_in(record, row.choice.coalition, row.municipality)
    ]
    known = {(one.choice.pk, one.place.pk) for one in recorded}
    silent = [
        _Line(entry.place, entry.coalition, entry.choice)
        for entry in load_choices(record).entries()
        if entry.coalition and entry.choice and entry.state == ChoiceState.RUNNING
    ]
    return [*recorded, *(one for one in silent if (one.choice.pk, one.place.pk) not in known)]


def _recorded(record: Record) -> list[Reach]:
    readable = record.coalitions if record.target.is_region else [record.own]
    rows = Reach.objects.filter(
        year=record.target.year, choice__coalition__in=[one for one in readable if one]
    )
    related = ("municipality", "choice__coalition", "choice__intervention")
    return list(rows.select_related(*related).order_by("pk"))


def _may_go_in(record: Record, coalition: Coalition, place: Municipality) -> bool:
    """The own record whole; of others what each municipality of the region shares."""
    if coalition == record.own:
        return True
    inside = any(one.pk == place.pk for one in record.municipalities)
    return inside and record.shares(place.pk, ConsentKind.INTERVENTIONS_REGION)


def _row(line: _Line, year: int, has_notes: bool) -> list[Cell]:  # noqa: FBT001
    reach = line.reach
    planned: _Three = (None, NOT_REPORTED, status_words(NOT_REPORTED))
    reached = planned
    if reach:
        planned, reached = _cells(reach.planned), _cells(reach.reached, is_few=reach.reached_few)
    row: list[Cell] = [
        line.place.code,
        line.place.name,
        line.coalition.slug,
        *sharing_cells(is_shared=True),
        year,
        line.intervention.slug,
        line.intervention.name,
        *planned,
        *reached,
        "yes" if line.choice.is_demo else "no",
    ]
    if has_notes:
        told = (reach.parents_note, reach.professionals_note) if reach else ("", "")
        row += [text or None for text in told]
    return row


def _cells(number: int | None, *, is_few: bool = False) -> _Three:
    """Number, code and words; a plan for fewer than ten is no number here either."""
    if is_few or (number is not None and number < LEAST):
        return None, FEW, status_words(FEW)
    if number is None:
        return None, UNKNOWN, status_words(UNKNOWN)
    return number, VALUE, str(number)
