"""Triggers for what a check on one row cannot say."""

import pgtrigger


def municipality_of_choice() -> pgtrigger.Trigger:
    """Refuse a municipality that the coalition of the choice never covered."""
    return pgtrigger.Trigger(
        name="municipality_of_its_coalition",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF NOT EXISTS (
    SELECT 1 FROM interventions_choice c
        JOIN coalitions_coalitionmunicipality m ON m.coalition_id = c.coalition_id
    WHERE c.id = NEW.choice_id AND m.municipality_id = NEW.municipality_id
) THEN
    RAISE EXCEPTION 'the coalition does not cover this municipality'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",
    )


def pot_of_a_region() -> pgtrigger.Trigger:
    """Refuse a pot of a local coalition, and a share in something that is no pot."""
    return pgtrigger.Trigger(
        name="pot_of_a_region",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF NEW.is_pot AND NOT EXISTS (
    SELECT 1 FROM coalitions_coalition c
    WHERE c.id = NEW.coalition_id AND c.scope IN ('regional', 'both')
) THEN
    RAISE EXCEPTION 'a pot belongs to a regional coalition' USING ERRCODE = 'check_violation';
END IF;
IF NEW.pot_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM interventions_funding p WHERE p.id = NEW.pot_id AND p.is_pot
) THEN
    RAISE EXCEPTION 'a share goes into a pot' USING ERRCODE = 'check_violation';
END IF;
IF NOT NEW.is_pot AND EXISTS (SELECT 1 FROM interventions_funding f WHERE f.pot_id = NEW.id) THEN
    RAISE EXCEPTION 'shares go into this pot' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",
    )
