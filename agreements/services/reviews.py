"""Answering "does it still hold?": yes until a new date. Changing and ending have their own."""

from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from agreements.models import Agreement
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned
from kansrijkestart.core.exceptions import DomainError

USUAL_YEARS: Final = 1
LONGEST_YEARS: Final = 5


def usual_date() -> date:
    """Return the date to look again that is proposed: a year from today."""
    return clock.years_after(clock.today(), USUAL_YEARS)


@transaction.atomic
def agreement_extend(*, agreement_id: int, until: date, expected_version: int | None) -> Agreement:
    """Say that an agreement still holds, and when to look at it again.

    Raises EditConflict when somebody else changed it first, and DomainError for an agreement that
    does not apply or a date that is past or too far away.
    """
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement_id)
    refuse_stale(agreement, expected_version)
    if not agreement.applies:
        raise DomainError(_("Only an agreement that applies can go on."))
    if until <= clock.today():
        raise DomainError({"until": _("Choose a day after today.")})
    if until > clock.years_after(clock.today(), LONGEST_YEARS):
        raise DomainError({"until": _("Choose a day within five years.")})
    agreement.review_on = until
    return save_versioned(agreement, expected_version=expected_version, fields=["review_on"])
