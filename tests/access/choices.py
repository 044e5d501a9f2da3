"""Who may do what with several choices at once, stopping, and reach."""

from tests.access.rows import Row
from tests.factories import ChoiceFactory, CoalitionMunicipalityFactory

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _choice(world):
    choice = ChoiceFactory.create(coalition=world.coalition)
    return {"slug": world.coalition.slug, "pk": choice.pk}


def _reached(world):
    """The choice of which most is recorded, when there is one."""
    from interventions.models import Choice

    choice = Choice.objects.filter(coalition=world.coalition, reach__isnull=False).first()
    return {"slug": world.coalition.slug, "pk": choice.pk} if choice else _choice(world)


def _reach(world):
    from interventions.models import Reach

    choice = ChoiceFactory.create(coalition=world.coalition)
    place = CoalitionMunicipalityFactory.create(coalition=world.coalition).municipality
    row = Reach.objects.create(choice=choice, municipality=place, year=2025)
    return {"slug": world.coalition.slug, "pk": choice.pk, "reach": row.pk}


ROWS = [
    Row("interventions:choices_add", WRITERS, kwargs=_slug),
    Row("interventions:choices_confirm", WRITERS, kwargs=_slug),
    Row("interventions:choice_stop", WRITERS, kwargs=_choice),
    Row("interventions:reach", READERS, kwargs=_reached),
    Row("interventions:reach_add", WRITERS, kwargs=_choice),
    Row("interventions:reach_update", WRITERS, kwargs=_reach),
]
