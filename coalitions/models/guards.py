"""Triggers for what a check on one row cannot say: rows that must belong together.

The services refuse the same in words; these keep it true whatever writes.
"""

import pgtrigger

from coalitions.choices import LOCAL_SCOPES, REGIONAL_SCOPES, Stage


def _sql(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _refuse(name: str, condition: str, words: str) -> pgtrigger.Trigger:
    """Return a trigger that refuses a row for which ``condition`` holds."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
IF {condition} THEN
    RAISE EXCEPTION '{words}' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",
    )


def same_coalition(field: str, table: str) -> pgtrigger.Trigger:
    """Refuse a row whose ``field`` points to a row of another coalition."""
    return _refuse(
        f"{field}_of_one_coalition",
        f"""NEW.{field}_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {table} o WHERE o.id = NEW.{field}_id AND o.coalition_id = NEW.coalition_id
)""",  # noqa: S608  names of this code, no input
        f"{field} is of another coalition",
    )


def principle_of_its_checklist(parent: str, table: str) -> pgtrigger.Trigger:
    """Refuse a principle of another checklist than that of the round or poll in ``parent``."""
    return _refuse(
        "principle_of_its_checklist",
        f"""NEW.principle_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {table} r JOIN coalitions_principle p ON p.checklist_id = r.checklist_id
    WHERE r.id = NEW.{parent}_id AND p.id = NEW.principle_id
)""",  # noqa: S608
        "a principle of another checklist",
    )


def statement_of_its_checklist() -> pgtrigger.Trigger:
    """Refuse an answer to a statement of another checklist than that of its round."""
    return _refuse(
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
    return _refuse(
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
    return _refuse(
        "principle_of_own_checklist",
        """NEW.principle_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM coalitions_principle p
    WHERE p.id = NEW.principle_id AND p.checklist_id = NEW.checklist_id
)""",
        "a principle of another checklist",
    )


def link_from_local_to_regional() -> pgtrigger.Trigger:
    """Refuse a link that does not go from a local to a regional coalition.

    Checked when the link is made: a coalition that later works on one level only keeps its past.
    """
    return pgtrigger.Trigger(
        name="from_local_to_regional",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("local_id", "regional_id"),
        func=f"""
IF NOT EXISTS (
    SELECT 1 FROM coalitions_coalition l, coalitions_coalition r
    WHERE l.id = NEW.local_id AND r.id = NEW.regional_id
        AND l.scope IN ({_sql(LOCAL_SCOPES)}) AND r.scope IN ({_sql(REGIONAL_SCOPES)})
) THEN
    RAISE EXCEPTION 'a link goes from a local to a regional coalition'
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",  # noqa: S608
    )


# Another running local coalition that covers a municipality of ``mine`` at the same moment.
_TAKEN = f"""EXISTS (
    SELECT 1 FROM coalitions_coalitionmunicipality o
        JOIN coalitions_coalition c ON c.id = o.coalition_id
    WHERE {{mine}} AND o.coalition_id <> {{own}} AND c.scope IN ({_sql(LOCAL_SCOPES)})
        AND c.stage <> '{Stage.ENDED.value}'
        AND daterange(o.since, o.until) && ({{period}})
)"""  # noqa: S608
_LOCAL = f"{{who}}.scope IN ({_sql(LOCAL_SCOPES)}) AND {{who}}.stage <> '{Stage.ENDED.value}'"


def one_local_per_municipality() -> pgtrigger.Trigger:
    """Refuse a second running local coalition for a municipality at the same moment.

    A period that only becomes shorter takes nothing from anybody.
    """
    taken = _TAKEN.format(
        mine="o.municipality_id = NEW.municipality_id",
        own="NEW.coalition_id",
        period="daterange(NEW.since, NEW.until)",
    )
    return pgtrigger.Trigger(
        name="one_local_per_municipality",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        # Two people who register the same municipality at one moment wait for each other.
        func=f"""
IF TG_OP = 'UPDATE' THEN
    IF NEW.coalition_id = OLD.coalition_id AND NEW.municipality_id = OLD.municipality_id
        AND daterange(NEW.since, NEW.until) <@ daterange(OLD.since, OLD.until) THEN
        RETURN NEW;
    END IF;
END IF;
PERFORM pg_advisory_xact_lock(7105, NEW.municipality_id::integer);
IF EXISTS (
    SELECT 1 FROM coalitions_coalition me
    WHERE me.id = NEW.coalition_id AND {_LOCAL.format(who="me")}
) AND {taken} THEN
    RAISE EXCEPTION 'the municipality has a local coalition' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",  # noqa: S608
    )


def local_only_where_free() -> pgtrigger.Trigger:
    """Refuse that a coalition becomes local, or runs again, where another one is local.

    What is over by the day of the change is past: who worked where then stays as it was. That day
    is the one the row says it was changed on, so that a test or the demo may travel.
    """
    taken = _TAKEN.format(
        mine="o.municipality_id = m.municipality_id",
        own="NEW.id",
        period="daterange(m.since, m.until) * daterange(NEW.updated_at::date, NULL)",
    )
    return pgtrigger.Trigger(
        name="local_only_where_free",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("scope", "stage"),
        func=f"""
IF {_LOCAL.format(who="NEW")} AND NOT ({_LOCAL.format(who="OLD")}) AND EXISTS (
    SELECT 1 FROM coalitions_coalitionmunicipality m WHERE m.coalition_id = NEW.id AND {taken}
) THEN
    RAISE EXCEPTION 'the municipality has a local coalition' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
""",  # noqa: S608
    )
