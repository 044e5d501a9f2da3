"""A coalition, and whoever keeps its record signed in."""

import pytest
from django.core.cache import cache

from tests import factories as make


@pytest.fixture
def coalition():
    return make.CoalitionFactory.create()


@pytest.fixture
def keeper(sign_in, coalition):
    return sign_in("coordinator", coalition)


@pytest.fixture(autouse=True)
def nobody_tried_yet():
    cache.clear()
