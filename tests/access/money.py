"""Who may do what with money."""

from interventions.models import Funding
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
# Whoever knows of the region but does not lead it is told so.
LEADS = {"nobody": 302, "coordinator": 403, "region_lead": 200, "analyst": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _region(world):
    return {"slug": world.region.slug}


def _money(world):
    row = Funding.objects.create(
        coalition=world.coalition, title="Coördinatie", source="spuk_gala", amount=40000
    )
    return _slug(world) | {"pk": row.pk}


ROWS = [
    Row("dashboard:coalition_money", READERS, kwargs=_slug),
    Row("interventions:money_xlsx", READERS, kwargs=_slug),
    Row("interventions:money_csv", READERS, kwargs=_slug),
    Row("interventions:funding_add", WRITERS, kwargs=_slug),
    Row("interventions:funding_update", WRITERS, kwargs=_money),
    Row("interventions:funding_end", WRITERS, kwargs=_money),
    Row("interventions:funding_remove", WRITERS, kwargs=_money),
    Row(
        "interventions:funding_remove",
        {"nobody": 302, "partner": 403, "coordinator": 302, "adviser": 403},
        method="POST",
        kwargs=_money,
        data=lambda _world: {"version": 1},
    ),
    Row("dashboard:region_money", LEADS, kwargs=_region),
    Row("dashboard:region_money_xlsx", LEADS, kwargs=_region),
    Row("dashboard:region_money_csv", LEADS, kwargs=_region),
]
