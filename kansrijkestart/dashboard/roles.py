"""What a reader is: looked up once per request, for the navigation and the start page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from coalitions.choices import MembershipRole
from coalitions.models import Coalition, Membership, Region, RegionMembership
from kansrijkestart.accounts.choices import NationalRoleKind

_KEPT = "reader_roles"


@dataclass(frozen=True)
class Roles:
    """The coalitions somebody takes part in, the regions they lead, their national roles.

    ``around`` are the regions that a coordinator's own municipalities work together in.
    """

    coordinated: tuple[Coalition, ...] = ()
    joined: tuple[Coalition, ...] = ()
    regions: tuple[Region, ...] = ()
    around: tuple[Region, ...] = ()
    national: frozenset[str] = frozenset()
    is_known: bool = False

    @property
    def coalitions(self) -> tuple[Coalition, ...]:
        return self.coordinated + self.joined

    def has(self, role: NationalRoleKind) -> bool:
        return role.value in self.national


def roles_of(request: HttpRequest) -> Roles:
    """Return the reader's roles: three questions to the database, four for a coordinator."""
    kept: Roles | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _look_up(getattr(request, "user", None))
        setattr(request, _KEPT, kept)
    return kept


def _look_up(user: Any) -> Roles:
    if user is None or not user.is_authenticated:
        return Roles()
    memberships = list(
        Membership.objects.current()
        .filter(Q(user=user))
        .select_related("coalition__region", "coalition__lead_organisation")
        .order_by("coalition__name_fold", "coalition_id")
    )
    led = RegionMembership.objects.current().filter(user=user).select_related("region")
    coordinator = MembershipRole.COORDINATOR
    coordinated = tuple(m.coalition for m in memberships if m.role == coordinator)
    around = Region.objects.around(user).order_by("name_fold") if coordinated else ()
    return Roles(
        coordinated=coordinated,
        around=tuple(around),
        joined=tuple(m.coalition for m in memberships if m.role != coordinator),
        regions=tuple(row.region for row in led.order_by("region__name_fold")),
        national=frozenset(user.national_roles.values_list("role", flat=True)),
        is_known=True,
    )
