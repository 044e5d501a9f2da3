"""All figures per GGD region: the table is drawn once, and anew whenever it would say otherwise."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from coalitions.models import Region
from monitoring.choices import ProtectionReason
from monitoring.models import Indicator, Release
from monitoring.services.protection import protection_now
from tests import factories as make

pytestmark = pytest.mark.django_db
TABLE = "dashboard/_country_heat.html"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()


def observe(definition, municipality=None, numerator=40, denominator=200, **more):
    return make.ObservationFactory.create(
        definition=definition,
        municipality=municipality,
        numerator=numerator,
        denominator=denominator,
        value=100 * numerator / denominator,
        **{"period_start": 2021, "period_end": 2021} | more,
    )


def belongs(region, places):
    region.memberships.all().delete()
    for place in places:
        make.RegionMunicipalityFactory.create(region=region, municipality=place, since=None)


@pytest.fixture
def world():
    """Two regions that each have a sum of two of the three municipalities, and the country."""
    definition = make.DefinitionFactory.create(indicator__key="roken", indicator__name="Roken")
    places = [make.MunicipalityFactory.create() for _ in range(4)]
    for place, numerator in zip(places[:3], (30, 60, 90), strict=True):
        observe(definition, place, numerator)
    observe(definition, None, 500, 10_000)
    one, other = (make.RegionFactory.create(kind="ggd", name=name) for name in ("Aregio", "Bregio"))
    belongs(one, places[:2])
    belongs(other, places[1:3])
    protection_now(reason=ProtectionReason.ASKED)
    return definition, places, one, other


@pytest.fixture
def opened(client, sign_in):
    """Open the page: its table, and whether that was drawn just now."""
    sign_in("analyst")

    def table(language="nl"):
        answer = client.get(reverse("dashboard:national_heat"), HTTP_ACCEPT_LANGUAGE=language)
        said = answer.content.decode()
        names = [one.name for one in answer.templates]
        return said[said.index("<table") : said.index("</table>")], TABLE in names

    return table


def swap(world):
    """Each gets the municipalities of the other: a run saw both sets, and no figure changed."""
    _definition, places, one, other = world
    belongs(one, places[1:3])
    belongs(other, places[:2])


def had_another(world):
    world[2].memberships.update(since=date(2023, 6, 1))


def hide(world):
    definition, _places, one, _other = world
    make.ObservationFactory.create(
        definition=definition,
        municipality=None,
        region=one,
        kind="suppressed",
        value=None,
        numerator=None,
        denominator=None,
        period_start=2021,
        period_end=2021,
    )


CHANGES = {
    "other municipalities": swap,
    "other municipalities at the time": had_another,
    "a region that is hidden": hide,
    "another figure of the country": lambda world: observe(world[0], None, 700, 10_000),
    "a release that is taken back": lambda world: Release.objects.filter(
        observations__municipality=None
    ).update(state="withdrawn", withdrawn_at=date(2024, 1, 1), withdrawn_reason="Fout"),
    "another name of a region": lambda world: Region.objects.filter(pk=world[2].pk).update(
        name="Cregio"
    ),
    "another name of a figure": lambda world: Indicator.objects.update(name="Anders"),
    "a region more": lambda world: make.RegionFactory.create(kind="ggd", name="Dregio"),
}


def test_the_table_is_drawn_once_for_whoever_may_see_it(client, sign_in, world, opened):
    first, second = opened(), opened()
    assert first == (second[0], True)
    assert not second[1]
    sign_in("policy_viewer")
    assert opened() == second
    assert "22,5%" in second[0], "a sum"


@pytest.mark.parametrize("name", CHANGES)
def test_the_table_is_drawn_anew_when_it_would_say_otherwise(world, opened, name):
    before, _is_drawn = opened()
    CHANGES[name](world)
    after, is_drawn = opened()
    cache.clear()
    assert after == opened()[0]
    assert is_drawn
    assert after != before


def test_the_table_is_kept_per_language(world, opened):
    dutch, _is_drawn = opened()
    english, is_drawn = opened("en")
    assert is_drawn
    assert "Netherlands" in english
    assert "Nederland" in dutch
