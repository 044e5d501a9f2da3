"""A municipality that was abolished: what ran there goes on, and stays what it was before."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from agreements.selectors.routes import covered_by, routes_of
from coalitions.models import MunicipalitySuccession
from coalitions.registry import Reading
from coalitions.services.successions import coverage_follow_successions
from interventions.matrix import region_matrix
from interventions.models import LocalOffer, Reach
from interventions.selectors.reach import reach_years
from interventions.services.choices import choice_update
from kansrijkestart.core.exceptions import EditConflict
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db
MERGED = date(2022, 1, 1)
BEFORE = MERGED - timedelta(days=1)


@pytest.fixture
def region():
    return make.RegionFactory.create()


@pytest.fixture
def place(region):
    def _place(name, **values):
        municipality = make.MunicipalityFactory.create(name=name, **values)
        make.RegionMunicipalityFactory.create(
            region=region,
            municipality=municipality,
            since=values.get("valid_from"),
            until=values.get("valid_until"),
        )
        make.ConsentFactory.create(municipality=municipality, kind="interventions_region")
        return municipality

    return _place


@pytest.fixture
def merger(place):
    """Langedijk and Heerhugowaard became Dijk en Waard; one coalition works for both."""
    coalition = make.CoalitionFactory.create()
    old = [place(name, valid_until=MERGED) for name in ("Langedijk", "Heerhugowaard")]
    new = place("Dijk en Waard", valid_from=MERGED)
    for one in old:
        make.CoalitionMunicipalityFactory.create(
            coalition=coalition, municipality=one, since=date(2020, 1, 1)
        )
        MunicipalitySuccession.objects.create(predecessor=one, successor=new, effective_on=MERGED)
    return coalition, old, new


def choice_in(coalition, *places, **values):
    values = {"state": "running", "since": date(2021, 1, 1)} | values
    choice = make.ChoiceFactory.create(coalition=coalition, **values)
    for one in places:
        choice.municipalities.create(municipality=one)
    return choice


def states(region, on=None):
    matrix = region_matrix(region, on)
    return {row.municipality.name: [cell.kind for cell in row.cells[1:-2]] for row in matrix.rows}


def offer(coalition, municipality, text, source=""):
    return LocalOffer.objects.create(
        coalition=coalition, municipality=municipality, kind="own_offer", text=text, source=source
    )


def test_what_ran_goes_on_and_the_table_of_before_stays(region, merger):
    coalition, (langedijk, _other), _new = merger
    choice_in(coalition, langedijk)
    before = states(region, BEFORE)
    assert before == {"Heerhugowaard": ["not_reported"], "Langedijk": ["running"]}
    coverage_follow_successions(coalition=coalition)
    assert states(region) == {"Dijk en Waard": ["running"]}
    assert states(region, BEFORE) == before


def test_following_twice_changes_nothing(merger):
    coalition, (langedijk, _other), new = merger
    choice = choice_in(coalition, langedijk)
    offer(coalition, langedijk, "Ouderhuis")
    coverage_follow_successions(coalition=coalition)
    events = events_of(choice).count()
    coverage_follow_successions(coalition=coalition)
    assert {row.municipality for row in choice.municipalities.all()} == {langedijk, new}
    assert LocalOffer.objects.get(municipality=new).text == "Ouderhuis"
    assert events_of(choice).count() == events


def test_saving_a_choice_leaves_the_former_municipality(region, merger):
    coalition, (langedijk, _other), new = merger
    choice = choice_in(coalition, langedijk)
    coverage_follow_successions(coalition=coalition)
    choice.refresh_from_db()
    version = choice.version
    choice_update(choice=choice, expected_version=version, municipalities=[new], reason="Ja.")
    assert {row.municipality for row in choice.municipalities.all()} == {langedijk, new}
    assert states(region, BEFORE)["Langedijk"] == ["running"]


def test_a_form_that_was_open_is_told_that_the_choice_changed(merger):
    coalition, (langedijk, _other), _new = merger
    choice = choice_in(coalition, langedijk)
    coverage_follow_successions(coalition=coalition)
    with pytest.raises(EditConflict):
        choice_update(choice=choice, expected_version=1, municipalities=[], reason="Ja.")


def test_texts_of_both_former_municipalities_stand_together(merger):
    coalition, (langedijk, heerhugowaard), new = merger
    offer(coalition, langedijk, "Ouderhuis")
    offer(coalition, heerhugowaard, "Babycafé")
    coverage_follow_successions(coalition=coalition)
    text = LocalOffer.objects.get(municipality=new).text
    assert sorted(text.split("; ")) == ["Babycafé", "Ouderhuis"]
    assert LocalOffer.objects.get(municipality=langedijk).text == "Ouderhuis"


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [("kader", "kader", "kader"), ("kader", "", ""), ("", "kader", "")],
)
def test_texts_that_stand_together_name_the_place_they_both_come_from(merger, one, other, kept):
    coalition, (langedijk, heerhugowaard), new = merger
    offer(coalition, langedijk, "Ouderhuis", one)
    offer(coalition, heerhugowaard, "Babycafé", other)
    coverage_follow_successions(coalition=coalition)
    assert LocalOffer.objects.get(municipality=new).source == kept


def test_texts_without_room_stay_with_their_own_municipality(merger):
    coalition, (langedijk, heerhugowaard), new = merger
    offer(coalition, langedijk, "L" * 300)
    offer(coalition, heerhugowaard, "H" * 300)
    coverage_follow_successions(coalition=coalition)
    assert LocalOffer.objects.get(municipality=new).text in {"L" * 300, "H" * 300}
    assert LocalOffer.objects.filter(coalition=coalition).count() == 3


def test_of_a_split_municipality_it_goes_on_in_the_parts_taken_over(place, merger):
    coalition, _old, _new = merger
    haaren = place("Haaren", valid_until=MERGED)
    parts = [place(name) for name in ("Boxtel", "Vught")]
    make.CoalitionMunicipalityFactory.create(
        coalition=coalition, municipality=haaren, since=date(2020, 1, 1)
    )
    for one in parts:
        MunicipalitySuccession.objects.create(
            predecessor=haaren, successor=one, effective_on=MERGED
        )
    choice = choice_in(coalition, haaren)
    coverage_follow_successions(coalition=coalition, take_over=parts[:1])
    assert {row.municipality for row in choice.municipalities.all()} == {haaren, parts[0]}


def test_what_another_coalition_takes_does_not_go_on_here(region, merger):
    coalition, (langedijk, _other), new = merger
    choice = choice_in(coalition, langedijk)
    make.CoalitionMunicipalityFactory.create(
        coalition=make.CoalitionFactory.create(), municipality=new, since=MERGED
    )
    coverage_follow_successions(coalition=coalition)
    assert {row.municipality for row in choice.municipalities.all()} == {langedijk}
    assert states(region) == {"Dijk en Waard": []}


def test_the_routes_of_the_successor_have_it_and_name_no_former_one(merger):
    coalition, (langedijk, _other), new = merger
    other = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    choice = choice_in(coalition, langedijk, support_levels=["extra"])
    choice.intervention.phases = ["during"]
    choice.intervention.save()
    coverage_follow_successions(coalition=coalition)
    reading = Reading(coalition)
    covered = covered_by(reading)

    def items(chosen=None):
        rows = routes_of(reading, covered, chosen).rows
        return [item for row in rows for cell in row.cells for item in cell.items]

    assert [item.where for item in items()] == ["Dijk en Waard"]
    assert len(items(new)) == 1
    assert items(other) == []


def test_a_former_municipality_does_not_make_a_later_total_a_least(merger):
    coalition, (langedijk, _other), new = merger
    choice = choice_in(coalition, langedijk)
    coverage_follow_successions(coalition=coalition)
    Reach.objects.create(choice=choice, municipality=langedijk, year=2021, reached=40)
    Reach.objects.create(choice=choice, municipality=new, year=2022, reached=50)
    newest, before = reach_years(choice)
    assert (newest.reached, newest.is_least) == (50, False)
    assert (before.reached, before.is_least) == (40, False)


def test_the_list_says_until_when_a_former_municipality_was_there(client, sign_in, merger):
    coalition, (langedijk, _other), _new = merger
    offer(coalition, langedijk, "Ouderhuis")
    coverage_follow_successions(coalition=coalition)
    sign_in("coordinator", coalition)
    page = client.get(reverse("interventions:choices", args=[coalition.slug])).content.decode()
    words = " ".join(page.split())
    assert "Langedijk (tot 1 januari 2022)" in words
    assert "Dijk en Waard (tot" not in words


def test_the_page_says_what_goes_along(client, sign_in, merger):
    coalition, (langedijk, _other), new = merger
    choice = choice_in(coalition, langedijk)
    sign_in("coordinator", coalition)
    address = reverse("coalitions:coverage_follow", args=[coalition.slug])
    page = client.get(address)
    assert "Interventies en eigen aanbod" in page.content.decode()
    form = page.context["form"]
    assert client.post(address, form.initial).status_code == 302
    assert choice.municipalities.filter(municipality=new).exists()
