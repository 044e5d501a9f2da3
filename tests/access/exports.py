"""Who may ask for exports and fetch them."""

from datetime import timedelta

from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from monitoring.models import Export
from tests.access.rows import Row
from tests.factories import UserFactory


def _slug(world):
    return {"slug": world.coalition.slug}


def _of_somebody_else(world):
    """An export that another person asked for: nobody else may know of it."""
    user = UserFactory.create()
    moment = clock.now() - timedelta(hours=1)
    job = Job.objects.create(kind="monitoring.export", owner=user, state="done", finished_at=moment)
    export = Export.objects.create(
        job=job, scope="coalition", coalition=world.coalition, year=2024, requested_by=user
    )
    return {"pk": export.pk}


NOBODY = {"nobody": 302}

ROWS = [
    Row(
        "monitoring:exports",
        {
            "nobody": 302,
            "outsider": 200,  # coordinates another coalition, so has exports of its own
            "partner": 200,
            "coordinator": 200,
            "region_lead": 200,
            "other_region_lead": 200,
            "analyst": 200,
        },
        otherwise=403,
    ),
    Row(
        "monitoring:coalition_exports",
        {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200},
        kwargs=_slug,
    ),
    Row(
        "monitoring:coalition_exports",
        {"nobody": 302, "partner": 302, "coordinator": 302, "adviser": 403},
        method="POST",
        kwargs=_slug,
        data=lambda w: {
            "year": str(clock.today().year),
            "idempotency_key": "5ae8ef19-8a0e-4a3c-9f0a-32e4ea0b4c5e",
        },
    ),
    Row("monitoring:export_detail", NOBODY, kwargs=_of_somebody_else),
    Row("monitoring:export_again", NOBODY, method="POST", kwargs=_of_somebody_else),
    Row(
        "monitoring:export_file",
        NOBODY,
        kwargs=lambda w: _of_somebody_else(w) | {"name": "rapport.pdf"},
    ),
]
