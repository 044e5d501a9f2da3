"""C8: whatever is in a file, the answer is rows or findings; nothing is half stored."""

import random

import pytest
from django.db import transaction

from interventions.models import Choice, LocalOffer, MatrixImport
from interventions.services.matrix import matrix_import
from kansrijkestart.core import clock
from tests import factories as make
from tests.access.world import make_world
from tests.monitoring.test_importer import catalogue
from tests.soak.book import Entry, note
from tests.soak.mutating import CELLS, Files, spoiled
from tests.soak.sizes import SEED, size


@pytest.mark.parametrize(("kind", "default"), [("csv", 100_000), ("xlsx", 2000)])
def test_files_of_figures(kind, default):
    files, draw = Files(), random.Random(SEED)  # noqa: S311 - no secret
    files.figures(draw, size(f"FUZZ_{kind.upper()}", default), kind, catalogue())
    told = f"{files.taken} read, the others refused with findings"
    what = f"{kind.upper()} files of figures, nearly right"
    note(Entry("fuzz", what, files.read, "files", len(files.faults), told))
    assert files.taken > files.read / 50
    assert not files.faults, files.faults


def _is_anything_stored() -> bool:
    return any(model.objects.exists() for model in (Choice, LocalOffer, MatrixImport))


@pytest.mark.django_db
def test_regional_tables():
    draw, world = random.Random(SEED), make_world()  # noqa: S311 - no secret
    one = make.InterventionFactory.create(name="Proefinterventie")
    faults: dict[str, str] = {}
    taken, number = 0, size("FUZZ_TABLES", 4000)
    for _table in range(number):
        marks = draw.choice(["1", "x", "", "ja", draw.choice(CELLS)[:2000]])
        lines = [f"Gemeente;{one.name};Overig", f"{world.municipality.name};{marks};tekst"]
        data = spoiled(draw, "\n".join(lines).encode("utf-8", "replace"))
        try:
            with transaction.atomic():
                result = matrix_import(
                    region=world.region,
                    data=data,
                    file_name="tabel.csv",
                    source="tabel",
                    reported_on=clock.today(),
                )
                taken += result.is_stored
                words = all(finding.message for finding in result.findings)
                if not words or (not result.is_stored and _is_anything_stored()):
                    faults.setdefault("refused without words, or half stored", repr(data)[:300])
                transaction.set_rollback(True)
        except Exception as error:
            faults.setdefault(repr(error)[:200], repr(data)[:300])
    told = f"{taken} read, the others refused with findings"
    note(Entry("fuzz", "regional tables, nearly right", number, "files", len(faults), told))
    assert taken > number / 50
    assert not faults, faults
