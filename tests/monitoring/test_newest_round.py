"""One rule says which round is the newest: when it really opened, not when that was planned."""

from datetime import timedelta

import pytest

from coalitions.models import Coalition
from coalitions.selectors.look_ups import read_together
from kansrijkestart.core import clock
from monitoring.models import QuestionnaireVersion, Round
from monitoring.selectors.fillings import find_round
from monitoring.selectors.own_round import own_round
from monitoring.selectors.region_now import region_now
from monitoring.selectors.response_list import rounds_listed
from tests import factories as make
from tests.monitoring.year_world import fill, questionnaire, round_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A coalition of one municipality in a region, and two rounds of one questionnaire this year.

    The second version was planned to open first, and opened last.
    """
    coordinator = make.UserFactory.create()
    coalition = make.CoalitionFactory.create()
    make.MembershipFactory.create(coalition=coalition, user=coordinator, role="coordinator")
    row = make.RegionMunicipalityFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=row.municipality)
    now = clock.now()
    first = round_of(questionnaire(), opens_at=now - timedelta(days=2))
    again = questionnaire_again(first)
    second = round_of(again, opens_at=now - timedelta(days=4))
    for one, days in ((first, 2), (second, 1)):
        fill(one)
        Round.objects.filter(pk=one.pk).update(opened_at=now - timedelta(days=days))
    return coordinator, coalition, row.region, first, second


def questionnaire_again(first):
    version = first.questionnaire_version
    return QuestionnaireVersion.objects.create(
        questionnaire=version.questionnaire,
        year=version.year,
        number=2,
        title="De tweede",
        provenance="Voorbeeld",
        state="published",
        published_at=clock.now(),
    )


def test_every_page_takes_the_round_that_opened_last(world):
    coordinator, coalition, region, first, second = world
    version = second.questionnaire_version
    assert find_round(version.year, version.questionnaire.key) == second
    [reading] = read_together(Coalition.objects.filter(pk=coalition.pk), coordinator)
    assert own_round(reading).title == "De tweede"
    assert region_now(region).round.round.pk == second.pk
    listed = rounds_listed(coalition, coordinator)
    assert [(one.round, one.has_pages) for one in listed] == [(second, True), (first, False)]


def test_a_round_without_pages_is_not_the_own_one(world):
    """The page of the year is of the other round: a link to it would tell of something else."""
    coordinator, coalition, _region, _first, second = world
    second.responses.all().delete()
    [reading] = read_together(Coalition.objects.filter(pk=coalition.pk), coordinator)
    assert own_round(reading) is None
