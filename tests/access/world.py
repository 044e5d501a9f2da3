"""The world in which every route is tried by every role: made once, in one transaction."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, Municipality, Region
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from monitoring.models import Indicator
from tests import factories as make
from tests.access.rows import ROLES


@dataclass
class World:
    """A local coalition that works for one municipality, its region, and somebody in every role.

    The municipality shares everything. ``other_coalition`` belongs to the outsider; ``regional`` is
    the coalition of the region, which the regional lead keeps.
    """

    coalition: Coalition
    other_coalition: Coalition
    regional: Coalition
    region: Region
    municipality: Municipality
    indicator: Indicator
    users: dict[str, User | None] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"The world of tests/access has no {name!r}; make it in your row.")


def _users(world: World) -> dict[str, User | None]:
    users = {role: make.UserFactory.create() for role in ROLES if role != "nobody"}
    make.MembershipFactory.create(user=users["outsider"], coalition=world.other_coalition)
    for role in ("partner", "coordinator"):
        make.MembershipFactory.create(user=users[role], coalition=world.coalition, role=role)
    make.CaseloadFactory.create(adviser=users["adviser"], coalition=world.coalition)
    make.RegionMembershipFactory.create(user=users["region_lead"], region=world.region)
    make.CaseloadFactory.create(adviser=users["other_adviser"], coalition=world.other_coalition)
    make.NationalRoleFactory.create(user=users["other_adviser"], role="adviser")
    make.RegionMembershipFactory.create(user=users["other_region_lead"])
    yesterday = clock.today() - timedelta(days=1)
    for role in ("coordinator", "partner"):
        make.MembershipFactory.create(
            user=users["former_member"],
            coalition=world.coalition,
            role=role,
            since=yesterday - timedelta(days=365),
            until=yesterday,
        )
    for role in ("adviser", "analyst", "policy_viewer", "administrator"):
        make.NationalRoleFactory.create(user=users[role], role=role)
    return {"nobody": None, **users}


def make_world() -> World:
    municipality = make.MunicipalityFactory.create()
    region = make.RegionFactory.create()
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    coalition = make.CoalitionFactory.create(region=region)
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=municipality)
    for kind in ConsentKind.values:
        make.ConsentFactory.create(municipality=municipality, kind=kind)
    world = World(
        coalition=coalition,
        other_coalition=make.CoalitionFactory.create(),
        regional=make.CoalitionFactory.create(scope="regional", region=region),
        region=region,
        municipality=municipality,
        indicator=make.DefinitionFactory.create().indicator,
    )
    world.users = _users(world)
    return world
