"""Every number of a start page leads to a list that holds exactly what was counted."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from agreements.models import Uptake
from agreements.selectors.uptake import TAKEN, uptake_of
from coalitions.models import AdviceRequest, CoalitionVisit
from kansrijkestart.core import clock
from kansrijkestart.dashboard.looks import LOOKS
from monitoring.models import Response
from tests import factories as make
from tests.checklist.make import principle, round_of
from tests.dashboard.test_public import add as add_place
from tests.monitoring.edition_world import make_round

pytestmark = pytest.mark.django_db

SHARES = ("interventions_region", "agreements_region", "answers_region")


def links(page, pattern):
    """Return (number, address) of the links whose words match; the number is the first group."""
    found = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', page.content.decode(), re.DOTALL)
    said = [(" ".join(re.sub(r"<[^>]+>", " ", words).split()), where) for where, words in found]
    return [
        (int(match[1]), html.unescape(where))
        for words, where in said
        if (match := re.fullmatch(pattern, words))
    ]


def absolute(base, where):
    return base + where if where.startswith("?") else where


@pytest.fixture
def regional():
    return make.CoalitionFactory.create(regional=True, stage="forming")


@pytest.fixture
def region(regional):
    """Six municipalities: each of another stage, state of the round and amount of agreements."""
    region = regional.region
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    taken = make.AgreementFactory.create(
        coalition=regional,
        in_force=True,
        proposed=True,
        owner_organisation=make.OrganisationFactory.create(),
        title="Overal hetzelfde",
    )
    states = ["submitted", "approved", "busy", "not_started", "not_started", None]
    for number, state in enumerate(states):
        row = make.RegionMunicipalityFactory.create(region=region)
        place = row.municipality
        for kind in SHARES:
            make.ConsentFactory.create(municipality=place, kind=kind)
        coalition = None
        if state is not None:
            stage = ("formed", "forming", "announced", "unknown", "forming")[number]
            coalition = make.CoalitionFactory.create(stage=stage)
            make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
            make.ChoiceFactory.create_batch(number, coalition=coalition, state="running")
            make.ChoiceFactory.create(coalition=coalition, state="planned")
            make.AgreementFactory.create_batch(number, coalition=coalition, in_force=True)
        Response.objects.create(
            round=asked,
            municipality=place,
            coalition=coalition,
            state=state or "not_started",
            submitted_at=clock.now() if state in {"submitted", "approved"} else None,
            approved_at=clock.now() if state == "approved" else None,
        )
        if number < 3:
            word = ("taken_over", "adapted", "in_discussion")[number]
            Uptake.objects.create(agreement=taken, municipality=place, state=word)
    return region


def test_the_numbers_of_a_region(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    base = reverse("dashboard:region", args=[region.slug])
    page = client.get(base)
    chips = links(page, r"(?:Alle|Gevormd|In opbouw|Aangemeld|Niet bekend): (\d+)")
    assert [number for number, _where in chips] == [6, 1, 2, 1, 2]
    for number, where in chips:
        rows = client.get(absolute(base, where.split("#")[0])).context["rows"]
        assert len(rows) == number
    lacking = page.context["lacking"]
    assert str(lacking) == "6 van de 6 gemeenten hebben nog iets op te geven"
    missing = client.get(lacking.urls["number"]).context["missing"]
    rows = client.get(absolute(base, lacking.urls["total"].split("#")[0])).context["rows"]
    assert (len(missing), len(rows)) == (lacking.values["number"], lacking.values["total"])
    states = [one for one in links(page, r"[^:]+: (\d+)") if "state=" in one[1]]
    assert [one for one, _where in states] == [2, 1, 2]
    for number, where in states:
        assert len(client.get(where).context["lines"]) == number


def test_the_numbers_of_municipalities_in_a_region(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    page = client.get(reverse("dashboard:region", args=[region.slug]))
    said = re.findall(r'<a href="([^"]+)" aria-label="(\d+) in [^"]*">', page.content.decode())
    told = [(int(number), where) for where, number in said]
    running = [one for one in told if "state=running" in one[1]]
    agreements = [one for one in told if one not in running]
    assert sorted(number for number, _where in agreements) == [1, 2, 3, 4]
    for number, where in agreements:
        [shown] = client.get(where).context["page_obj"]
        assert len(shown.agreements) == number
    assert sorted(number for number, _where in running) == [1, 2, 3, 4]
    for number, where in running:
        address, anchor = html.unescape(where).split("#")
        listed = client.get(address).content.decode()
        [part] = re.findall(rf'<h2 [^>]*id="{anchor}".*?</section>', listed, re.DOTALL)
        assert part.count('<dt lang="nl">') == number
        assert part.count("Loopt") == number


def test_the_uptake_of_a_region(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    page = client.get(reverse("dashboard:region", args=[region.slug]))
    [(counted, said)] = page.context["uptake"]
    table = uptake_of(regional.agreements.get())
    assert counted.taken == sum(row.state in TAKEN for row in table.rows) == 2
    assert counted.told == sum(row.uptake is not None for row in table.rows) == 3
    assert len(table.rows) == page.context["matrix"].total
    text = " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())
    assert "overgenomen in 2 van de 6 gemeenten; van 3 van de 6 is iets gehoord." in text
    told = re.findall(r'<a href="([^"]+#uptake)">(\d+)</a>', page.content.decode())
    assert [int(number) for _where, number in told] == [2, 6, 3, 6]
    assert [where for where, _number in told] == [
        said.urls[name] for name in ("taken", "total", "told", "total_told")
    ]
    for where, number in told:
        shown = client.get(where).context["regional_part"].shown
        assert len(shown.rows) == int(number)


def test_the_lists_of_a_coalition_that_is_local_too_hold_what_is_of_the_region(client, sign_in):
    """What it agrees for itself is an agreement of its municipality."""
    both = make.CoalitionFactory.create(regional=True, scope="both", stage="formed")
    own = make.AgreementFactory.create(coalition=both, in_force=True, title="Voor onszelf")
    make.AgreementFactory.create(
        coalition=both,
        in_force=True,
        proposed=True,
        title="Voor de regio",
        owner_organisation=make.OrganisationFactory.create(),
    )
    sign_in("region_lead", both)
    page = client.get(reverse("dashboard:region", args=[both.region.slug]))
    [(counted, _said)] = page.context["uptake"]
    listed = client.get(reverse("dashboard:region_agreements", args=[both.region.slug]))
    assert [one.pk for one in listed.context["agreements"]] == [counted.pk]
    assert own.title not in listed.content.decode()


def test_a_count_of_a_round_counts_nobody_who_is_not_asked(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    [(_number, where), *_rest] = links(
        client.get(reverse("dashboard:region", args=[region.slug])), r"Ingediend: (\d+)"
    )
    address = where.split("?")[0]
    [line] = client.get(f"{address}?state=not_asked").context["lines"]
    assert line.response.coalition_id is None
    assert len(client.get(address).context["lines"]) == 6


@pytest.mark.parametrize("look", LOOKS, ids=lambda one: one.key or "stage")
def test_the_numbers_of_the_country(client, sign_in, region, look):
    add_place("Roermond", "formed", public=False)
    sign_in("analyst")
    base = reverse("dashboard:national")
    page = client.get(base, {"kaart": look.key} if look.key else {})
    entries = page.context["map"].key
    total = len(page.context["map"].key) and sum(entry.count for entry in entries)
    assert total == page.context["total"]
    shown = 0
    for entry in entries:
        asked = client.get(base, {"kaart": look.key, "groep": entry.key}).context["asked"]
        assert len(asked.states) == entry.count
        shown += bool(entry.count)
    assert shown > 1
    told = re.findall(r'href="(\?[^"]*#gemeenten)" aria-label="(\d+) ', page.content.decode())
    for where, number in told:
        asked = client.get(base + html.unescape(where).split("#")[0]).context["asked"]
        assert len(asked.states) == int(number)
    assert len(told) == shown


@pytest.mark.parametrize("look", ["", "dossier"])
def test_a_tile_of_the_country_leads_to_its_row(client, sign_in, look):
    add_place("Roermond", "formed", public=False, tile=(1, 1))
    sign_in("analyst")
    base = reverse("dashboard:national")
    page = client.get(base, {"kaart": look} if look else {})
    [tile] = page.context["map"].tiles
    assert tile.is_row
    shown = client.get(base + tile.url.removesuffix("#gemeenten"))
    [state] = shown.context["asked"].states
    assert state.municipality.name == "Roermond"
    assert shown.context["look"].key == look
    assert shown.context["asked"].word.lower() in tile.words


def test_the_numbers_per_province(client, sign_in, region):
    add_place("Roermond", "formed", public=False)
    sign_in("analyst")
    base = reverse("dashboard:national")
    page = client.get(base)
    cells = [
        (int(number), html.unescape(where))
        for where, number in re.findall(
            r'<td class="ks-right"><a href="([^"]+)#gemeenten">(\d+)</a>', page.content.decode()
        )
    ]
    assert len(cells) > 5
    for number, where in cells:
        assert len(client.get(base + where).context["asked"].states) == number
    unknown = client.get(base, {"groep": "bestaat-niet"})
    assert unknown.context["asked"] is None


def test_a_policy_viewer_sees_the_map_by_stage_only(client, sign_in, region):
    sign_in("policy_viewer")
    page = client.get(reverse("dashboard:national"), {"kaart": "dossier"})
    assert page.context["look"] == LOOKS[0]
    assert 'href="?kaart=' not in page.content.decode()


def test_the_agreements_that_apply_to_a_member(client, sign_in):
    coalition = make.CoalitionFactory.create()
    make.AgreementFactory.create_batch(3, coalition=coalition, in_force=True)
    make.AgreementFactory.create(coalition=coalition)
    sign_in("partner", coalition)
    [(number, where)] = links(client.get("/"), r"(\d+) afspraken gelden")
    assert number == len(client.get(where).context["agreements"]) == 3


def test_the_numbers_of_an_adviser(client, sign_in):
    user = sign_in("adviser", make.CoalitionFactory.create())
    asking = make.CoalitionFactory.create()
    make.CaseloadFactory.create(adviser=user, coalition=asking)
    place = make.CoalitionMunicipalityFactory.create(coalition=asking).municipality
    make.ConsentFactory.create(municipality=place, kind="checklist_adviser")
    assessment = round_of(asking, "advice_requested")
    AdviceRequest.objects.create(
        assessment=assessment, principle=principle(assessment), requested_by=user
    )
    CoalitionVisit.objects.create(
        user=user, coalition=asking, seen_at=clock.now() - timedelta(days=1)
    )
    base = reverse("dashboard:caseload")
    page = client.get(base)
    for one in page.context["filters"]:
        assert len(client.get(base + one.query).context["rows"]) == one.number
    assert page.context["waiting"] == len(client.get(f"{base}?toon=wacht").context["rows"]) == 1


@pytest.mark.parametrize("has_regions", [True, False])
def test_how_many_handed_in_of_the_country(client, sign_in, has_regions):
    """Also before any region has a municipality, when there is no region to narrow by."""
    asked = make_round(closes=clock.now() + timedelta(days=5), key="nu")
    for state in ("submitted", "approved", "busy", None):
        row = make.CoalitionMunicipalityFactory.create()
        if has_regions:
            make.RegionMunicipalityFactory.create(municipality=row.municipality)
        Response.objects.create(
            round=asked,
            municipality=row.municipality,
            coalition=row.coalition if state else None,
            state=state or "not_started",
            submitted_at=clock.now() if state in {"submitted", "approved"} else None,
            approved_at=clock.now() if state == "approved" else None,
        )
    sign_in("analyst")
    page = client.get(reverse("dashboard:national")).content.decode()
    told = re.findall(r'<a href="([^"]+state=(?:handed_in|asked))">(\d+)</a>', page)
    assert [int(number) for _where, number in told] == [2, 3]
    for where, number in told:
        assert client.get(where).context["found"] == int(number)
