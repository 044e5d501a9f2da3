"""What a user may do with an agreement they may see."""

import rules

from agreements.models import Agreement, ConfirmationRequest
from coalitions.rules import coordinates
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


rules.add_perm("agreements.add_agreement", coordinates)
rules.add_perm("agreements.change_agreement", coordinates_its_coalition)
rules.add_perm("agreements.review_agreement", coordinates_its_coalition | looks_after)
rules.add_perm("agreements.answer_request", is_asked)
