"""Who may do what with interventions."""

from interventions.models import LocalOffer
from tests.access.rows import Row
from tests.factories import ChoiceFactory, InterventionFactory, MunicipalityFactory

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _choice(world):
    choice = ChoiceFactory.create(coalition=world.coalition)
    return {"slug": world.coalition.slug, "pk": choice.pk}


def _offer(world):
    offer = LocalOffer.objects.create(
        coalition=world.coalition,
        municipality=MunicipalityFactory.create(),
        kind="own_offer",
        text="Oudercafé",
    )
    return {"slug": world.coalition.slug, "pk": offer.pk}


ROWS = [
    Row("interventions:catalogue", {}, otherwise=200),
    Row(
        "interventions:detail",
        {},
        otherwise=200,
        kwargs=lambda w: {"slug": InterventionFactory.create().slug},
    ),
    Row("interventions:choices", READERS, kwargs=_slug),
    Row("interventions:choice_add", WRITERS, kwargs=_slug),
    Row("interventions:choice_update", WRITERS, kwargs=_choice),
    Row("interventions:offer_add", WRITERS, kwargs=_slug),
    Row("interventions:offer_update", WRITERS, kwargs=_offer),
]
