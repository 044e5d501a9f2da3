"""The interventions of the municipalities in short; the whole table is a page and a file apart."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interventions.matrix import NOT_REPORTED, NOT_SHARED, Column, Matrix, sentence
from kansrijkestart.dashboard.region_report.content import Cell, Part, Table, known_cell
from kansrijkestart.dashboard.region_report.coverage import short_day
from kansrijkestart.dashboard.region_report.pages import Pages
from kansrijkestart.dashboard.selectors.region_moments import Known
from kansrijkestart.dashboard.selectors.region_report import RegionReport


def interventions_part(report: RegionReport, pages: Pages) -> Part:
    """In how many municipalities each intervention runs, beside last year."""
    now, before = report.now.matrix, report.before.matrix
    counts = [running_counts(one) for one in (now, before)]
    columns = {one.key: one for matrix in (before, now) for one in _offered(matrix)}
    keys = [key for key in columns if any(found.get(key) for found in counts)]
    keys.sort(key=lambda key: (-(counts[0].get(key) or 0), columns[key].label.casefold()))
    rows = [
        [
            Cell(columns[key].label, dutch=True),
            known_cell(Known(counts[0].get(key)), pages.matrix(report.now)),
            known_cell(Known(counts[1].get(key)), pages.matrix(report.before)),
        ]
        for key in keys
    ]
    head = [_("Intervention"), *(_head(one) for one in (now, before))]
    title = _("In how many municipalities an intervention runs")
    empty, sheet = nothing_runs(now), _("Interventions")
    table = Table("interventies-tabel", title, head, rows, [6, 3, 3], empty, sheet)
    says = [sentence(now)] if now.rows else []
    links = [(_("Interventions per municipality"), pages.matrix(report.now))]
    return Part("interventies", _("Interventions"), says, [table], _notes(report), links)


def nothing_runs(matrix: Matrix) -> str:
    """Say that no intervention is known to run; who does not share has not said so."""
    closed = sum(not row.shares for row in matrix.rows)
    if not closed:
        return _("No municipality has reported an intervention that runs.")
    words = ngettext(
        "%(count)s municipality does not share its interventions with the region.",
        "%(count)s municipalities do not share their interventions with the region.",
        closed,
    ) % {"count": closed}
    if closed == len(matrix.rows):
        return words
    none = _("No municipality that shares its interventions has reported one that runs.")
    return f"{none} {words}"


def _offered(matrix: Matrix) -> list[Column]:
    """Return the columns of interventions, also those that came after the table was loaded."""
    return [one for one in (*matrix.columns, *matrix.later) if one.intervention]


def running_counts(matrix: Matrix) -> dict[str, int | None]:
    """Return in how many municipalities each intervention runs; None while nobody told of it."""
    found: dict[str, int | None] = {}
    for columns, side in ((matrix.columns, "cells"), (matrix.later, "later")):
        for at, column in enumerate(columns):
            kinds = {getattr(row, side)[at].kind for row in matrix.rows}
            is_told = bool(kinds - {NOT_REPORTED, NOT_SHARED})
            found[column.key] = column.count if is_told else None
    return found


def _head(matrix: Matrix) -> str:
    return _("%(day)s, of %(total)s") % {"day": short_day(matrix.on), "total": matrix.total}


def _notes(report: RegionReport) -> list[str]:
    places = report.now.places
    closed = [one.municipality.name for one in places if not one.shares_interventions]
    silent = [
        one.municipality.name for one in places if one.shares_interventions and one.running is None
    ]
    notes = []
    if closed:
        notes.append(_("Does not share: %(names)s.") % {"names": ", ".join(closed)})
    if silent:
        notes.append(
            _("Reported nothing yet, which is not a no: %(names)s.") % {"names": ", ".join(silent)}
        )
    return notes
