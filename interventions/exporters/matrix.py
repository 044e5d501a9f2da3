"""The region × intervention table as files, in the words of the page."""

from django.utils.translation import gettext, pgettext

from interventions.matrix import Matrix, sentence
from kansrijkestart.core.context_processors import demo_words
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


def matrix_notes(matrix: Matrix) -> list[str]:
    """Say what stands out, from when it is and where it comes from."""
    notes = [
        sentence(matrix),
        gettext("“Not reported” is something else than no."),
        gettext("As of %(date)s") % {"date": day(matrix.on)},
    ]
    if matrix.source_words:
        notes.append(gettext("Source: %(source)s") % {"source": matrix.source_words})
    return notes


def _demo_lines(matrix: Matrix) -> list[str]:
    return [f"{gettext('Demonstration.')} {demo_words()}"] if matrix.is_demo else []


def matrix_xlsx(matrix: Matrix) -> bytes:
    """Return the table as a workbook; a sheet with the demonstration label comes first."""
    title = gettext("Interventions per municipality")
    demo = _demo_lines(matrix)
    name = f"{title} {matrix.region.name}"
    with Workbook(matrix.on, title=name, label=" ".join(demo)) as book:
        if demo:
            book.add_notes(gettext("Demonstration"), demo)
        book.add_sheet(title, matrix_header(matrix), matrix_rows(matrix), [24], fixed_columns=1)
        if matrix.later:
            later = gettext("Added later")
            book.add_sheet(later, later_header(matrix), later_rows(matrix), [24], fixed_columns=1)
        book.add_notes(gettext("Explanation"), matrix_notes(matrix))
    return book.content


def matrix_csv(matrix: Matrix) -> bytes:
    """Return the table for a Dutch spreadsheet program, with its notes under it.

    What was added later stands in columns after those of the table, with words that say so.
    """
    added = gettext("%(name)s (added later)")
    header = [*matrix_header(matrix), *(added % {"name": one.label} for one in matrix.later)]
    pairs = zip(matrix_rows(matrix), later_rows(matrix), strict=True)
    rows = [[*first, *more[1:]] for first, more in pairs]
    empty = [""] * (len(header) - 1)
    notes = [[line, *empty] for line in ["", *_demo_lines(matrix), *matrix_notes(matrix)]]
    return csv_bytes(header, [*rows, *notes], "dutch")
