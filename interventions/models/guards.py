"""Triggers for what a check on one row cannot say."""

import pgtrigger

from coalitions.choices import REGIONAL_SCOPES
from coalitions.models.guards import of_scope, refuse


def municipality_of_choice() -> pgtrigger.Trigger:
    """Refuse a municipality that the coalition of the choice never covered."""
    return refuse(
        "municipality_of_its_coalition",
        """NOT EXISTS (
    SELECT 1 FROM interventions_choice c
        JOIN coalitions_coalitionmunicipality m ON m.coalition_id = c.coalition_id
    WHERE c.id = NEW.choice_id AND m.municipality_id = NEW.municipality_id
)""",
        "the coalition does not cover this municipality",
    )


def pot_is_of_a_region() -> pgtrigger.Trigger:
    """Refuse a pot of a coalition that is not of a region."""
    return refuse(
        "pot_is_of_a_region",
        f"""NEW.is_pot AND NOT EXISTS (
    SELECT 1 FROM coalitions_coalition c
    WHERE c.id = NEW.coalition_id AND {of_scope(REGIONAL_SCOPES, "c")}
)""",  # noqa: S608  names of this code, no input
        "a pot belongs to a regional coalition",
    )


def share_in_a_pot() -> pgtrigger.Trigger:
    """Refuse a share in something that is no pot, and a pot with shares that ceases to be one."""
    return refuse(
        "share_in_a_pot",
        """(NEW.pot_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM interventions_funding p WHERE p.id = NEW.pot_id AND p.is_pot
)) OR (NOT NEW.is_pot AND EXISTS (
    SELECT 1 FROM interventions_funding f WHERE f.pot_id = NEW.id
))""",
        "a share goes into a pot",
    )
