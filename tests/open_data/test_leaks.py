"""Open data tells what a visitor may read, and nothing else."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils.timezone import localtime

from coalitions.models import Coalition
from kansrijkestart.core import clock
from monitoring.choices import ProtectionReason
from monitoring.models import HiddenCell, Observation
from monitoring.selectors.figures import AreaKey, load_figures
from monitoring.services.protection import protection_now
from monitoring.services.releases import release_open, release_withdraw
from tests import factories as make
from tests.monitoring.protection_world import province
from tests.open_data import world

pytestmark = pytest.mark.django_db
API = "/api/v1/"
EVERYWHERE = (
    *(f"{API}{name}/" for name in ("coalitions", "municipalities", "indicators", "examples")),
    "/open-data/",
    "/sitemap.xml",
    *(
        f"/open-data/{part}/{name}"
        for part in ("coalities", "gemeenten", "indicatoren", "praktijkvoorbeelden")
        for name in ("excel.csv", "machine.csv", "alles.json")
    ),
)


def test_what_is_not_public_stands_nowhere(client):
    region = make.RegionFactory.create(name="De Streek")
    closed = world.coalition(
        "Geheim", public=False, stage="formed", stage_source="verslag", region=region, is_demo=True
    )
    Coalition.objects.filter(pk=closed.pk).update(description="Onze eigen woorden.")
    world.example(closed, state="draft", published_on=None, title="Nog niet af")
    place = closed.coverage.get().municipality
    make.PartnershipFactory.create(coalition=closed, organisation__name="Partner X")
    for path in EVERYWHERE:
        text = client.get(path).content.decode()
        for words in (closed.slug, "verslag", "Onze eigen", "Nog niet af", "Partner X", "formed"):
            assert words not in text, (path, words)
    [told] = client.get(f"{API}municipalities/").json()["results"]
    assert told == {
        "code": place.code,
        "name": "Geheim",
        "province": place.province,
        "ggd_region": None,
        "stage": "unknown",
        "is_through_region": False,
        "is_from_list": False,
        "coalition": None,
        "is_demo": False,
        "page": None,
    }


def test_an_example_of_a_coalition_that_is_not_public_has_its_name_only_as_on_its_page(client):
    closed = world.coalition("Geheim", public=False)
    world.example(closed)
    [told] = client.get(f"{API}examples/").json()["results"]
    assert (told["coalition"], told["coalition_slug"]) == ("Geheim", None)
    assert closed.slug not in json.dumps(told)


def test_not_public_and_not_there_give_the_same_bytes_and_headers(client):
    closed = world.coalition("Geheim", public=False)
    found = [
        client.get(f"{API}coalitions/{slug}/", headers=headers)
        for slug in (closed.slug, "bestaat-niet")
        for headers in ({}, {"if-none-match": "*"})
    ]
    assert {one.status_code for one in found} == {404}
    assert len({(one.content, str(sorted(one.headers.items()))) for one in found}) == 1


def test_a_public_coalition_tells_what_its_page_tells(client):
    region = make.RegionFactory.create(name="De Streek")
    regional = world.coalition("Streekcoalitie", scope="regional", region=region)
    one = world.coalition(
        "Best",
        stage="forming",
        stage_since=date(2025, 3, 1),
        stage_source="regionaal kader",
        description="Wij beginnen vroeg.",
        region=region,
        started_on=date(2019, 4, 5),
    )
    make.PartnershipFactory.create(coalition=one, organisation__name="Partner X")
    place = one.coverage.get().municipality
    told = client.get(f"{API}coalitions/{one.slug}/").json()
    assert told == {
        "slug": one.slug,
        "name": "Best",
        "scope": "local",
        "stage": "forming",
        "stage_since": "2025-03-01",
        "stage_source": "regionaal kader",
        "municipalities": [{"code": place.code, "name": place.name}],
        "region": "De Streek",
        "regional_coalition": regional.slug,
        "description": "Wij beginnen vroeg.",
        "is_demo": False,
        "page": f"http://testserver/landkaart/{one.slug}/",
    }
    page = client.get(told["page"]).content.decode()
    for words in ("Best", "regionaal kader", "De Streek", "Wij beginnen vroeg.", regional.slug):
        assert words in page
    assert "2019-04-05" not in json.dumps(told)


def test_who_decides_not_to_be_public_any_more_is_gone_at_the_next_question(client):
    one = world.coalition("Best")
    assert client.get(f"{API}coalitions/{one.slug}/").status_code == 200
    make.ConsentFactory.create(
        municipality=one.coverage.get().municipality,
        kind="public_map",
        is_granted=False,
        decided_on=clock.today(),
    )
    assert client.get(f"{API}coalitions/{one.slug}/").status_code == 404
    for path in EVERYWHERE:
        assert one.slug not in client.get(path).content.decode(), path


def test_what_was_invented_is_marked(client):
    one = world.coalition("Best", is_demo=True)
    world.example(one)
    definition = make.DefinitionFactory.create(indicator__key="big2")
    world.figure(world.release(is_demo=True), definition)
    for path in ("coalitions/", f"coalitions/{one.slug}/", "examples/", "figures/big2/"):
        found = client.get(f"{API}{path}").json()
        assert all(told["is_demo"] for told in found.get("results", [found])), path
    place = one.coverage.get().municipality.code
    states = client.get(f"{API}municipalities/").json()["results"]
    assert [told["is_demo"] for told in states if told["code"] == place] == [True]


def figures(client, key="big2", **query):
    return client.get(f"{API}figures/{key}/", query).json()["results"]


def test_hidden_absent_and_shown_are_told_apart_and_only_shown_has_numbers(client):
    definition = make.DefinitionFactory.create(indicator__key="big2")
    world.hidden_kinds(world.release(source="RIVM", source_url="https://example.org/"), definition)
    found = figures(client)
    assert found[0] == {
        "indicator": "big2",
        "definition": 1,
        "area": "NL",
        "area_name": "Nederland",
        "division_year": 2023,
        "period_start": 2021,
        "period_end": 2021,
        "kind": "value",
        "value": 20.0,
        "numerator": 400,
        "denominator": 2000,
        "unit": "percent",
        "is_provisional": False,
        "source": "RIVM",
        "source_url": "https://example.org/",
        "published_on": localtime(clock.now() - timedelta(days=1)).date().isoformat(),
        "is_demo": False,
    }
    kinds = [one["kind"] for one in found]
    assert sorted(kinds) == ["not_available", *["suppressed"] * 3, "value", "value"]
    for one in found:
        numbers = {one["value"], one["numerator"], one["denominator"]}
        assert (numbers == {None}) == (one["kind"] != "value")
    hidden = [_without_area(one) for one in found if one["kind"] == "suppressed"]
    assert all(one == hidden[0] for one in hidden)
    for ending in ("excel.csv", "machine.csv", "alles.json"):
        text = client.get(f"/open-data/cijfers/big2/{ending}").content.decode()
        assert not re.search(r"\b(191|187|3[.,]6649)\b", text)
        assert text.count("suppressed") == 3


def _without_area(one):
    return {name: value for name, value in one.items() if not name.startswith("area")}


def test_figures_of_a_province_are_those_that_everybody_sees_after_a_protection_run(client):
    made = province()
    run = protection_now(reason=ProtectionReason.PUBLISHED)
    made.release.refresh_from_db()
    release_open(release=made.release, is_open=True)
    found = client.get(f"{API}figures/aanval/?page_size=100").json()
    assert found["next"] is None
    keys = [AreaKey(one.pk) for one in made.municipalities] + [AreaKey()]
    keys += [AreaKey(region=made.ggd.pk)]
    shown = [one for one in load_figures(keys) if one.is_shown]
    told = [one for one in found["results"] if one["kind"] == "value"]
    assert len(told) == len(shown) > 0
    sizes = {one["denominator"] for one in found["results"]} - {None}
    hidden = HiddenCell.objects.filter(run=run, protected_set=None, municipality__isnull=False)
    assert hidden.exists()
    for cell in hidden:
        whole = Observation.objects.get(
            release=made.release,
            municipality=cell.municipality,
            period_start=cell.period_start,
            period_end=cell.period_end,
        ).denominator
        assert whole not in sizes


def test_figures_are_open_data_only_where_somebody_decided_so(client):
    definition = make.DefinitionFactory.create(indicator__key="big2")
    release = world.release(is_open=False)
    world.figure(release, definition)
    assert client.get(f"{API}figures/").json()["results"] == []
    assert figures(client) == []
    release_open(release=release, is_open=True)
    assert [one["indicator"] for one in client.get(f"{API}figures/").json()["results"]] == ["big2"]
    assert len(figures(client)) == 1
    release_open(release=release, is_open=False)
    assert figures(client) == []


def test_a_newer_figure_that_is_not_open_takes_the_place_of_one_that_is(client):
    definition = make.DefinitionFactory.create(indicator__key="big2")
    place = make.MunicipalityFactory.create()
    world.figure(world.release(), definition, municipality=place)
    newer = make.ReleaseFactory.create(published=True)
    world.figure(newer, definition, municipality=place, numerator=30, value=30)
    assert figures(client) == []


def test_embargo_and_protection_hold_here_too(client):
    definition = make.DefinitionFactory.create(indicator__key="big2")
    later = clock.now() + timedelta(days=1)
    world.figure(world.release(embargo_until=later), definition)
    world.figure(world.release(is_protected=False), definition)
    assert figures(client) == []
    assert client.get("/open-data/cijfers/big2/alles.json").json() == {"results": []}
    # Not even that something is coming.
    assert client.get(f"{API}figures/").json()["results"] == []
    page = client.get("/open-data/")
    assert page.context["figures"] == []
    assert page.context["newest"] is None


def test_a_figure_that_was_taken_back_says_so_without_its_number(client):
    definition = make.DefinitionFactory.create(indicator__key="big2")
    release = world.release()
    world.figure(release, definition)
    release_withdraw(release=release, reason="Fout van de bron.")
    [told] = figures(client)
    assert (told["kind"], told["value"], told["numerator"]) == ("withdrawn", None, None)


def test_filters_of_figures_tell_nothing_of_what_is_hidden(client):
    definition = make.DefinitionFactory.create(indicator__key="big2")
    world.hidden_kinds(world.release(), definition)
    assert [one["area"] for one in figures(client, area="NL")] == ["NL"]
    assert len(figures(client, kind="suppressed")) == 3
    assert len(figures(client, year=2021)) == 6
    assert figures(client, year=2020) == []
    assert client.get(f"{API}figures/big2/?area=GM9999").status_code == 400
    assert client.get(f"{API}figures/big2/?value=7").status_code == 400
