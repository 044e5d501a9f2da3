"""The region × intervention table as files, in the words of the page."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.utils.translation import get_language, gettext, pgettext

from interventions.choices import ChoiceState
from interventions.importers.matrix_compare import Outcome
from interventions.importers.matrix_findings import Finding
from interventions.matrix import NOT_REPORTED, NOT_SHARED, Cell, Column, Matrix, Row, sentence
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.spreadsheets import Workbook, csv_bytes
from kansrijkestart.core.templatetags.ks import day


def matrix_header(matrix: Matrix) -> list[str]:
    return [gettext("Municipality"), *(column.label for column in matrix.columns)]


def matrix_rows(matrix: Matrix) -> list[list[str]]:
    """Return a row per municipality and, under them, the totals."""
    rows = [[row.municipality.name, *(cell.words for cell in row.cells)] for row in matrix.rows]
    return [*rows, [pgettext("intervention", "Running"), *matrix.totals]]


def later_header(matrix: Matrix) -> list[str]:
    return [gettext("Municipality"), *(column.label for column in matrix.later)]


def later_rows(matrix: Matrix) -> list[list[str]]:
    """Return what was added later, which is not part of the table that was loaded."""
    rows = [[row.municipality.name, *(cell.words for cell in row.later)] for row in matrix.rows]
    return [*rows, [pgettext("intervention", "Running"), *matrix.later_totals]]


def matrix_notes(matrix: Matrix, part: Sequence[str] = ()) -> list[str]:
    """Say what stands out, from when it is and where it comes from.

    Of a part (which a choice on the page made) it says first which one.
    """
    notes = [
        *(part or [sentence(matrix)]),
        gettext("“Not reported” is something else than no."),
        gettext("As of %(date)s") % {"date": day(matrix.on)},
    ]
    if matrix.source_words:
        notes.append(gettext("Source: %(source)s") % {"source": matrix.source_words})
    return notes


def _demo_lines(matrix: Matrix) -> list[str]:
    return [f"{gettext('Demonstration.')} {demo_words()}"] if matrix.is_demo else []


def matrix_xlsx(matrix: Matrix, part: Sequence[str] = ()) -> bytes:
    """Return the table as a workbook; a sheet with the demonstration label comes first.

    So does one with what ``part`` says of a table that is not the whole.
    """
    title = gettext("Interventions per municipality")
    demo = _demo_lines(matrix)
    name = f"{title} {matrix.region.name}"
    with Workbook(matrix.on, title=name, label=" ".join(demo)) as book:
        if demo:
            book.add_notes(gettext("Demonstration"), demo)
        if part:
            book.add_notes(gettext("Part of the table"), part)
        book.add_sheet(title, matrix_header(matrix), matrix_rows(matrix), [24], fixed_columns=1)
        if matrix.later:
            later = gettext("Added later")
            book.add_sheet(later, later_header(matrix), later_rows(matrix), [24], fixed_columns=1)
        book.add_notes(gettext("Explanation"), matrix_notes(matrix, part))
    return book.content


def matrix_csv(matrix: Matrix, part: Sequence[str] = ()) -> bytes:
    """Return the table for a Dutch spreadsheet program, with its notes under it.

    What was added later stands in columns after those of the table, with words that say so.
    """
    added = gettext("%(name)s (added later)")
    header = [*matrix_header(matrix), *(added % {"name": one.label} for one in matrix.later)]
    pairs = zip(matrix_rows(matrix), later_rows(matrix), strict=True)
    rows = [[*first, *more[1:]] for first, more in pairs]
    empty = [""] * (len(header) - 1)
    lines = ["", *_demo_lines(matrix), *matrix_notes(matrix, part)]
    notes = [[line, *empty] for line in lines]
    return csv_bytes(header, [*rows, *notes], "dutch")


COUNTED = [
    ChoiceState.RUNNING,
    ChoiceState.PLANNED,
    ChoiceState.CONSIDERED,
    ChoiceState.STOPPED,
    NOT_REPORTED,
    NOT_SHARED,
]


def matrix_pdf(matrix: Matrix, part: Sequence[str] = ()) -> bytes:
    """Return the table to print: numbers per intervention, then what each municipality offers."""
    return render_report(
        gettext("Interventions per municipality"),
        gettext("Region %(name)s") % {"name": matrix.region.name},
        matrix.on,
        _pdf_blocks(matrix, part),
        demo_label=" ".join(_demo_lines(matrix)) or None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=matrix.region.name,
        footer=gettext("This is not a website of the national government, Pharos or RIVM."),
    )


def _pdf_blocks(matrix: Matrix, part: Sequence[str]) -> list[Block]:
    head = [gettext("Intervention"), *(str(sign_for("choice", kind).word) for kind in COUNTED)]
    columns = [
        (column, [row.cells[at] for row in matrix.rows])
        for at, column in enumerate(matrix.columns)
        if column.key != "coalition"
    ]
    counts = [_count_row(column, cells) for column, cells in columns]
    places = [
        gettext("Municipality"),
        gettext("Local coalition"),
        str(sign_for("choice", ChoiceState.RUNNING).word),
        gettext("Other states, and own words"),
        str(sign_for("choice", NOT_REPORTED).word),
    ]
    about = [b.note(line) for line in part] or [
        b.lead(sentence(matrix) or gettext("This region has no municipalities yet."))
    ]
    return [
        *about,
        b.note(gettext("“Not reported” is something else than no.")),
        b.text(f"{matrix.columns[0].label}: {matrix.totals[0]}"),
        b.heading(gettext("Number of municipalities per intervention")),
        b.table(head, [*counts, *_later_counts(matrix)], [6, 2, 2, 4, 3, 4, 3]),
        b.heading(gettext("Per municipality")),
        b.table(places, [_place_row(matrix, row) for row in matrix.rows], [3, 2, 6, 5, 2]),
        *(b.text(line) for line in matrix_notes(matrix)[3:]),
    ]


def _count_row(column: Column, cells: list[Cell]) -> list[str]:
    found = Counter(cell.kind for cell in cells)
    return [column.label, *(str(found[kind]) for kind in COUNTED)]


def _later_counts(matrix: Matrix) -> list[list[str]]:
    added = gettext("%(name)s (added later)")
    rows = []
    for at, column in enumerate(matrix.later):
        _name, *counts = _count_row(column, [row.later[at] for row in matrix.rows])
        rows.append([added % {"name": column.label}, *counts])
    return rows


def _place_row(matrix: Matrix, row: Row) -> list[str]:
    named = [*zip(matrix.columns, row.cells, strict=True)][1:]
    named += zip(matrix.later, row.later, strict=True)
    closed = str(sign_for("choice", NOT_SHARED).word)
    runs = [one.label for one, cell in named if cell.counts and not cell.text]
    others = [
        f"{one.label}: {cell.words}"
        for one, cell in named
        if cell.kind not in (NOT_REPORTED, NOT_SHARED) and (cell.text or not cell.counts)
    ]
    known = [cell for one, cell in named if one.intervention]
    missing = sum(cell.kind == NOT_REPORTED for cell in known)
    words = gettext("%(count)s of %(total)s") % {"count": missing, "total": len(known)}
    lists = [*(", ".join(found) or "–" for found in (runs, others)), words]
    return [
        row.municipality.name,
        row.cells[0].word,
        *(lists if row.shares else [closed, closed, closed]),
    ]


def findings_csv(findings: list[Finding]) -> bytes:
    """Return everything that is wrong with a table, to keep beside it."""
    header = [gettext("Row"), gettext("Column"), gettext("What to do")]
    rows = [[one.row or "", one.column or "", one.message] for one in findings]
    return csv_bytes(header, rows, "dutch")


def outcomes_csv(outcomes: list[Outcome]) -> bytes:
    """Return what loading a table would do, a row per cell."""
    header = [
        gettext("Row"),
        gettext("Column"),
        gettext("Municipality"),
        gettext("Intervention"),
        gettext("The table says"),
        gettext("The record says"),
        gettext("What happens"),
    ]
    rows = [
        [
            one.row,
            one.column or "",
            one.line.municipality.name,
            one.label,
            one.said,
            one.there,
            one.word,
        ]
        for one in outcomes
    ]
    return csv_bytes(header, rows, "dutch")


MATRIX_FILES: Final = {"csv": matrix_csv, "pdf": matrix_pdf, "xlsx": matrix_xlsx}
