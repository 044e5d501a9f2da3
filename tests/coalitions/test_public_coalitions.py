"""Which coalitions are public: what the municipalities they work for decided last."""

from datetime import timedelta

import pytest

from coalitions.models import Coalition
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    """The day on which they decide."""
    return clock.today()


def covered(*decisions, **period):
    """Return a coalition of one municipality per list of decisions (day, granted, kind)."""
    coalition = make.CoalitionFactory.create()
    for said in decisions:
        cover = make.CoalitionMunicipalityFactory.create(coalition=coalition, **period)
        for day, is_granted, *kind in said:
            make.ConsentFactory.create(
                municipality=cover.municipality,
                kind=kind[0] if kind else "public_map",
                is_granted=is_granted,
                decided_on=day,
            )
    return coalition


def test_only_what_every_municipality_shares_now_is_public(today):
    day = timedelta(days=1)
    public = {
        covered([(today, True)]).pk,
        covered([(today, True)], [(today - day, True)]).pk,
        covered([(today - 2 * day, False), (today - day, True)]).pk,
        # Of two decisions on one day the one that was recorded last counts.
        covered([(today, False), (today, True)]).pk,
    }
    covered()
    covered([])
    covered([(today, False)])
    covered([(today, True)], [])
    covered([(today, True)], [(today, False)])
    covered([(today - day, True), (today, False)])
    covered([(today, True), (today, False)])
    covered([(today, True, "figures_region")])
    covered([(today, True)], until=today)
    covered([(today, True)], since=today + day)
    assert set(Coalition.objects.public().values_list("pk", flat=True)) == public


def test_a_municipality_that_left_is_not_asked_any_more(today):
    coalition = covered([(today, True)])
    gone = make.CoalitionMunicipalityFactory.create(coalition=coalition, until=today)
    assert Coalition.objects.public().get() == coalition
    gone.until = today + timedelta(days=1)
    gone.save()
    assert not Coalition.objects.public().exists()


def test_a_decision_counts_from_its_day_on(today):
    coalition = covered([(today, True)])
    assert Coalition.objects.public().get() == coalition
    with clock.travel(clock.now() - timedelta(days=1)):
        assert not Coalition.objects.public().exists()
