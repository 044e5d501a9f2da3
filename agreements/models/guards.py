"""Triggers for what a check on one row cannot say."""

import pgtrigger


def same_coalition(field: str, table: str) -> pgtrigger.Trigger:
    """Refuse a row whose ``field`` points to a row of another coalition."""
    return pgtrigger.Trigger(
        name=f"{field}_of_one_coalition",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
IF NEW.{field}_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {table} o WHERE o.id = NEW.{field}_id AND o.coalition_id = NEW.coalition_id
) THEN
    RAISE EXCEPTION '{field} is of another coalition' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",  # noqa: S608  names of this code, no input
    )


def of_a_regional_agreement() -> pgtrigger.Trigger:
    """Refuse an uptake of an agreement that is not regional."""
    return pgtrigger.Trigger(
        name="of_a_regional_agreement",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF NOT EXISTS (
    SELECT 1 FROM agreements_agreement a WHERE a.id = NEW.agreement_id AND a.scope = 'regional'
) THEN
    RAISE EXCEPTION 'only a regional agreement is taken over' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",
    )


def version_of_its_agreement() -> pgtrigger.Trigger:
    """Refuse a party and a version of two agreements."""
    return pgtrigger.Trigger(
        name="version_of_its_agreement",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func="""
IF NOT EXISTS (
    SELECT 1 FROM agreements_party p
        JOIN agreements_agreementversion v ON v.agreement_id = p.agreement_id
    WHERE p.id = NEW.party_id AND v.id = NEW.version_id
) THEN
    RAISE EXCEPTION 'party and version are of two agreements' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",
    )
