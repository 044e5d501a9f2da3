"""What a user may do with an agreement they may see."""

import rules

from agreements.models import Agreement, ConfirmationRequest
from coalitions.models import Coalition
from coalitions.rules import coordinates, is_local, keeps_as_member
from kansrijkestart.accounts.models import User


@rules.predicate
def coordinates_its_coalition(user: User, agreement: Agreement | None) -> bool:
    """The user keeps the record of the agreement's coalition."""
    return agreement is not None and coordinates.test(user, agreement.coalition)


@rules.predicate
def looks_after(user: User, agreement: Agreement | None) -> bool:
    """The agreement, which the user may see, stands on their name."""
    return agreement is not None and agreement.owner_user_id == user.pk


@rules.predicate
def is_asked(user: User, request: ConfirmationRequest | None) -> bool:
    """The user was asked to answer for a party with their account."""
    return request is not None and request.member_id == user.pk


@rules.predicate
def is_regional(user: User, coalition: Coalition | None) -> bool:
    """The coalition is that of its region."""
    return coalition is not None and coalition.is_regional


@rules.predicate
def of_a_regional_coalition(user: User, agreement: Agreement | None) -> bool:
    """The agreement stands in the record of a regional coalition."""
    return agreement is not None and agreement.coalition.is_regional


rules.add_perm("agreements.add_agreement", coordinates)
rules.add_perm("agreements.change_agreement", coordinates_its_coalition)
rules.add_perm("agreements.review_agreement", coordinates_its_coalition | looks_after)
rules.add_perm("agreements.answer_request", is_asked)
rules.add_perm("agreements.propose_agreement", of_a_regional_coalition & coordinates_its_coalition)
# Whoever keeps the regional record reads which municipality says what; nobody there sets it.
rules.add_perm("agreements.read_uptake", of_a_regional_coalition & coordinates_its_coalition)
# As with consent: what a municipality decides is not recorded by the lead of its region.
rules.add_perm("agreements.set_uptake", is_local & keeps_as_member)
rules.add_perm("agreements.change_framework", is_regional & coordinates)
