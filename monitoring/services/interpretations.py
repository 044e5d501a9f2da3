"""Recording what a coalition reads in its figures."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Coalition
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import Indicator, Interpretation

FIELDS = ("indicator", "discussed_on", "present", "conclusion", "parents_said", "intention")


@transaction.atomic
def interpretation_save(
    *,
    coalition: Coalition,
    conclusion: str,
    discussed_on: date,
    indicator: Indicator | None = None,
    present: str = "",
    parents_said: str = "",
    intention: str = "",
    interpretation: Interpretation | None = None,
    expected_version: int | None = None,
) -> Interpretation:
    """Record an interpretation, or change one. Raises DomainError for a day that is to come."""
    if discussed_on > clock.today():
        raise DomainError(
            {"discussed_on": _("This date is still to come. Choose today or earlier.")}
        )
    if interpretation is None:
        stored = Interpretation(coalition=coalition)
    else:
        rows = Interpretation.objects.select_for_update(of=("self",))
        stored = rows.get(pk=interpretation.pk, coalition=coalition)
    stored.indicator, stored.discussed_on, stored.present = indicator, discussed_on, present
    stored.conclusion, stored.parents_said = conclusion, parents_said
    stored.intention = intention
    if stored.pk is not None:
        return save_versioned(stored, expected_version=expected_version, fields=FIELDS)
    stored.full_clean()
    stored.save()
    return stored
