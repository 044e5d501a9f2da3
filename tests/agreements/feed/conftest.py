"""Somebody with a calendar of their own."""

import pytest
from django.core.cache import cache

from coalitions.models import Membership
from tests import factories as make


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    cache.clear()


@pytest.fixture
def member(sign_in):
    region = make.RegionFactory.create()
    coalition = make.CoalitionFactory.create(name="Coalitie Proefdorp", region=region)
    user = sign_in("coordinator", coalition)
    return Membership.objects.get(user=user)
