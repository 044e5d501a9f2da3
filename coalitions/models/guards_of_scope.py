"""Triggers for whom a coalition works for: its level, its municipalities and its links.

What was so in the past stays so: every trigger looks at a period that begins or grows, and at what
runs on the day on which a coalition changes. That day is the one of ``updated_at``, which comes
from the application's clock, so that a demo or a test may travel.
"""

from typing import Final

import pgtrigger
from django.conf import settings

from coalitions.choices import LOCAL_SCOPES, REGIONAL_SCOPES, Stage
from coalitions.models.guards import of_scope, refuse


def _runs_locally(who: str) -> str:
    return f"{of_scope(LOCAL_SCOPES, who)} AND {who}.stage <> '{Stage.ENDED.value}'"


_DAY: Final = f"(NEW.updated_at AT TIME ZONE '{settings.TIME_ZONE}')::date"
_TAKEN: Final = "the municipality has a local coalition"


def one_local_per_municipality() -> pgtrigger.Trigger:
    """Refuse a second running local coalition for a municipality at the same moment.

    Two people who register the same municipality at one moment wait for each other. A period that
    only gets shorter takes nothing from anybody; one that ends too early is refused by a check.
    """
    return refuse(
        "one_local_per_municipality",
        f"""EXISTS (
    SELECT 1 FROM coalitions_coalition me
    WHERE me.id = NEW.coalition_id AND {_runs_locally("me")}
) AND EXISTS (
    SELECT 1 FROM coalitions_coalitionmunicipality o
        JOIN coalitions_coalition c ON c.id = o.coalition_id
    WHERE o.municipality_id = NEW.municipality_id AND o.coalition_id <> NEW.coalition_id
        AND {_runs_locally("c")}
        AND daterange(o.since, o.until) && daterange(NEW.since, NEW.until)
)""",  # noqa: S608  names of this code, no input
        _TAKEN,
        before="""
IF NEW.until <= NEW.since THEN
    RETURN NEW;
END IF;
IF TG_OP = 'UPDATE' AND NEW.coalition_id = OLD.coalition_id
    AND NEW.municipality_id = OLD.municipality_id
    AND daterange(OLD.since, OLD.until) @> daterange(NEW.since, NEW.until)
THEN
    RETURN NEW;
END IF;
PERFORM pg_advisory_xact_lock(7105, NEW.municipality_id::integer);""",
    )


def local_only_where_free() -> pgtrigger.Trigger:
    """Refuse that a coalition becomes local, or runs again, where another one is local."""
    return refuse(
        "local_only_where_free",
        f"""EXISTS (
    SELECT 1 FROM coalitions_coalitionmunicipality m
        JOIN coalitions_coalitionmunicipality o ON o.municipality_id = m.municipality_id
        JOIN coalitions_coalition c ON c.id = o.coalition_id
    WHERE m.coalition_id = NEW.id AND o.coalition_id <> NEW.id AND {_runs_locally("c")}
        AND daterange(o.since, o.until) && (
            daterange(m.since, m.until) * daterange({_DAY}, NULL)
        )
)""",  # noqa: S608
        _TAKEN,
        before=f"""
IF NOT ({_runs_locally("NEW")}) OR {_runs_locally("OLD")} THEN
    RETURN NEW;
END IF;
PERFORM pg_advisory_xact_lock(7105, m.municipality_id::integer) FROM (
    SELECT DISTINCT municipality_id FROM coalitions_coalitionmunicipality
    WHERE coalition_id = NEW.id ORDER BY municipality_id
) m;""",  # noqa: S608
        operation=pgtrigger.UpdateOf("scope", "stage"),
    )


def link_from_local_to_regional() -> pgtrigger.Trigger:
    """Refuse a link that does not go from a local to a regional coalition."""
    return refuse(
        "from_local_to_regional",
        f"""NOT EXISTS (
    SELECT 1 FROM coalitions_coalition l, coalitions_coalition r
    WHERE l.id = NEW.local_id AND r.id = NEW.regional_id
        AND {of_scope(LOCAL_SCOPES, "l")} AND {of_scope(REGIONAL_SCOPES, "r")}
)""",  # noqa: S608
        "a link goes from a local to a regional coalition",
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("local_id", "regional_id"),
    )


def level_of_its_links() -> pgtrigger.Trigger:
    """Refuse that a coalition leaves the level on which it takes part, or others in it."""
    return refuse(
        "level_of_its_links",
        f"""EXISTS (
    SELECT 1 FROM coalitions_coalitionlink l
    WHERE (l.until IS NULL OR l.until > {_DAY}) AND (
        (l.local_id = NEW.id AND NOT {of_scope(LOCAL_SCOPES, "NEW")})
        OR (l.regional_id = NEW.id AND NOT {of_scope(REGIONAL_SCOPES, "NEW")})
    )
)""",  # noqa: S608
        "the coalition takes part, or others in it",
        operation=pgtrigger.UpdateOf("scope"),
    )
