"""Who may do what with figures and the files they come from."""

from tests.access.rows import Row
from tests.factories import ProtectionRunFactory, ReleaseFactory

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
ANALYSTS = {"nobody": 302, "analyst": 200}


def _slug(world):
    return {"slug": world.coalition.slug}


def _release(world):
    return {"pk": ReleaseFactory.create().pk}


ROWS = [
    Row("monitoring:method", {}, otherwise=200),
    Row("monitoring:vectors", {}, otherwise=200, kwargs=lambda w: {"name": "wilson"}),
    Row("monitoring:releases", ANALYSTS, otherwise=403),
    Row("monitoring:release_upload", ANALYSTS, otherwise=403),
    Row("monitoring:release_detail", ANALYSTS, kwargs=_release),
    Row(
        "monitoring:release_publish",
        {"nobody": 302, "analyst": 302},
        method="POST",
        kwargs=_release,
    ),
    Row(
        "monitoring:release_withdraw",
        {"nobody": 302, "analyst": 302},
        method="POST",
        kwargs=_release,
        data=lambda w: {"reason": "fout in de bron"},
    ),
    Row("monitoring:protection", ANALYSTS, otherwise=403),
    Row(
        "monitoring:protection_detail",
        ANALYSTS,
        kwargs=lambda w: {"pk": ProtectionRunFactory.create().pk},
    ),
    Row("monitoring:coalition", READERS, kwargs=_slug),
    Row(
        "monitoring:coalition_csv",
        READERS,
        kwargs=lambda w: _slug(w) | {"variant": "machine"},
    ),
    Row(
        "monitoring:indicator",
        READERS,
        kwargs=lambda w: _slug(w) | {"indicator": w.indicator.key},
    ),
    Row(
        "dashboard:region_figures",
        {"nobody": 302, "coordinator": 200, "region_lead": 200, "analyst": 200},
        kwargs=lambda w: {"slug": w.region.slug},
    ),
]
