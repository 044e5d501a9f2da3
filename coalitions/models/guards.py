"""Triggers for what a check on one row cannot say: rows that must belong together.

The services refuse the same in words; these keep it true whatever writes.
"""

from typing import Any, Final

import pgtrigger

from coalitions.choices import REGIONAL_SCOPES

WRITTEN: Final = pgtrigger.Insert | pgtrigger.Update


def of_scope(scopes: tuple[str, ...], who: str) -> str:
    """Return the condition that coalition ``who`` is of one of these scopes."""
    values = ", ".join(f"'{value}'" for value in scopes)
    return f"{who}.scope IN ({values})"


def refuse(
    name: str, condition: str, words: str, *, before: str = "", operation: Any = WRITTEN
) -> pgtrigger.Trigger:
    """Return a trigger that refuses a row for which ``condition`` holds.

    ``before`` runs first: a lock to take, or a row that is let through without a look.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=f"""{before}
IF {condition} THEN
    RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",
    )


def same_coalition(field: str, table: str) -> pgtrigger.Trigger:
    """Refuse a row whose ``field`` points to a row of another coalition."""
    return refuse(
        f"{field}_of_one_coalition",
        f"""NEW.{field}_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {table} o WHERE o.id = NEW.{field}_id AND o.coalition_id = NEW.coalition_id
)""",  # noqa: S608  names of this code, no input
        f"{field} is of another coalition",
    )


def principle_of_its_checklist(parent: str, table: str) -> pgtrigger.Trigger:
    """Refuse a principle of another checklist than that of the round or poll in ``parent``."""
    return refuse(
        "principle_of_its_checklist",
        f"""NEW.principle_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {table} r JOIN coalitions_principle p ON p.checklist_id = r.checklist_id
    WHERE r.id = NEW.{parent}_id AND p.id = NEW.principle_id
)""",  # noqa: S608
        "a principle of another checklist",
    )


def statement_of_its_checklist() -> pgtrigger.Trigger:
    """Refuse an answer to a statement of another checklist than that of its round."""
    return refuse(
        "statement_of_its_checklist",
        """NOT EXISTS (
    SELECT 1 FROM coalitions_assessment r
        JOIN coalitions_principle p ON p.checklist_id = r.checklist_id
        JOIN coalitions_statement s ON s.principle_id = p.id
    WHERE r.id = NEW.assessment_id AND s.id = NEW.statement_id
)""",
        "a statement of another checklist",
    )


def statement_of_its_poll() -> pgtrigger.Trigger:
    """Refuse an answer in a poll to a statement that the poll does not ask."""
    return refuse(
        "statement_of_its_poll",
        """NOT EXISTS (
    SELECT 1 FROM coalitions_pollsheet h JOIN coalitions_poll r ON r.id = h.poll_id
        JOIN coalitions_principle p ON p.checklist_id = r.checklist_id
        JOIN coalitions_statement s ON s.principle_id = p.id
    WHERE h.key = NEW.sheet_id AND s.id = NEW.statement_id
        AND (r.principle_id IS NULL OR r.principle_id = p.id)
)""",
        "the poll does not ask this statement",
    )


def principle_of_own_checklist() -> pgtrigger.Trigger:
    """Refuse a poll about a principle of another checklist."""
    return refuse(
        "principle_of_own_checklist",
        """NEW.principle_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM coalitions_principle p
    WHERE p.id = NEW.principle_id AND p.checklist_id = NEW.checklist_id
)""",
        "a principle of another checklist",
    )


def stays(*fields: str) -> pgtrigger.Trigger:
    """Refuse that a row moves to another coalition, checklist or poll.

    Other rows were compared with it when they were written, and are not looked at again.
    """
    columns = [f"{field}_id" for field in fields]
    return refuse(
        "stays_where_it_belongs",
        " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns),
        "a row stays where it belongs",
        operation=pgtrigger.UpdateOf(*columns),
    )


def response_of_a_region() -> pgtrigger.Trigger:
    """Refuse an answer to a bottleneck in the name of a coalition that is not of a region."""
    return refuse(
        "response_of_a_region",
        f"""NOT EXISTS (
    SELECT 1 FROM coalitions_coalition c
    WHERE c.id = NEW.coalition_id AND {of_scope(REGIONAL_SCOPES, "c")}
)""",  # noqa: S608
        "a regional coalition answers for its region",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("coalition_id", "bottleneck_id"),
    )
