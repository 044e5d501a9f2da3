"""Who may do what with files of figures on their way in, and with the indicators."""

from itertools import count

from kansrijkestart.core import clock
from kansrijkestart.jobs.models import Job
from monitoring.models import FigureImport, IndicatorMembership, IndicatorSet
from tests.access.rows import Row
from tests.factories import DefinitionFactory, ReleaseFactory

ANALYSTS = {"nobody": 302, "analyst": 200}
SENDS = {"nobody": 302, "analyst": 302}
NUMBERS = count(1)


def _import(world):
    job = Job.objects.create(kind="monitoring.figure_check", state="done", finished_at=clock.now())
    row = FigureImport.objects.create(
        job=job,
        source="test",
        file_name="cijfers.csv",
        path="imports/nergens",
        size=1,
        checksum=f"{job.pk.hex}{job.pk.hex}",
        state="refused",
        findings=[[2, "value", "not_a_number", {"text": "x"}, ""]],
    )
    return {"pk": row.pk}


def _withdrawn(world):
    release = ReleaseFactory.create(
        state="withdrawn", withdrawn_at=clock.now(), withdrawn_reason="fout"
    )
    return {"pk": release.pk}


def _key(world):
    return {"key": world.indicator.key}


def _set(world):
    number = next(NUMBERS)
    return {"key": IndicatorSet.objects.create(key=f"set-{number}", name="x", valid_from=2020).key}


def _membership(world):
    held = IndicatorSet.objects.get(key=_set(world)["key"])
    row = IndicatorMembership.objects.create(
        indicator_set=held, indicator=world.indicator, position=1, provenance="test"
    )
    return {"key": world.indicator.key, "pk": row.pk}


def _definition(world):
    number = next(NUMBERS) + 1000
    DefinitionFactory.create(indicator=world.indicator, number=number, break_note="anders")
    return {"key": world.indicator.key, "number": number}


ROWS = [
    Row("monitoring:figure_import", ANALYSTS, kwargs=_import),
    Row("monitoring:figure_import_findings", ANALYSTS, kwargs=_import),
    Row("monitoring:figure_import_store", SENDS, method="POST", kwargs=_import),
    Row("monitoring:figure_import_again", SENDS, method="POST", kwargs=_import),
    Row("monitoring:figure_import_discard", SENDS, method="POST", kwargs=_import),
    Row("monitoring:release_restore", SENDS, method="POST", kwargs=_withdrawn),
    Row("monitoring:indicators", ANALYSTS, otherwise=403),
    Row("monitoring:indicator_add", ANALYSTS, otherwise=403),
    Row("monitoring:indicator_set_add", ANALYSTS, otherwise=403),
    Row("monitoring:indicator_set_update", ANALYSTS, otherwise=403, kwargs=_set),
    Row("monitoring:indicator_about", ANALYSTS, otherwise=403, kwargs=_key),
    Row("monitoring:indicator_update", ANALYSTS, otherwise=403, kwargs=_key),
    Row("monitoring:indicator_history", ANALYSTS, otherwise=403, kwargs=_key),
    Row("monitoring:definition_add", ANALYSTS, otherwise=403, kwargs=_key),
    Row("monitoring:definition_update", ANALYSTS, otherwise=403, kwargs=_definition),
    Row("monitoring:membership_add", ANALYSTS, otherwise=403, kwargs=_key),
    Row("monitoring:membership_update", ANALYSTS, otherwise=403, kwargs=_membership),
    Row("monitoring:membership_remove", ANALYSTS, otherwise=403, kwargs=_membership),
]
