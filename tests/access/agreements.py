"""Who may do what with agreements."""

from agreements.models import Agreement
from tests.access.rows import Row
from tests.factories import AgreementFactory

FULL = "Afspraak met alles erbij"
READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}


def full_or_new(world):
    """Return the agreement with many of everything, where tests/crowd.py made one, or a new one."""
    rows = Agreement.objects.filter(coalition=world.coalition, title=FULL)
    return rows.first() or AgreementFactory.create(coalition=world.coalition, title=FULL)


def _agreement(world):
    return {"pk": full_or_new(world).pk}


def _slug(world):
    return {"slug": world.coalition.slug}


ROWS = [
    Row("agreements:list", READERS, kwargs=_slug),
    Row("agreements:create", WRITERS, kwargs=_slug),
    Row("agreements:detail", READERS, kwargs=_agreement),
    Row("agreements:update", WRITERS, kwargs=_agreement),
    Row("agreements:state", WRITERS, kwargs=_agreement),
]
