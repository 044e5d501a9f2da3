"""The catalogue as a file, with the columns that the import reads."""

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from interventions.selectors.catalogue_table import COLUMNS, catalogue_rows
from kansrijkestart.core import clock
from kansrijkestart.core.spreadsheets import Workbook, csv_bytes


def catalogue_csv() -> bytes:
    """Return a CSV file that opens rightly in a Dutch spreadsheet program."""
    return csv_bytes(COLUMNS, catalogue_rows(), "dutch")


def catalogue_xlsx() -> bytes:
    """Return a workbook with one sheet."""
    with override("nl"):
        title = _("Catalogue of interventions")
    with Workbook(clock.today(), title=title) as book:
        book.add_sheet("catalogus", COLUMNS, catalogue_rows(), [28, 36], fixed_columns=2)
    return book.content


CATALOGUE_FILES: Final = {"csv": catalogue_csv, "xlsx": catalogue_xlsx}
