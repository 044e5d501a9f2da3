"""Recording what a coalition reads in its figures."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coalitions.models import Ambition, Coalition, Organisation, Partnership
from coalitions.services.ambitions import ambition_save
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import (
    Indicator,
    IndicatorSet,
    Interpretation,
    InterpretationAmbition,
    InterpretationOrganisation,
)
from monitoring.selectors.told import years_on_the_table

FIELDS = (
    "indicator",
    "indicator_set",
    "discussed_on",
    "present",
    "conclusion",
    "parents_said",
    "intention",
)
READ = ("read_from", "read_until")


@transaction.atomic
def interpretation_save(
    *,
    coalition: Coalition,
    conclusion: str,
    discussed_on: date,
    indicator: Indicator | None = None,
    indicator_set: IndicatorSet | None = None,
    present: str = "",
    parents_said: str = "",
    intention: str = "",
    organisations: Collection[Organisation] | None = None,
    ambitions: Collection[Ambition] | None = None,
    read_newest: bool = False,
    interpretation: Interpretation | None = None,
    expected_version: int | None = None,
) -> Interpretation:
    """Record an interpretation, or change one. Raises DomainError for a day that is to come.

    Of ``organisations`` and ``ambitions`` None means: leave them as they are. The years of the
    figure are noted at the first writing, when the subject changes, and with ``read_newest``.
    """
    if discussed_on > clock.today():
        raise DomainError(
            {"discussed_on": _("This date is still to come. Choose today or earlier.")}
        )
    stored = _stored(coalition, interpretation)
    is_new = stored.pk is None
    before = (stored.indicator_id, stored.indicator_set_id)
    stored.indicator, stored.indicator_set = indicator, indicator_set
    stored.discussed_on, stored.present = discussed_on, present
    stored.conclusion, stored.parents_said = conclusion, parents_said
    stored.intention = intention
    if is_new or read_newest or before != (stored.indicator_id, stored.indicator_set_id):
        _note_years(stored)
    if is_new:
        stored.full_clean()
        stored.save()
    else:
        save_versioned(stored, expected_version=expected_version, fields=(*FIELDS, *READ))
    if organisations is not None:
        _set_organisations(stored, organisations)
    if ambitions is not None:
        _set_ambitions(stored, ambitions)
    return stored


@transaction.atomic
def interpretation_ambition_add(*, interpretation: Interpretation, **values: Any) -> Ambition:
    """Make an ambition of what an interpretation leads to, and link the two."""
    stored = _stored(interpretation.coalition, interpretation)
    ambition = ambition_save(coalition=stored.coalition, **values)
    link = InterpretationAmbition(interpretation=stored, ambition=ambition)
    link.full_clean()
    link.save()
    return ambition


def _stored(coalition: Coalition, interpretation: Interpretation | None) -> Interpretation:
    if interpretation is None:
        return Interpretation(coalition=coalition)
    rows = Interpretation.objects.select_for_update(of=("self",))
    return rows.get(pk=interpretation.pk, coalition=coalition)


def _note_years(row: Interpretation) -> None:
    years = years_on_the_table(row.coalition, row.indicator, row.indicator_set)
    row.read_from = years.first if years else None
    row.read_until = years.last if years else None


def _set_organisations(row: Interpretation, organisations: Collection[Organisation]) -> None:
    wanted = {one.pk for one in organisations}
    before = set(row.organisations.values_list("organisation", flat=True))
    partners = Partnership.objects.active().filter(coalition=row.coalition)
    if wanted - before - set(partners.values_list("organisation", flat=True)):
        raise DomainError({"organisations": _("Choose partners of this coalition.")})
    row.organisations.exclude(organisation__in=wanted).delete()
    for key in sorted(wanted - before):
        InterpretationOrganisation.objects.create(interpretation=row, organisation_id=key)


def _set_ambitions(row: Interpretation, ambitions: Collection[Ambition]) -> None:
    wanted = {one.pk for one in ambitions}
    if wanted - set(row.coalition.ambitions.values_list("pk", flat=True)):
        raise DomainError({"ambitions": _("Choose ambitions of this coalition.")})
    before = set(row.ambitions.values_list("ambition", flat=True))
    row.ambitions.exclude(ambition__in=wanted).delete()
    for key in sorted(wanted - before):
        InterpretationAmbition.objects.create(interpretation=row, ambition_id=key)
