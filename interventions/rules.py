"""What a user may do with choices they may see."""

import rules

from coalitions.rules import coordinates
from interventions.models import Choice, LocalOffer
from kansrijkestart.accounts.models import User


@rules.predicate
def coordinates_its_coalition(user: User, row: Choice | LocalOffer | None) -> bool:
    """The user keeps the record of the coalition that this choice or own offer belongs to."""
    return row is not None and coordinates.test(user, row.coalition)


rules.add_perm("interventions.add_choice", coordinates)
rules.add_perm("interventions.change_choice", coordinates_its_coalition)
rules.add_perm("interventions.change_offer", coordinates_its_coalition)
