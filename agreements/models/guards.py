"""Triggers for what a check on one row cannot say."""

from collections.abc import Mapping, Sequence

import pgtrigger

from coalitions.choices import REGIONAL_SCOPES
from coalitions.models.guards import of_scope, refuse


def regional_of_a_region() -> pgtrigger.Trigger:
    """Refuse a regional agreement in the record of a coalition that is not regional."""
    return refuse(
        "regional_of_a_region",
        f"""NEW.scope = 'regional' AND NOT EXISTS (
    SELECT 1 FROM coalitions_coalition c
    WHERE c.id = NEW.coalition_id AND {of_scope(REGIONAL_SCOPES, "c")}
)""",  # noqa: S608  names of this code, no input
        "a regional agreement is of a regional coalition",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("scope", "coalition_id"),
    )


def answered_stays_regional() -> pgtrigger.Trigger:
    """Refuse that an agreement becomes local after a municipality said what it does with it."""
    return refuse(
        "answered_stays_regional",
        """NEW.scope <> 'regional' AND EXISTS (
    SELECT 1 FROM agreements_uptake u WHERE u.agreement_id = NEW.id
)""",
        "municipalities answered this regional agreement",
        operation=pgtrigger.UpdateOf("scope"),
    )


def allowed_transition(transitions: Mapping[str, Sequence[str]]) -> pgtrigger.Trigger:
    """Refuse a change of state that is not one of these."""
    pairs = ", ".join(
        f"('{before!s}', '{after!s}')"
        for before, allowed in transitions.items()
        for after in allowed
    )
    return refuse(
        "allowed_transition",
        f"NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN ({pairs})",
        "an agreement does not go from this state to that one",
        operation=pgtrigger.UpdateOf("state"),
    )


def first_state(states: Sequence[str]) -> pgtrigger.Trigger:
    """Refuse a new agreement in a state that it can only come to."""
    listed = ", ".join(f"'{state!s}'" for state in states)
    return refuse(
        "first_state",
        f"NEW.state NOT IN ({listed})",
        "an agreement does not begin in this state",
        operation=pgtrigger.Insert,
    )


def reminder_stays_what_it_is() -> pgtrigger.Trigger:
    """Refuse any change of a reminder but that its mail was refused, or is tried again."""
    return refuse(
        "reminder_stays_what_it_is",
        """(OLD.failed_at IS NULL AND NEW.failed_at IS NULL)
    OR (OLD.agreement_id, OLD.party_id, OLD.reader_id, OLD.due_on, OLD.days) IS DISTINCT FROM
       (NEW.agreement_id, NEW.party_id, NEW.reader_id, NEW.due_on, NEW.days)""",
        "of a reminder only changes whether its mail was refused",
        operation=pgtrigger.Update,
    )


def framework_of_a_region() -> pgtrigger.Trigger:
    """Refuse a framework of a coalition that is not regional."""
    return refuse(
        "framework_of_a_region",
        f"""NOT EXISTS (
    SELECT 1 FROM coalitions_coalition c
    WHERE c.id = NEW.coalition_id AND {of_scope(REGIONAL_SCOPES, "c")}
)""",  # noqa: S608
        "a framework is of a regional coalition",
    )


def of_a_regional_agreement() -> pgtrigger.Trigger:
    """Refuse an uptake of an agreement that is not regional."""
    return refuse(
        "of_a_regional_agreement",
        """NOT EXISTS (
    SELECT 1 FROM agreements_agreement a WHERE a.id = NEW.agreement_id AND a.scope = 'regional'
)""",
        "only a regional agreement is taken over",
    )


def version_of_its_agreement() -> pgtrigger.Trigger:
    """Refuse a party and a version of two agreements."""
    return refuse(
        "version_of_its_agreement",
        """NOT EXISTS (
    SELECT 1 FROM agreements_party p
        JOIN agreements_agreementversion v ON v.agreement_id = p.agreement_id
    WHERE p.id = NEW.party_id AND v.id = NEW.version_id
)""",
        "party and version are of two agreements",
    )


def changes_only(*fields: str) -> pgtrigger.Trigger:
    """Refuse a change of anything but these fields, which hold a name that may be erased."""
    names = ", ".join(f"'{field}'" for field in fields)
    new, old = (f"to_jsonb({row}) - ARRAY[{names}]" for row in ("NEW", "OLD"))
    return refuse(
        "changes_only_its_names",
        f"({new}) IS DISTINCT FROM ({old})",
        "an answer stays as it was given",
        operation=pgtrigger.Update,
    )


def covered_by_its_coalition() -> pgtrigger.Trigger:
    """Refuse a municipality that the coalition never worked for."""
    return refuse(
        "covered_by_its_coalition",
        """NOT EXISTS (
    SELECT 1 FROM coalitions_coalitionmunicipality m
    WHERE m.coalition_id = NEW.coalition_id AND m.municipality_id = NEW.municipality_id
)""",
        "the coalition does not cover this municipality",
    )


def agreement_of_the_pathway() -> pgtrigger.Trigger:
    """Refuse an agreement of another coalition than that of the care pathway.

    A regional agreement that the municipality takes part in is named as text.
    """
    return refuse(
        "agreement_of_the_pathway",
        """NEW.agreement_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM agreements_agreement a
        JOIN agreements_carepathway p ON p.coalition_id = a.coalition_id
    WHERE a.id = NEW.agreement_id AND p.id = NEW.pathway_id
)""",
        "an agreement of another coalition",
    )
