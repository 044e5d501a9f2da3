"""Who may read the region, the country and the public pages."""

from datetime import date

from tests.access.rows import ROLES, Row
from tests.factories import ConsentFactory

EVERYONE = dict.fromkeys(ROLES, 200)
REGION = {"nobody": 302, "coordinator": 200, "region_lead": 200, "analyst": 200}
LEAD_ONLY = {"nobody": 302, "coordinator": 403, "region_lead": 200, "analyst": 403}
NATIONAL = {"nobody": 302, "analyst": 200, "policy_viewer": 200}


def _region(world):
    return {"slug": world.region.slug}


def _public(world):
    for coverage in world.coalition.coverage.all():
        ConsentFactory.create(
            municipality=coverage.municipality, kind="public_map", decided_on=date(2024, 1, 1)
        )
    return {"slug": world.coalition.slug}


ROWS = [
    Row("dashboard:region", REGION, kwargs=_region),
    Row("dashboard:region_matrix", REGION, kwargs=_region),
    Row("dashboard:region_matrix_xlsx", REGION, kwargs=_region),
    Row("dashboard:region_matrix_csv", REGION, kwargs=_region),
    Row("dashboard:region_agreements", LEAD_ONLY, kwargs=_region),
    Row("dashboard:region_report", REGION, kwargs=_region),
    Row("dashboard:region_report_pdf", REGION, kwargs=_region),
    Row("dashboard:region_report_xlsx", REGION, kwargs=_region),
    Row("dashboard:region_council_pdf", REGION, kwargs=_region),
    Row("dashboard:national", NATIONAL, otherwise=403),
    Row("dashboard:map", EVERYONE),
    Row("dashboard:public_coalition", EVERYONE, kwargs=_public),
    Row("search", EVERYONE),
    Row("about", EVERYONE),
    Row("accessibility", EVERYONE),
    Row("privacy", EVERYONE),
    Row("help", EVERYONE),
    Row("favicon", EVERYONE),
    Row("robots", EVERYONE),
    Row("security_txt", EVERYONE),
]
