"""What a user may do with choices they may see."""

import rules

from coalitions.rules import coordinates
from interventions.models import Choice
from kansrijkestart.accounts.models import User


@rules.predicate
def coordinates_its_coalition(user: User, choice: Choice | None) -> bool:
    """The user keeps the record of the choice's coalition."""
    return choice is not None and coordinates.test(user, choice.coalition)


rules.add_perm("interventions.add_choice", coordinates)
rules.add_perm("interventions.change_choice", coordinates_its_coalition)
