"""The columns of a file of partners: what is downloaded can be read again, unchanged."""

from datetime import date
from typing import Final

from coalitions.models import Coalition, Partnership

# Names of columns are the same in every language: a file goes about.
ORGANISATION: Final = "organisatie"
KIND: Final = "soort_partner"
ROLE: Final = "rol"
SINCE: Final = "doet_mee_sinds"
UNTIL: Final = "doet_mee_tot"
REASON: Final = "reden_einde"
NOTE: Final = "opmerking"
COLUMNS: Final = (ORGANISATION, KIND, ROLE, SINCE, UNTIL, REASON, NOTE)
FIELDS: Final = {
    ROLE: "role",
    SINCE: "since",
    UNTIL: "until",
    REASON: "end_reason",
    NOTE: "note",
}


def plain_text(text: str) -> str:
    """Write a text with one kind of line end and without blanks around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def row_of(partnership: Partnership) -> list[str | date | None]:
    return [
        partnership.organisation.name,
        partnership.partner_type.name,
        partnership.role,
        partnership.since,
        partnership.until,
        partnership.end_reason,
        plain_text(partnership.note),
    ]


def partner_rows(coalition: Coalition) -> list[list[str | date | None]]:
    """Return all partners of a coalition, also those that left, in the order of the page."""
    return [row_of(row) for row in coalition.partners.for_list()]
