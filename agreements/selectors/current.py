"""The text of an agreement that counts, and when it is looked at again."""

from agreements.models import Agreement, AgreementVersion
from kansrijkestart.core import clock


def current_text(agreement: Agreement) -> AgreementVersion | None:
    """Return the newest version, or None when no text has been written yet."""
    return agreement.versions.order_by("-number").first()


def days_until_review(agreement: Agreement) -> int:
    """Return the days until the agreement must be looked at again; negative when past."""
    return (agreement.review_on - clock.today()).days
