"""The table of phases, domains and levels: its numbers, its gaps, its lists and its files."""

import re

import pytest
from django.urls import reverse

from agreements.choices import Level
from agreements.models import Agreement
from agreements.selectors.cube import JOINED, cube_of, gap_words, lead_sentence
from tests import factories as make
from tests.agreements.cube_world import APPLY, STATES, dice, scattered, sheet, stands_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    return coalition


@pytest.mark.parametrize("seed", range(8))
def test_numbers_are_those_of_counting_by_hand(seed):
    chance = dice(seed)
    coalition, other = make.CoalitionFactory.create_batch(2)
    rows = [row for row in scattered(chance, [coalition, other], 60) if row.coalition == coalition]
    cube = cube_of(Agreement.objects.filter(coalition=coalition))
    assert len(cube.places) == 36
    assert len(cube.joined) == 27
    for place in cube.places:
        here = [row for row in rows if stands_on(row, place)]
        assert place.count == sum(row.state in APPLY for row in here)
        assert len(place.coming) == sum(row.state in STATES[:2] for row in here)
    running = [row for row in rows if row.state != "ended"]
    placeless = [row for row in running if not (row.phases and row.domains and row.levels)]
    assert {row.pk for row in cube.nowhere} == {row.pk for row in placeless}
    assert cube.filled == sum(place.count > 0 for place in cube.places if place.domain in JOINED)


def test_a_gap_is_the_start_of_a_talk():
    cube = cube_of(Agreement.objects.none())
    place = next(
        one for one in cube.places if one.query == "fase=after&domein=informal&niveau=governance"
    )
    assert gap_words(place) == (
        "Over informele steun na de geboorte is op bestuurlijk niveau nog niets afgesproken."
    )
    assert "geen fout" in lead_sentence(cube)
    assert len({gap_words(one) for one in cube.gaps}) == 36


def test_a_number_opens_the_agreements_behind_it(client, coalition):
    scattered(dice(1), [coalition], 60)
    page = client.get(reverse("agreements:cube", args=[coalition.slug]))
    links = re.findall(r'href="([^"]+applies=on)">(\d+) ', page.content.decode())
    assert links
    filled = [place for place in page.context["cube"].places if place.count]
    assert len(links) == len(filled)
    for url, number in links:
        listed = client.get(url.replace("&amp;", "&"))
        assert len(listed.context["agreements"]) == int(number)
        assert all(row.applies for row in listed.context["agreements"])


def test_only_empty_places(client, coalition):
    url = reverse("agreements:cube", args=[coalition.slug])
    every = {"phases": ["before"], "domains": ["social"], "levels": Level.values}
    make.AgreementFactory.create(coalition=coalition, in_force=True, **every)
    whole, part = client.get(url).context["cube"], client.get(f"{url}?leeg=1").context["cube"]
    assert len(whole.places) - len(part.places) == 3
    assert "text-danger" not in client.get(url).content.decode()


def test_adding_begins_on_the_place_and_is_for_who_keeps_the_record(client, coalition, sign_in):
    url = reverse("agreements:cube", args=[coalition.slug])
    asked = "fase=after&amp;domein=informal&amp;niveau=governance"
    assert asked in client.get(url).content.decode()
    create = reverse("agreements:create", args=[coalition.slug])
    form = client.get(f"{create}?{asked.replace('&amp;', '&')}").context["form"]
    assert form["domains"].value() == ["informal"]
    sign_in("partner", coalition)
    assert asked not in client.get(url).content.decode()


def test_the_workbook_is_the_page(client, coalition):
    scattered(dice(2), [coalition], 40)
    cube = client.get(reverse("agreements:cube", args=[coalition.slug])).context["cube"]
    content = client.get(reverse("agreements:cube_xlsx", args=[coalition.slug])).content
    rows = sheet(content)[1:]
    assert [row[3] for row in rows] == [place.count for place in cube.places]
    named = [[title for title in row[4].split("; ") if title] for row in rows]
    assert named == [[one.title for one in place.applying] for place in cube.places]


def test_the_list_of_one_coalition_narrows_to_a_place(client, coalition):
    make.AgreementFactory.create(
        coalition=coalition, title="Hier", phases=["after"], levels=["governance"]
    )
    make.AgreementFactory.create(coalition=coalition, title="Daar", phases=["before"])
    url = reverse("agreements:list", args=[coalition.slug])
    for query, found in (
        ("phase=after", ["Hier"]),
        ("phase=after&level=implementation", []),
        ("phase=nonsense", ["Hier", "Daar"]),
        ("applies=on", []),
    ):
        rows = client.get(f"{url}?{query}").context["agreements"]
        assert [row.title for row in rows] == found
