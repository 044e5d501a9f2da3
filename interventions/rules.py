"""What a user may do with choices they may see."""

import rules

from coalitions.models import Coalition
from coalitions.rules import coordinates, leads
from interventions.models import Choice, Funding, LocalOffer
from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.rules import is_administrator, is_analyst


@rules.predicate
def coordinates_its_coalition(user: User, row: Choice | LocalOffer | Funding | None) -> bool:
    """The user keeps the record of the coalition that this row belongs to."""
    return row is not None and coordinates.test(user, row.coalition)


@rules.predicate
def is_local(user: User, coalition: Coalition | None) -> bool:
    """What a municipality offers itself stands in the record of its local coalition."""
    return coalition is not None and coalition.is_local


rules.add_perm("interventions.add_choice", coordinates)
rules.add_perm("interventions.change_choice", coordinates_its_coalition)
rules.add_perm("interventions.add_offer", is_local & coordinates)
rules.add_perm("interventions.change_offer", coordinates_its_coalition)
rules.add_perm("interventions.add_funding", coordinates)
rules.add_perm("interventions.change_funding", coordinates_its_coalition)
rules.add_perm("interventions.load_matrix", leads | is_administrator)
rules.add_perm("interventions.ask_report", leads)
rules.add_perm("interventions.manage_catalogue", is_analyst)
