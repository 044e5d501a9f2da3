"""Which interventions a practice example is about."""

from collections.abc import Collection

from django.db import transaction

from coalitions.models import PracticeExample
from interventions.models import ExampleIntervention, Intervention


@transaction.atomic
def example_about(*, example: PracticeExample, interventions: Collection[Intervention]) -> None:
    """Make the example be about exactly these."""
    PracticeExample.objects.select_for_update().get(pk=example.pk)
    wanted = {one.pk for one in interventions}
    example.interventions.exclude(intervention__in=wanted).delete()
    there = set(
        ExampleIntervention.objects.filter(example=example).values_list("intervention", flat=True)
    )
    for pk in sorted(wanted - there):
        row = ExampleIntervention(example=example, intervention_id=pk)
        row.full_clean()
        row.save()
