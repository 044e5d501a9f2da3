"""A coalition with one municipality, and a care pathway of it."""

import pytest

from agreements.services.pathways import pathway_add
from kansrijkestart.core import clock
from tests import factories as make
from tests.agreements.pathways.world import place_of


@pytest.fixture
def coalition(sign_in):
    coverage = make.CoalitionMunicipalityFactory.create()
    sign_in("coordinator", coverage.coalition)
    return coverage.coalition


@pytest.fixture
def partner(coalition):
    return make.PartnershipFactory.create(coalition=coalition).organisation


@pytest.fixture
def pathway(coalition):
    return pathway_add(
        coalition=coalition,
        municipality=place_of(coalition),
        theme=make.RiskThemeFactory.create(name="Geldzorgen"),
        checked_on=clock.today(),
    )
