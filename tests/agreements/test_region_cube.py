"""The table of places of a region: counted over its municipalities, as far as they share."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements.models import Agreement, Uptake
from agreements.selectors.region_cube import region_cube
from coalitions.models import CoalitionMunicipality
from interventions.matrix import region_matrix
from kansrijkestart.dashboard.selectors.regions import overview_rows, shared_agreements
from tests import factories as make
from tests.agreements.cube_world import APPLY, STATES, dice, scattered, sheet, stands_on
from tests.agreements.regional import both, local, place_of, proposed, region_of, say

pytestmark = pytest.mark.django_db
SHARES = ("agreements_region",)


@pytest.mark.parametrize("seed", range(5))
def test_numbers_of_a_region_are_those_of_counting_by_hand(seed):
    chance = dice(seed)
    regional, locals_ = region_of(*(f"Plaats {number}" for number in range(6)), shares=SHARES)
    closed = local(regional, "Deelt niet")
    half = local(regional, "Deelt half", SHARES)
    make.CoalitionMunicipalityFactory.create(coalition=half)
    wide = local(regional, "Twee", SHARES)
    second = make.MunicipalityFactory.create()
    make.RegionMunicipalityFactory.create(region=regional.region, municipality=second)
    make.CoalitionMunicipalityFactory.create(coalition=wide, municipality=second)
    make.ConsentFactory.create(municipality=second, kind=SHARES[0])
    sharing = [*locals_, wide]
    rows = scattered(chance, [*sharing, closed, half], 120)
    owner = make.OrganisationFactory.create()
    own = scattered(chance, [regional], 20, scope="regional", owner_organisation=owner)
    places = [place_of(one) for one in (*sharing, closed)]
    taken: dict[int, set[int]] = {}
    for row in own:
        for place in places:
            state = chance.choice(("taken_over", "adapted", "in_discussion", None))
            if state:
                Uptake.objects.create(agreement=row, municipality=place, state=state)
            if state in ("taken_over", "adapted"):
                taken.setdefault(row.pk, set()).add(place.pk)
    covers = {one.pk: set(one.coverage.values_list("municipality", flat=True)) for one in sharing}
    cube = region_cube(regional.region).cube
    counted = [row for row in own if row.state != "ended"]
    counted += [row for row in rows if row.coalition_id in covers and row.state in APPLY]
    placeless = [row for row in counted if not (row.phases and row.domains and row.levels)]
    assert {row.pk for row in cube.nowhere} == {row.pk for row in placeless}
    for place in cube.places:
        mine = [row for row in own if row.state in APPLY and stands_on(row, place)]
        theirs = [
            row
            for row in rows
            if row.coalition_id in covers and row.state in APPLY and stands_on(row, place)
        ]
        assert place.count == len(mine) + len(theirs)
        where = set().union(*(covers[row.coalition_id] for row in theirs))
        assert place.where == where.union(*(taken.get(row.pk, set()) for row in mine))
        being_made = [row for row in own if row.state in STATES[:2] and stands_on(row, place)]
        assert {row.pk for row in place.coming} == {row.pk for row in being_made}


def test_what_was_taken_over_from_the_region_stands_beside_the_own_agreements(client, sign_in):
    regional, [one, _two] = region_of("Best", "Oirschot")
    place = {"phases": ["after"], "domains": ["informal"], "levels": ["governance"]}
    taken, talked_about, ended = (
        proposed(regional, title=f"Regionaal {number}", **place) for number in range(3)
    )
    for agreement, state in (
        (taken, "adapted"),
        (talked_about, "in_discussion"),
        (ended, "adapted"),
    ):
        say(one, agreement, state)
    Agreement.objects.filter(pk=ended.pk).update(state="ended", ended_on=date(2024, 2, 1))
    sign_in("partner", one)
    page = client.get(reverse("agreements:cube", args=[one.slug]))
    [found] = [place for place in page.context["cube"].places if place.taken]
    assert found.query == "fase=after&domein=informal&niveau=governance"
    assert [row.pk for row in found.taken] == [taken.pk]
    assert (found.count, page.context["cube"].filled) == (0, 0)
    assert "+ 1 regionale afspraak overgenomen" in page.content.decode()
    assert "Geen eigen afspraak" in page.content.decode()
    assert len(page.context["gaps"]) == 35
    content = client.get(reverse("agreements:cube_xlsx", args=[one.slug])).content
    assert [row[6] for row in sheet(content)[1:] if row[6]] == ["Regionaal 0"]
    sign_in("partner", _two)
    page = client.get(reverse("agreements:cube", args=[_two.slug])).content.decode()
    assert "overgenomen" not in page


def test_the_workbook_of_a_region_is_its_page(client, sign_in):
    regional, [one, _two] = region_of("Best", "Oirschot", shares=SHARES)
    scattered(dice(3), [one], 40)
    agreement = proposed(regional, phases=["after"], domains=["informal"], levels=["governance"])
    Uptake.objects.create(agreement=agreement, municipality=place_of(one), state="adapted")
    sign_in("region_lead", regional)
    slug = regional.region.slug
    page = client.get(reverse("dashboard:region_cube", args=[slug]))
    content = client.get(reverse("dashboard:region_cube_xlsx", args=[slug])).content
    rows = sheet(content)[1:]
    places = page.context["cube"].places
    assert [row[3:5] for row in rows] == [[one.count, len(one.where)] for one in places]
    assert "2 van 2 gemeenten delen hun afspraken" in page.content.decode()


def test_a_number_of_a_region_opens_its_list(client, sign_in):
    regional, [one, _two] = region_of("Best", "Oirschot", shares=SHARES)
    place = {"phases": ["after"], "domains": ["informal"], "levels": ["governance"]}
    make.AgreementFactory.create(coalition=one, in_force=True, title="Op deze plek", **place)
    make.AgreementFactory.create(coalition=one, in_force=True, title="Elders van aard")
    proposed(regional, title="Regionaal op deze plek", **place)
    proposed(regional, title="Regionaal zonder plek")
    sign_in("region_lead", regional)
    slug = regional.region.slug
    page = client.get(reverse("dashboard:region_cube", args=[slug])).content.decode()
    [url] = re.findall(r'href="([^"]+applies=on)">2 ', page)
    listed = client.get(url.replace("&amp;", "&")).content.decode()
    for title in ("Op deze plek", "Regionaal op deze plek"):
        assert title in listed
    for title in ("Elders van aard", "Regionaal zonder plek"):
        assert title not in listed


def test_of_municipalities_that_do_not_share_an_empty_place_says_nothing(client, sign_in):
    regional, [_one, closed] = region_of("Best", "Dicht")
    make.ConsentFactory.create(municipality=place_of(_one), kind=SHARES[0])
    place = {"phases": ["after"], "domains": ["informal"], "levels": ["governance"]}
    agreement = proposed(regional, **place)
    Uptake.objects.create(agreement=agreement, municipality=place_of(closed), state="taken_over")
    sign_in("region_lead", regional)
    slug = regional.region.slug
    page = client.get(reverse("dashboard:region_cube", args=[slug]))
    text = page.content.decode()
    assert "1 van 2 gemeenten deelt de eigen afspraken" in text
    assert "alleen de regionale afspraken mee die zij hebben overgenomen" in text
    assert "van 1 gemeente weten we het niet" in page.context["lead"]
    assert len(page.context["gaps"]) == 35
    content = client.get(reverse("dashboard:region_cube_xlsx", args=[slug])).content
    told = [row[0] for row in sheet(content, "De lege plekken in woorden")]
    for words in (*page.context["gaps"], *told):
        assert "afgesproken" not in words
    assert all("van 1 gemeente weten we het niet" in words for words in page.context["gaps"])
    assert page.context["lead"] in str(sheet(content, "Toelichting"))
    make.ConsentFactory.create(municipality=place_of(closed), kind=SHARES[0])
    page = client.get(reverse("dashboard:region_cube", args=[slug]))
    assert "weten we het niet" not in page.content.decode()


def test_a_regional_agreement_of_a_coalition_of_both_is_of_the_region():
    coalition = both("Aa", "Bee", shares=SHARES)
    place = {"phases": ["after"], "domains": ["informal"], "levels": ["governance"]}
    regional = proposed(coalition, **place)
    own = make.AgreementFactory.create(coalition=coalition, in_force=True, **place)
    aa = place_of(coalition)
    Uptake.objects.create(agreement=regional, municipality=aa, state="taken_over")
    [filled] = [one for one in region_cube(coalition.region).cube.places if one.count]
    assert filled.count == 2
    assert len(filled.where) == 2
    assert [found.agreements for found in shared_agreements(coalition.region)] == [[own], [own]]
    rows = overview_rows(region_matrix(coalition.region))
    assert [row.agreements for row in rows] == [1, 1]
    elsewhere = make.RegionMunicipalityFactory.create(municipality=aa).region
    [filled] = [one for one in region_cube(elsewhere).cube.places if one.count]
    assert filled.applying == [own]


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(found), len(answer.content)


def test_sixty_coalitions_and_two_thousand_agreements_cost_what_two_cost(client, sign_in):
    regional, locals_ = region_of("Een", "Twee", shares=SHARES)
    chance = dice(4)
    sign_in("region_lead", regional)
    slug = regional.region.slug
    urls = [
        reverse(f"dashboard:{name}", args=[slug])
        for name in ("region_cube", "region_agreements", "region_framework", "region_cube_xlsx")
    ]
    for one in locals_:
        make.AgreementFactory.create(coalition=one, in_force=True, phases=["during"])
    proposed(regional, phases=["during"])
    few = [queries(client, url) for url in urls]
    locals_ += [local(regional, f"Plaats {number}", SHARES) for number in range(58)]
    assert CoalitionMunicipality.objects.count() == 60
    scattered(chance, locals_, 1900)
    owner = make.OrganisationFactory.create()
    scattered(chance, [regional], 100, scope="regional", owner_organisation=owner)
    many = [queries(client, url) for url in urls]
    assert [count for count, _size in few] == [count for count, _size in many]
    assert max(count for count, _size in many) <= 60
    assert max(size for _count, size in many) < 600_000
