"""Who may do what with regional agreements, their uptake, the framework and the cube."""

from agreements.models import FrameworkVersion
from tests import factories as make
from tests.access.rows import Row

READERS = {"nobody": 302, "partner": 200, "coordinator": 200, "adviser": 200}
WRITERS = {"nobody": 302, "partner": 403, "coordinator": 200, "adviser": 403}
POSTERS = WRITERS | {"coordinator": 302}
# The regional coalition of this world has no members: only the lead of its region knows of it.
KEEPER = {"nobody": 302, "region_lead": 200}
# Whoever knows of the region but does not lead it is told so.
LEADS = {"nobody": 302, "coordinator": 403, "region_lead": 200, "analyst": 403}


def _slug(world):
    return {"slug": world.coalition.slug}


def _region(world):
    return {"slug": world.region.slug}


def _regional(world):
    return {"slug": world.regional.slug}


def agreement_of(world):
    owner = make.PartnershipFactory.create(coalition=world.regional).organisation
    return make.AgreementFactory.create(
        coalition=world.regional, proposed=True, in_force=True, owner_organisation=owner
    )


def _one(world):
    return {"pk": agreement_of(world).pk}


def _offered(world):
    return _slug(world) | _one(world)


def _uptake(world):
    return _offered(world) | {"code": world.municipality.code}


def _version(world):
    row = FrameworkVersion.objects.create(
        coalition=world.regional, number="1.0", maturity="process"
    )
    return _regional(world) | {"pk": row.pk}


def _answer(_world):
    return {
        "state": "adapted",
        "decided_on": "2024-01-05",
        "note": "Met een eigen folder.",
        "version": 0,
        "idempotency_key": "8b6f2f52-6c3c-4a6e-9c7e-0d3f6f6f2a11",
    }


ROWS = [
    Row("agreements:cube", READERS, kwargs=_slug),
    Row("agreements:cube_xlsx", READERS, kwargs=_slug),
    Row("agreements:regional", READERS, kwargs=_slug),
    Row("agreements:regional_xlsx", READERS, kwargs=_slug),
    Row("agreements:regional_csv", READERS, kwargs=_slug),
    Row("agreements:regional_one", READERS, kwargs=_offered),
    Row("agreements:uptake", WRITERS, kwargs=_uptake),
    Row("agreements:uptake", POSTERS, method="POST", kwargs=_uptake, data=_answer),
    Row("agreements:propose", KEEPER, kwargs=_one),
    Row("agreements:uptake_xlsx", KEEPER, kwargs=_one),
    Row("agreements:uptake_csv", KEEPER, kwargs=_one),
    Row("agreements:framework_add", KEEPER, kwargs=_regional),
    Row("agreements:framework_update", KEEPER, kwargs=_version),
    Row("dashboard:region_cube", LEADS, kwargs=_region),
    Row("dashboard:region_cube_xlsx", LEADS, kwargs=_region),
    Row("dashboard:region_uptake_xlsx", LEADS, kwargs=_region),
    Row("dashboard:region_uptake_csv", LEADS, kwargs=_region),
    Row("dashboard:region_framework", LEADS, kwargs=_region),
    Row("dashboard:region_framework_pdf", LEADS, kwargs=_region),
]
