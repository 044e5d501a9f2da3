"""Which indicators stand beside an intervention."""

from collections.abc import Collection

from django.db import transaction

from interventions.models import Intervention
from monitoring.models import Indicator, InterventionIndicator


@transaction.atomic
def intervention_indicators_set(
    *, intervention: Intervention, indicators: Collection[Indicator]
) -> None:
    """Make exactly these stand beside the intervention."""
    Intervention.objects.select_for_update().get(pk=intervention.pk)
    wanted = {one.pk for one in indicators}
    rows = InterventionIndicator.objects.filter(intervention=intervention)
    rows.exclude(indicator__in=wanted).delete()
    for pk in sorted(wanted - set(rows.values_list("indicator", flat=True))):
        row = InterventionIndicator(intervention=intervention, indicator_id=pk)
        row.full_clean()
        row.save()
