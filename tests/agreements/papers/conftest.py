"""A coalition with its keeper, and files of their own."""

import pytest

from tests import factories as make


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create(name="Coalitie Proefdorp")
    sign_in("coordinator", coalition)
    return coalition
