"""The text of an agreement that counts, its usual level, and when it is looked at again."""

from agreements.choices import AgreementState
from agreements.models import Agreement, AgreementVersion
from coalitions.choices import Scope
from coalitions.models import Coalition
from kansrijkestart.core import clock


def current_text(agreement: Agreement) -> AgreementVersion | None:
    """Return the newest version, or None when no text has been written yet."""
    return agreement.versions.order_by("-number").first()


def usual_scope(coalition: Coalition) -> str:
    """Return what an agreement is when nobody says so: regional where there is no local level."""
    return Scope.LOCAL if coalition.is_local else Scope.REGIONAL


def usual_state(coalition: Coalition) -> str:
    """Return where a new agreement stands when nobody says so.

    Every link to a first one says "that you have already": so it applies. Left a draft it would be
    told of nowhere, not even on the page for the alderman. A regional one that applies needs an
    owner, so that one begins as a draft.
    """
    if coalition.is_regional or coalition.agreements.exists():
        return AgreementState.DRAFT
    return AgreementState.IN_FORCE


def days_until_review(agreement: Agreement) -> int:
    """Return the days until the agreement must be looked at again; negative when past."""
    return (agreement.review_on - clock.today()).days
