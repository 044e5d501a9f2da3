"""Who may read and write what a coalition makes of its figures."""

from monitoring.models import Interpretation, InterpretationGroup
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _interpretation(world):
    row = Interpretation.objects.create(coalition=world.coalition, conclusion="Wij herkennen dit.")
    return _slug(world) | {"pk": row.pk}


def _group(world):
    row = Interpretation.objects.create(coalition=world.coalition, conclusion="Wij herkennen dit.")
    group = InterpretationGroup.objects.create(
        interpretation=row, kind="group", words="Jonge ouders"
    )
    return _slug(world) | {"pk": row.pk, "group": group.pk}


ROWS = [
    Row("monitoring:interpretations", READERS, kwargs=_slug),
    Row("monitoring:interpretation_add", WRITERS, kwargs=_slug),
    Row("monitoring:interpretation_update", WRITERS, kwargs=_interpretation),
    Row("monitoring:interpretation_ambition", WRITERS, kwargs=_interpretation),
    Row("monitoring:group_add", WRITERS, kwargs=_interpretation),
    Row("monitoring:group_update", WRITERS, kwargs=_group),
    Row("monitoring:group_remove", WRITERS, kwargs=_group),
    Row("monitoring:reasoning", READERS, kwargs=_slug),
    Row("monitoring:reasoning_pdf", READERS, kwargs=_slug),
]
