"""What is asked of everything that a coalition keeps for one of its municipalities."""

from datetime import date

from django.utils.translation import gettext as _

from coalitions.models import Coalition, Municipality, Organisation, Partnership
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError


def check_place(coalition: Coalition, municipality: Municipality) -> None:
    """Only for municipalities that the coalition works for now."""
    covered = Municipality.objects.covered_by(coalition)
    if not covered.filter(pk=municipality.pk).exists():
        words = _("Choose a municipality that the coalition works for.")
        raise DomainError({"municipality": words})


def check_partner(coalition: Coalition, organisation: Organisation | None, field: str) -> None:
    """Only organisations that take part, or none."""
    active = Partnership.objects.active().filter(coalition=coalition)
    if organisation and not active.filter(organisation=organisation).exists():
        raise DomainError({field: _("Choose a partner of this coalition.")})


def check_past(on: date | None, field: str) -> None:
    """Nobody looked at something tomorrow."""
    if on and on > clock.today():
        raise DomainError({field: _("Choose today or a day in the past.")})
