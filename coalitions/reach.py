"""Which coalitions a user reaches and which are public, as SQL for ``pk__in``, ``coalition__in``.

Every page asks this, many of them several times. Written with querysets, a query inside a query
inside a query, putting the question together took longer than the database took to answer it, up to
a third of a page (docs/adr/0013). Only ``coalitions.querysets`` uses it.
"""

from typing import TYPE_CHECKING

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from coalitions.choices import ConsentKind
from kansrijkestart.core import clock

if TYPE_CHECKING:
    from kansrijkestart.accounts.models import User

# Rows that hold on a day; ``until`` is the first day after, as in ``querysets.open_on``.
_OPEN = "(since IS NULL OR since <= %s) AND (until IS NULL OR until > %s)"
_MEMBER = f"SELECT coalition_id FROM coalitions_membership WHERE user_id = %s AND {_OPEN}"  # noqa: S608
_COORDINATOR = f"{_MEMBER} AND role = 'coordinator'"
_CASE = f"SELECT coalition_id FROM coalitions_caseload WHERE adviser_id = %s AND {_OPEN}"  # noqa: S608
_LED = (
    "SELECT id FROM coalitions_coalition WHERE scope IN ('regional', 'both') AND region_id IN "  # noqa: S608
    f"(SELECT region_id FROM coalitions_regionmembership WHERE user_id = %s AND {_OPEN})"
)

# What a municipality decided last about the public map; one that never did does not share.
_ON_MAP = f"""
SELECT cover.coalition_id FROM coalitions_coalitionmunicipality AS cover WHERE {_OPEN}
GROUP BY cover.coalition_id HAVING bool_and(COALESCE((
  SELECT said.is_granted FROM coalitions_consent AS said
  WHERE said.municipality_id = cover.municipality_id AND said.kind = %s AND said.decided_on <= %s
  ORDER BY said.decided_on DESC, said.recorded_at DESC, said.id DESC LIMIT 1
), false))
"""  # noqa: S608


def _keys(user: "User", *parts: str) -> RawSQL:
    today = clock.today()
    params = (user.pk, today, today) * len(parts)
    # Only the constants above are put together; what varies is bound.
    return RawSQL(" UNION ALL ".join(parts), params, output_field=BigIntegerField())  # noqa: S611


def taking_part(user: "User") -> RawSQL:
    """Coalitions a user is a member of, and the regional one of a region they lead."""
    return _keys(user, _MEMBER, _LED)


def kept(user: "User") -> RawSQL:
    """Coalitions that a user coordinates as a member."""
    return _keys(user, _COORDINATOR)


def coordinated(user: "User") -> RawSQL:
    """Coalitions whose record a user may change."""
    return _keys(user, _COORDINATOR, _LED)


def advised(user: "User") -> RawSQL:
    """Coalitions in a user's caseload."""
    return _keys(user, _CASE)


def reached(user: "User") -> RawSQL:
    """Coalitions whose record a user may open: all of the above."""
    return _keys(user, _MEMBER, _LED, _CASE)


def on_the_map() -> RawSQL:
    """Coalitions of which every municipality they work for today shares the public map."""
    today = clock.today()
    return RawSQL(  # noqa: S611 - a constant; what varies is bound
        _ON_MAP, (today, today, ConsentKind.PUBLIC_MAP.value, today), output_field=BigIntegerField()
    )
