"""What an agreement names: themes, interventions and parts of the regional framework.

The lock on the agreement is the caller's.
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from agreements.models import (
    Agreement,
    AgreementIntervention,
    AgreementPart,
    AgreementTheme,
    FrameworkPart,
    Theme,
)
from interventions.models import Intervention
from kansrijkestart.core.exceptions import DomainError


def themes_set(*, agreement: Agreement, themes: Collection[Theme]) -> None:
    """Leave these themes and no others. Raises DomainError when it is then about none at all."""
    wanted = {theme.pk for theme in themes}
    if not wanted and not agreement.other_theme.strip():
        raise DomainError({"themes": _("Choose at least one theme.")})
    existing = set(agreement.themes.values_list("theme", flat=True))
    agreement.themes.exclude(theme__in=wanted).delete()
    AgreementTheme.objects.bulk_create(
        AgreementTheme(agreement=agreement, theme_id=pk) for pk in sorted(wanted - existing)
    )


def interventions_set(*, agreement: Agreement, interventions: Collection[Intervention]) -> None:
    """Leave these interventions and no others."""
    wanted = {intervention.pk for intervention in interventions}
    existing = set(agreement.interventions.values_list("intervention", flat=True))
    agreement.interventions.exclude(intervention__in=wanted).delete()
    AgreementIntervention.objects.bulk_create(
        AgreementIntervention(agreement=agreement, intervention_id=pk)
        for pk in sorted(wanted - existing)
    )


def parts_set(*, agreement: Agreement, parts: Collection[FrameworkPart]) -> None:
    """Leave these parts with the agreement and no others."""
    wanted = {part.pk for part in parts}
    existing = set(agreement.parts.values_list("part", flat=True))
    agreement.parts.exclude(part__in=wanted).delete()
    AgreementPart.objects.bulk_create(
        AgreementPart(agreement=agreement, part_id=pk) for pk in sorted(wanted - existing)
    )
