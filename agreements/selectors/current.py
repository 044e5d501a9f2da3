"""The text of an agreement that counts, its usual level, and when it is looked at again."""

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


def days_until_review(agreement: Agreement) -> int:
    """Return the days until the agreement must be looked at again; negative when past."""
    return (agreement.review_on - clock.today()).days
