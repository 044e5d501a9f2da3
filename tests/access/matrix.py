"""Who may load, undo and print a region's table, and ask for what is missing."""

from datetime import date

from interventions.models import MatrixImport
from tests.access.rows import Row

READERS = {"nobody": 302, "coordinator": 200, "region_lead": 200, "analyst": 200}
LEAD = {"nobody": 302, "coordinator": 403, "region_lead": 200, "analyst": 403}
LOADERS = LEAD | {"administrator": 200}


def _region(world):
    return {"slug": world.region.slug}


def _table(world):
    table = MatrixImport.objects.create(
        region=world.region,
        file_name="tabel.csv",
        checksum="a" * 64,
        source="test",
        reported_on=date(2024, 4, 1),
    )
    return _region(world) | {"pk": table.pk}


ROWS = [
    Row("dashboard:region_matrix_pdf", READERS, kwargs=_region),
    Row("dashboard:region_matrix_missing", LEAD, kwargs=_region),
    Row("dashboard:region_matrix_load", LOADERS, kwargs=_region),
    Row("dashboard:region_matrix_undo", LOADERS, kwargs=_table),
    Row(
        "dashboard:region_matrix_undo",
        LOADERS | {"region_lead": 302, "administrator": 302},
        method="POST",
        kwargs=_table,
    ),
]
