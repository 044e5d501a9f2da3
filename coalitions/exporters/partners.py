"""Partners of a coalition as a file, with the columns that the import reads."""

from typing import Final

from django.utils.translation import gettext as _

from coalitions.models import Coalition
from coalitions.selectors.partner_table import COLUMNS, partner_rows
from kansrijkestart.core import clock
from kansrijkestart.core.spreadsheets import Workbook, csv_bytes


def partners_csv(coalition: Coalition) -> bytes:
    """Return a CSV file that opens rightly in a Dutch spreadsheet program."""
    return csv_bytes(COLUMNS, partner_rows(coalition), "dutch")


def partners_xlsx(coalition: Coalition) -> bytes:
    """Return a workbook; when the coalition is an invented one, its first sheet says so."""
    title = _("Partners of %(name)s") % {"name": coalition.name}
    demo = [_("Demonstration.")] if coalition.is_demo else []
    with Workbook(clock.today(), title=title, label=" ".join(demo)) as book:
        if demo:
            book.add_notes(_("Demonstration"), demo)
        book.add_sheet("partners", COLUMNS, partner_rows(coalition), fixed_columns=1)
    return book.content


PARTNER_FILES: Final = {"csv": partners_csv, "xlsx": partners_xlsx}
