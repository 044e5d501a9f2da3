"""What a user may do with an agreement they may see."""

import rules

from agreements.models import Agreement
from coalitions.rules import coordinates
from kansrijkestart.accounts.models import User


@rules.predicate
def coordinates_its_coalition(user: User, agreement: Agreement | None) -> bool:
    """The user keeps the record of the agreement's coalition."""
    return agreement is not None and coordinates.test(user, agreement.coalition)


rules.add_perm("agreements.add_agreement", coordinates)
rules.add_perm("agreements.change_agreement", coordinates_its_coalition)
