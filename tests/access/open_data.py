"""Open data is for everybody; what is open data is decided by who publishes figures."""

from datetime import timedelta

from kansrijkestart.core import clock
from tests import factories as make
from tests.access.public import _public
from tests.access.rows import ROLES, Row

EVERYONE = dict.fromkeys(ROLES, 200)
SENDS = {"nobody": 302, "analyst": 302}


def _indicator(world):
    """An indicator with an open figure, so that its address and files have something in them."""
    earlier = clock.now() - timedelta(days=1)
    release = make.ReleaseFactory.create(state="published", published_at=earlier, is_open=True)
    make.ObservationFactory.create(
        municipality=world.municipality,
        definition=world.indicator.definitions.earliest("number"),
        release=release,
    )
    return {"indicator": world.indicator.key}


def _published(world):
    return {"pk": make.ReleaseFactory.create(published=True).pk}


ROWS = [
    Row("sitemap", EVERYONE),
    Row("open_data:page", EVERYONE),
    Row(
        "open_data:file",
        EVERYONE,
        kwargs=lambda w: {"part": "praktijkvoorbeelden", "name": "excel.csv"},
    ),
    Row(
        "open_data:figures_file", EVERYONE, kwargs=lambda w: _indicator(w) | {"name": "alles.json"}
    ),
    Row("open_data:api", EVERYONE),
    Row("open_data:openapi", EVERYONE),
    Row("open_data:coalitions", EVERYONE),
    Row("open_data:coalition", EVERYONE, kwargs=_public),
    Row("open_data:municipalities", EVERYONE),
    Row("open_data:indicators", EVERYONE),
    Row("open_data:figures", EVERYONE),
    Row("open_data:figures_of", EVERYONE, kwargs=_indicator),
    Row("open_data:examples", EVERYONE),
    Row("monitoring:release_open", SENDS, method="POST", kwargs=_published),
    Row("monitoring:release_close", SENDS, method="POST", kwargs=_published),
]
