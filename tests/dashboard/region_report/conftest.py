"""A region with a coalition of its own, read by its lead in September 2026."""

import pytest
from django.core.cache import cache

from kansrijkestart.core import clock
from tests import factories as make
from tests.dashboard.region_report.world import LONG_AGO, NOW


@pytest.fixture
def september():
    cache.clear()
    with clock.travel(NOW):
        yield


@pytest.fixture
def regional(september):
    with clock.travel(LONG_AGO):
        return make.CoalitionFactory.create(
            regional=True, name="Samen", slug="de-streek", stage="forming", region__name="Streek"
        )


@pytest.fixture
def region(regional):
    return regional.region


@pytest.fixture
def lead(sign_in, regional):
    return sign_in("region_lead", regional)
