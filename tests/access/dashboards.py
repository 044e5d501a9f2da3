"""Who may read and write the dashboards of figures, own figures and comparisons."""

from datetime import timedelta

from coalitions.models import Municipality
from kansrijkestart.core import clock
from monitoring.models import OwnFigure, OwnIndicator
from tests import factories as make
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
REGION = {"nobody": 302, "coordinator": 200, "region_lead": 200, "analyst": 200}
NATIONAL = {"nobody": 302, "analyst": 200, "policy_viewer": 200}


def _slug(world):
    return {"slug": world.coalition.slug}


def _indicator(world):
    """An indicator with a figure, so that the page and its files have something in them."""
    release = make.ReleaseFactory.create(
        state="published", published_at=clock.now() - timedelta(days=1)
    )
    for place in Municipality.objects.covered_by(world.coalition):
        make.ObservationFactory.create(
            municipality=place,
            definition=world.indicator.definitions.earliest("number"),
            release=release,
        )
    return _slug(world) | {"indicator": world.indicator.key}


def _own(world):
    row = OwnIndicator.objects.create(
        coalition=world.coalition,
        name="Huisbezoeken",
        phase="during",
        unit="count",
        direction="up",
        counted="gezinnen",
        source="eigen telling",
    )
    return _slug(world) | {"pk": row.pk}


def _file(name):
    return lambda world: _indicator(world) | {"name": name}


def _own_file(world):
    found = _own(world)
    OwnFigure.objects.create(indicator_id=found["pk"], year=2023, numerator=40)
    return found | {"name": "tabel.xlsx"}


ROWS = [
    Row("monitoring:own", READERS, kwargs=_own),
    Row("monitoring:own_file", READERS, kwargs=_own_file),
    Row("monitoring:own_add", WRITERS, kwargs=_slug),
    Row("monitoring:own_change", WRITERS, kwargs=_own),
    Row("monitoring:own_figure", WRITERS, kwargs=_own),
    Row("monitoring:own_remove", WRITERS, kwargs=_own),
    Row("monitoring:compare", READERS, kwargs=_indicator),
    Row("monitoring:indicator_file", READERS, kwargs=_file("tabel.xlsx")),
    Row("dashboard:region_heat", REGION, kwargs=lambda w: {"slug": w.region.slug}),
    Row("dashboard:national_figures", NATIONAL, otherwise=403),
    Row("dashboard:national_heat", NATIONAL, otherwise=403),
]
