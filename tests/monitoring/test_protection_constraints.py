"""What the database refuses about protection runs."""

import pytest
from django.db import IntegrityError, transaction

from kansrijkestart.core import clock
from monitoring.models import HiddenCell, ProtectedSet
from tests import factories as make

pytestmark = pytest.mark.django_db


def refused(name, build):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        build()


def waiting():
    return make.ProtectionRunFactory.create(state="waiting", finished_at=None)


def test_one_run_waits_at_most():
    waiting()
    make.ProtectionRunFactory.create()
    refused("monitoring_one_run_waits", waiting)


def test_a_finished_run_has_a_moment():
    refused(
        "monitoring_run_ended_at_a_moment",
        lambda: make.ProtectionRunFactory.create(finished_at=None),
    )
    make.ProtectionRunFactory.create(finished_at=clock.now())


def test_what_is_exactly_known_is_narrow_too():
    refused(
        "monitoring_exact_is_narrow_too",
        lambda: make.ProtectionRunFactory.create(exact_count=2, narrow_count=1),
    )
    make.ProtectionRunFactory.create(exact_count=1, narrow_count=1)


def test_a_set_stands_in_a_run_once_and_has_members():
    run = make.ProtectionRunFactory.create()
    of = {"run": run, "checksum": "a", "name": "Regio"}
    ProtectedSet.objects.create(**of, municipality_ids=[1, 2])
    refused(
        "monitoring_protected_set_once",
        lambda: ProtectedSet.objects.create(**of, municipality_ids=[1, 2]),
    )
    refused(
        "monitoring_protected_set_of_more",
        lambda: ProtectedSet.objects.create(run=run, checksum="b", municipality_ids=[1]),
    )


def test_a_hidden_cell_is_one_cell_in_one_area_with_a_period_in_order():
    run, definition = make.ProtectionRunFactory.create(), make.DefinitionFactory.create()
    place, region = make.MunicipalityFactory.create(), make.RegionFactory.create()
    of = {"run": run, "definition": definition, "division_year": 2023}
    years = {"period_start": 2021, "period_end": 2021}
    HiddenCell.objects.create(**of, **years, municipality=place)
    HiddenCell.objects.create(**of, **years, region=region)
    HiddenCell.objects.create(**of, **years)
    refused("monitoring_hidden_cell_once", lambda: HiddenCell.objects.create(**of, **years))
    refused(
        "monitoring_hidden_in_one_area",
        lambda: HiddenCell.objects.create(**of, **years, municipality=place, region=region),
    )
    refused(
        "monitoring_hidden_period_in_order",
        lambda: HiddenCell.objects.create(**of, period_start=2022, period_end=2021, region=region),
    )
