"""An agreement that things are laid beside."""

import pytest

from tests import factories as make


@pytest.fixture
def agreement(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    return make.AgreementFactory.create(coalition=coalition)


@pytest.fixture
def user():
    return make.UserFactory.create()
