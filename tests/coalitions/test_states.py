"""The one answer to how far a municipality is."""

from datetime import date

import pytest

from coalitions.models import GidsListing
from coalitions.selectors.states import count_stages, municipality_states, regional_coalitions
from tests import factories as make

pytestmark = pytest.mark.django_db


def cover(coalition, *places, **period):
    for place in places:
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place, **period)
    return coalition


def place(name, *, listed=False, public=False):
    found = make.MunicipalityFactory.create(name=name)
    if listed:
        GidsListing.objects.create(municipality=found, is_gids=True, name_in_source=name)
    if public:
        make.ConsentFactory.create(municipality=found, kind="public_map")
    return found


def state_of(found, **options):
    [state] = [one for one in municipality_states(**options) if one.municipality == found]
    return state


def test_the_local_coalition_decides_also_when_nothing_is_known_of_it():
    here = place("Hier", listed=True)
    cover(make.CoalitionFactory.create(regional=True, stage="forming"), here)
    cover(make.CoalitionFactory.create(stage="unknown"), here)
    state = state_of(here, public_only=False)
    assert (state.stage, state.known_from) == ("unknown", "local_coalition")
    assert not state.is_through_region
    assert not state.from_list
    assert state.listing is not None


def test_without_a_local_one_the_regional_coalition_counts_and_says_so():
    here = place("Hier", listed=True)
    regional = cover(make.CoalitionFactory.create(regional=True, stage="formed"), here)
    state = state_of(here, public_only=False)
    assert (state.stage, state.regional, state.is_through_region) == ("formed", regional, True)
    assert state.known_from == "regional_coalition"


def test_without_any_coalition_the_lists_of_2019_count_and_else_nothing_is_known():
    listed, nothing = place("Lijst", listed=True), place("Niets")
    found = [state_of(one, public_only=False) for one in (listed, nothing)]
    assert [(one.stage, one.known_from) for one in found] == [
        ("announced", "list_2019"),
        ("unknown", "nothing"),
    ]


def test_of_several_the_furthest_along_counts():
    here = place("Hier")
    for stage in ("unknown", "formed", "announced"):
        cover(make.CoalitionFactory.create(regional=True, stage=stage), here)
    assert state_of(here, public_only=False).stage == "formed"


def test_what_is_not_public_is_left_out_where_only_that_may_be_seen():
    here, there = place("Hier"), place("Daar", public=True)
    cover(make.CoalitionFactory.create(regional=True, stage="formed"), here, there)
    assert state_of(there).stage == "unknown"
    make.ConsentFactory.create(municipality=here, kind="public_map")
    state = state_of(there)
    assert (state.stage, state.public_slug) == ("formed", state.regional.slug)


def test_the_day_decides_which_coalitions_count():
    here = place("Hier")
    cover(make.CoalitionFactory.create(stage="formed"), here, since=date(2024, 7, 1))
    before, after = (
        state_of(here, public_only=False, on=date(2024, month, 1)).stage for month in (6, 8)
    )
    assert (before, after) == ("unknown", "formed")


def test_every_municipality_is_counted_once():
    here, there, nowhere = place("Hier"), place("Daar"), place("Nergens")
    regional = cover(make.CoalitionFactory.create(regional=True, stage="formed"), here, there)
    cover(make.CoalitionFactory.create(stage="forming"), here)
    counts = count_stages(municipality_states(public_only=False))
    assert counts == {"formed": 1, "forming": 1, "announced": 0, "unknown": 1, "ended": 0}
    assert list(counts) == ["formed", "forming", "announced", "unknown", "ended"]
    assert nowhere.name == "Nergens"
    found = regional_coalitions(public_only=False)
    assert [vars(one)["covers"] for one in found] == [2]
    assert not regional_coalitions().exists()
    assert regional.scope == "regional"


def test_a_regional_coalition_without_named_municipalities_is_there_but_never_public():
    make.CoalitionFactory.create(regional=True, name="Limburg-Noord", stage="formed")
    found = regional_coalitions(public_only=False)
    assert [(one.name, vars(one)["covers"]) for one in found] == [("Limburg-Noord", 0)]
    assert not regional_coalitions().exists()
