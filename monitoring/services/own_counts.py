"""Groups and neighbourhoods of an interpretation, with counts of the coalition's own."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import CoalitionMunicipality, Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import refuse_stale, save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import Interpretation, InterpretationGroup

FIELDS: Final = ("kind", "words", "municipality", "year", "source")
COUNTS: Final = ("numerator", "denominator")


@transaction.atomic
def group_save(
    *,
    interpretation: Interpretation,
    kind: str,
    words: str,
    municipality: Municipality | None = None,
    year: int | None = None,
    source: str = "",
    counts: tuple[int, int] | None = None,
    keep_counts: bool = False,
    group: InterpretationGroup | None = None,
    expected_version: int | None = None,
) -> InterpretationGroup:
    """Record a group, or change one. ``keep_counts`` leaves the stored numbers as they are."""
    if year is not None and year > clock.today().year:
        raise DomainError({"year": _("This year is still to come.")})
    # One at a time: rows of one interpretation are judged together.
    parent = Interpretation.objects.select_for_update(of=("self",)).get(pk=interpretation.pk)
    stored = InterpretationGroup(interpretation=parent)
    if group is not None:
        stored = still_there(InterpretationGroup.objects.filter(interpretation=parent), group.pk)
    if municipality is not None and municipality.pk != stored.municipality_id:
        _refuse_elsewhere(parent, municipality)
    stored.kind, stored.words, stored.municipality = kind, words, municipality
    stored.year, stored.source = year, source
    if not keep_counts:
        stored.numerator, stored.denominator = counts or (None, None)
    if stored.pk is not None:
        fields = FIELDS if keep_counts else (*FIELDS, *COUNTS)
        return save_versioned(stored, expected_version=expected_version, fields=fields)
    stored.full_clean()
    stored.save()
    return stored


@transaction.atomic
def group_remove(*, group: InterpretationGroup, expected_version: int | None) -> None:
    """Take a group out, with its count."""
    stored = still_there(InterpretationGroup.objects.all(), group.pk)
    refuse_stale(stored, expected_version)
    stored.delete()


def _refuse_elsewhere(interpretation: Interpretation, municipality: Municipality) -> None:
    covered = CoalitionMunicipality.objects.filter(
        coalition=interpretation.coalition_id, municipality=municipality
    )
    if not covered.exists():
        raise DomainError({"municipality": _("Choose a municipality of this coalition.")})
