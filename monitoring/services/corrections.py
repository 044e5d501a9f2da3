"""Corrections of a frozen round: a municipality may change its answers, for the next edition."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import Response, Round, RoundExtension
from monitoring.selectors.fillings import find_round
from monitoring.services.rounds import put_extension


@transaction.atomic
def correction_allow(
    *,
    round: Round,  # noqa: A002
    municipality: Municipality,
    until: datetime,
    reason: str,
) -> RoundExtension:
    """Let one municipality open its answers again after the round was frozen, until a moment.

    What it hands in then counts in the next edition; editions that are there stay. Asking again
    moves the moment. When a later round has taken the pages of the year, only to an earlier one:
    what cannot be reached is not to hold up the next edition.
    """
    stored = Round.objects.select_for_update().get(pk=round.pk)
    if stored.frozen_at is None:
        raise DomainError(_("This round is not frozen yet. Give an extension instead."))
    if not stored.extensions.filter(municipality=municipality, until__gt=until).exists():
        _refuse_after_another(stored)
    if until <= clock.now():
        raise DomainError({"until": _("Choose a moment that is still to come.")})
    if not Response.objects.filter(round=stored, municipality=municipality).exists():
        raise DomainError({"municipality": _("This municipality got no questionnaire.")})
    return put_extension(stored, municipality, until, reason.strip())


def _refuse_after_another(stored: Round) -> None:
    """The pages of a year are those of its newest round: there this one cannot be filled in."""
    version = stored.questionnaire_version
    if find_round(version.year, version.questionnaire.key) != stored:
        words = _(
            "A later round of %(year)s has opened, and the pages of that year are about that one. "
            "Let the municipality correct its answers there."
        )
        raise DomainError(words % {"year": version.year})
