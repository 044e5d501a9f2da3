import pytest

from tests import factories as make
from tests.agendas.world import make_table


@pytest.fixture
def table(sign_in):
    coalition = make.CoalitionMunicipalityFactory.create().coalition
    return make_table(coalition, sign_in("coordinator", coalition))
