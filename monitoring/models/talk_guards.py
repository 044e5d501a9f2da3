"""Triggers for what a check on one row cannot say."""

import pgtrigger

from coalitions.models.guards import refuse


def ambition_of_its_coalition() -> pgtrigger.Trigger:
    """Refuse an ambition of another coalition than that of the interpretation."""
    return refuse(
        "ambition_of_its_coalition",
        """NOT EXISTS (
    SELECT 1 FROM monitoring_interpretation i
        JOIN coalitions_ambition a ON a.coalition_id = i.coalition_id
    WHERE i.id = NEW.interpretation_id AND a.id = NEW.ambition_id
)""",
        "the ambition is of another coalition",
    )


def group_in_its_coalition() -> pgtrigger.Trigger:
    """Refuse a group in a municipality that the coalition of the interpretation never covered."""
    return refuse(
        "municipality_of_its_coalition",
        """NEW.municipality_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM monitoring_interpretation i
        JOIN coalitions_coalitionmunicipality m ON m.coalition_id = i.coalition_id
    WHERE i.id = NEW.interpretation_id AND m.municipality_id = NEW.municipality_id
)""",
        "the coalition does not cover this municipality",
    )
