"""Who may read and write what a coalition makes of its figures."""

from monitoring.models import Interpretation
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _interpretation(world):
    row = Interpretation.objects.create(coalition=world.coalition, conclusion="Wij herkennen dit.")
    return _slug(world) | {"pk": row.pk}


ROWS = [
    Row("monitoring:interpretations", READERS, kwargs=_slug),
    Row("monitoring:interpretation_add", WRITERS, kwargs=_slug),
    Row("monitoring:interpretation_update", WRITERS, kwargs=_interpretation),
]
