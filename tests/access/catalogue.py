"""Who may do what with the catalogue."""

from coalitions.models import PracticeExample
from tests.access.rows import Row
from tests.factories import ChoiceFactory, InterventionFactory

ANALYSTS = {"nobody": 302, "analyst": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}


def _choice(world):
    choice = ChoiceFactory.create(coalition=world.coalition)
    return {"slug": world.coalition.slug, "pk": choice.pk}


def _item(world):
    return {"slug": InterventionFactory.create().slug}


def _recognition(world):
    item = InterventionFactory.create()
    row = item.recognitions.create(level="well_founded", source="test")
    return {"slug": item.slug, "pk": row.pk}


def _example(world):
    row = PracticeExample.objects.create(
        coalition=world.coalition,
        slug=f"over-{PracticeExample.objects.count()}",
        title="Koffie",
        what="Koffie.",
        for_whom="ouders",
        brought="Contact.",
    )
    return {"slug": world.coalition.slug, "pk": row.pk}


ROWS = [
    Row("interventions:compare", {}, otherwise=200),
    Row("interventions:lapsed_reason", WRITERS, kwargs=_choice),
    Row("interventions:intervention_update", ANALYSTS, otherwise=403, kwargs=_item),
    Row("interventions:recognition_add", ANALYSTS, otherwise=403, kwargs=_item),
    Row("interventions:recognition_update", ANALYSTS, otherwise=403, kwargs=_recognition),
    Row("interventions:example_about", WRITERS, kwargs=_example),
    Row("monitoring:related", ANALYSTS, otherwise=403, kwargs=_item),
    Row("interventions:history", ANALYSTS, otherwise=403, kwargs=_item),
]
