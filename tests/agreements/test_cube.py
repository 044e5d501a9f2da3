"""The table of phases, domains and levels: its numbers, its gaps, its lists and its files."""

import io
import random
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agreements.choices import Level
from agreements.models import Agreement, Uptake
from agreements.selectors.cube import JOINED, cube_of, gap_words, lead_sentence
from agreements.selectors.region_cube import region_cube
from coalitions.choices import Domain, Phase
from coalitions.models import CoalitionMunicipality
from interventions.matrix import region_matrix
from kansrijkestart.dashboard.selectors.regions import overview_rows, shared_agreements
from tests import factories as make
from tests.agreements.regional import both, local, place_of, proposed, region_of, say

pytestmark = pytest.mark.django_db

STATES = ("draft", "in_consultation", "in_force", "being_evaluated", "ended")
APPLY = ("in_force", "being_evaluated")
SHARES = ("agreements_region",)


def dice(seed):
    """The same throws for the same seed."""
    return random.Random(seed)  # noqa: S311  numbers of a test, no secret


def some(chance, values):
    return [value for value in values if chance.random() < 0.4]


def scattered(chance, coalitions, number, **values):
    """Agreements of any state on any places, made in one go."""
    rows = []
    for count in range(number):
        state = chance.choice(STATES)
        rows.append(
            make.AgreementFactory.build(
                coalition=chance.choice(coalitions),
                title=f"Afspraak {count} {values}",
                state=state,
                starts_on=date(2024, 1, 5),
                ended_on=date(2024, 2, 1) if state == "ended" else None,
                phases=some(chance, Phase.values),
                domains=some(chance, Domain.values),
                levels=some(chance, Level.values),
                **values,
            )
        )
    with make.came_there():
        return Agreement.objects.bulk_create(rows)


def stands_on(row, place):
    return place.phase in row.phases and place.domain in row.domains and place.level in row.levels


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


@pytest.fixture
def coalition(sign_in):
    coalition = make.CoalitionFactory.create()
    sign_in("coordinator", coalition)
    return coalition


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


def sheet(content, name="Afspraken"):
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(name)
    return rows.to_python()


def test_the_workbook_is_the_page(client, coalition):
    scattered(dice(2), [coalition], 40)
    cube = client.get(reverse("agreements:cube", args=[coalition.slug])).context["cube"]
    content = client.get(reverse("agreements:cube_xlsx", args=[coalition.slug])).content
    rows = sheet(content)[1:]
    assert [row[3] for row in rows] == [place.count for place in cube.places]
    named = [[title for title in row[4].split("; ") if title] for row in rows]
    assert named == [[one.title for one in place.applying] for place in cube.places]


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
