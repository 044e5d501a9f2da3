"""Who may do what with agreements."""

from tests.access.rows import Row
from tests.factories import AgreementFactory

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}


def _agreement(world):
    return {"pk": AgreementFactory.create(coalition=world.coalition).pk}


def _slug(world):
    return {"slug": world.coalition.slug}


ROWS = [
    Row("agreements:list", READERS, kwargs=_slug),
    Row("agreements:create", WRITERS, kwargs=_slug),
    Row("agreements:detail", READERS, kwargs=_agreement),
    Row("agreements:update", WRITERS, kwargs=_agreement),
    Row("agreements:state", WRITERS, kwargs=_agreement),
]
