"""Part of the table, with totals that say of how many municipalities they are."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext, ngettext

from interventions.matrix.cells import Cell, Column, Matrix, Row
from interventions.models import Recognition
from interventions.selectors.catalogue import ORDER

REPORTED, SILENT, CLOSED = "reported", "nothing", "not_shared"


@dataclass(frozen=True)
class Wanted:
    """What a reader asks to see; empty is everything.

    ``recognition`` is a level, ``any`` or ``unknown``; ``group`` says what the municipality
    reported, ``stage`` how far its coalition is, ``gemeente`` the code of the only one.
    """

    phase: str = ""
    domain: str = ""
    recognition: str = ""
    state: str = ""
    group: str = ""
    stage: str = ""
    gemeente: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Wanted()


def narrow(matrix: Matrix, wanted: Wanted) -> Matrix:
    """Return the part of the table that is asked for, counted again."""
    if wanted.is_everything:
        return matrix
    fits = _fitting(matrix, wanted)
    first = [at for at, column in enumerate(matrix.columns) if _stays(column, fits)]
    later = [at for at, column in enumerate(matrix.later) if _stays(column, fits)]
    rows = [
        replace(row, cells=[row.cells[at] for at in first], later=[row.later[at] for at in later])
        for row in matrix.rows
        if _is_of(row, wanted)
    ]
    columns = [matrix.columns[at] for at in first]
    part = replace(matrix, columns=columns, later=[matrix.later[at] for at in later], rows=rows)
    return _counted(_in_state(part, wanted.state) if wanted.state else part)


def _fitting(matrix: Matrix, wanted: Wanted) -> set[str]:
    """Return the keys of the interventions of this phase, domain and recognition."""
    items = [column.intervention for column in (*matrix.columns, *matrix.later)]
    known = [item for item in items if item is not None]
    if wanted.phase:
        known = [item for item in known if wanted.phase in item.phases]
    if wanted.domain:
        known = [item for item in known if wanted.domain in item.domains]
    if wanted.recognition:
        levels: dict[int, list[str]] = {}
        rows = Recognition.objects.filter(intervention__in=[item.pk for item in known])
        for key, level in rows.values_list("intervention", "level"):
            levels.setdefault(key, []).append(level)
        best = {key: max(found, key=ORDER.index) for key, found in levels.items()}
        known = [item for item in known if _is_level(best.get(item.pk), wanted.recognition)]
    return {item.slug for item in known}


def _is_level(best: str | None, asked: str) -> bool:
    if asked in ("any", "unknown"):
        return (best is not None) == (asked == "any")
    return best == asked


def _stays(column: Column, fits: set[str]) -> bool:
    return column.intervention is None or column.key in fits


def _is_of(row: Row, wanted: Wanted) -> bool:
    if wanted.stage and row.stage != wanted.stage:
        return False
    if wanted.gemeente and row.municipality.code != wanted.gemeente:
        return False
    if wanted.group == CLOSED:
        return not row.shares
    if wanted.group:
        return row.shares and row.has_reported == (wanted.group == REPORTED)
    return True


def _in_state(part: Matrix, state: str) -> Matrix:
    """Keep municipalities and interventions with at least one cell in this state."""

    def has(cells: list[Cell]) -> bool:
        return any(cell.kind == state and cell.family == "choice" for cell in cells)

    rows = [row for row in part.rows if has([*row.cells, *row.later])]
    first = [
        at
        for at, column in enumerate(part.columns)
        if column.intervention is None or has([row.cells[at] for row in rows])
    ]
    later = [at for at, _column in enumerate(part.later) if has([row.later[at] for row in rows])]
    kept = [
        replace(row, cells=[row.cells[at] for at in first], later=[row.later[at] for at in later])
        for row in rows
    ]
    return replace(
        part,
        rows=kept,
        columns=[part.columns[at] for at in first],
        later=[part.later[at] for at in later],
    )


def _counted(part: Matrix) -> Matrix:
    return replace(
        part,
        columns=[
            replace(column, count=sum(row.cells[at].counts for row in part.rows))
            for at, column in enumerate(part.columns)
        ],
        later=[
            replace(column, count=sum(row.later[at].counts for row in part.rows))
            for at, column in enumerate(part.later)
        ],
    )


def hidden_words(whole: Matrix, part: Matrix) -> str:
    """Say what a filter leaves out, and that the totals are about the rest."""
    rows = whole.total - part.total
    columns = _interventions(whole) - _interventions(part)
    said = [
        ngettext(
            "This choice hides %(count)s of %(total)s municipality",
            "This choice hides %(count)s of %(total)s municipalities",
            whole.total,
        )
        % {"count": rows, "total": whole.total},
        ngettext(
            "%(count)s of %(total)s intervention",
            "%(count)s of %(total)s interventions",
            _interventions(whole),
        )
        % {"count": columns, "total": _interventions(whole)},
    ]
    return gettext("%(first)s and %(second)s. The totals are about what you see.") % {
        "first": said[0],
        "second": said[1],
    }


def _interventions(matrix: Matrix) -> int:
    return len(matrix.later) + sum(column.intervention is not None for column in matrix.columns)
