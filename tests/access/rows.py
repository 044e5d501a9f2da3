"""How a route says who may do what: one row per route and method."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

ROLES = (
    "nobody",
    "outsider",
    "partner",
    "coordinator",
    "adviser",
    "region_lead",
    "analyst",
    "policy_viewer",
    "administrator",
    # Neighbours: the same kind of role elsewhere, or no longer, gives nothing here.
    "other_adviser",
    "other_region_lead",
    "former_member",
    "without_role",
)


@dataclass(frozen=True)
class Row:
    """Expected status per role for one named route.

    ``kwargs`` gets the world (w.coalition, w.regional, w.region, w.municipality, w.indicator) and
    returns the route's arguments; ``data`` the same for a POST's fields. Roles not named in
    ``expected`` get ``otherwise``.
    """

    name: str
    expected: dict[str, int]
    otherwise: int = 404
    method: str = "GET"
    kwargs: Callable[[Any], dict[str, Any]] = field(default=lambda w: {})
    data: Callable[[Any], dict[str, Any]] = field(default=lambda w: {})
