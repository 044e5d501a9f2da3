"""Who is who around one coalition: what each kind of user has, or does not have, there."""

from kansrijkestart.core import clock
from tests import factories as make


def _adviser(user, coalition):
    make.NationalRoleFactory.create(user=user, role="adviser")
    make.CaseloadFactory.create(adviser=user, coalition=coalition)


RELATIONS = {
    "outsider": lambda user, _: make.MembershipFactory.create(user=user),
    "coordinator": lambda user, coalition: make.MembershipFactory.create(
        user=user, coalition=coalition, role="coordinator"
    ),
    "partner": lambda user, coalition: make.MembershipFactory.create(
        user=user, coalition=coalition, role="partner"
    ),
    "former_member": lambda user, coalition: make.MembershipFactory.create(
        user=user, coalition=coalition, until=clock.today()
    ),
    "adviser": _adviser,
    "other_adviser": lambda user, _: _adviser(user, make.CoalitionFactory.create()),
    "region_lead": lambda user, coalition: make.RegionMembershipFactory.create(
        user=user, region=coalition.region
    ),
    "other_region_lead": lambda user, _: make.RegionMembershipFactory.create(user=user),
    "without_role": lambda user, _: None,
}


def relate(user, who, coalition):
    """Give ``user`` what makes them ``who``; a name that is not above is a national role."""
    if who in RELATIONS:
        RELATIONS[who](user, coalition)
    else:
        make.NationalRoleFactory.create(user=user, role=who)
