"""What pages read of agreements, one module per subject."""

from agreements.selectors.parties import (
    PartyRow,
    agreements_in_force,
    current_text,
    days_until_review,
    party_rows,
)

__all__ = [
    "PartyRow",
    "agreements_in_force",
    "current_text",
    "days_until_review",
    "party_rows",
]
