"""The page for people, the same data as files, and what search engines are told."""

import csv
import io
import re

import pytest
from django.test import Client

from tests import factories as make
from tests.open_data import world

pytestmark = pytest.mark.django_db
PAGE = "/open-data/"
PARTS = {
    "coalities": "coalitions",
    "gemeenten": "municipalities",
    "indicatoren": "indicators",
    "praktijkvoorbeelden": "examples",
}


def lines(answer, delimiter):
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))


def test_the_page_says_what_there_is_the_licence_and_how_fresh(client):
    world.everything()
    html = client.get(PAGE).content.decode()
    for words in ("Er is nog geen licentie", "hooguit een minuut oud", "240 keer per minuut"):
        assert words in html
    assert re.search(r"Coalities <span[^>]*>\(2\)", html)
    assert html.count("<h1") == 1
    english = client.get(PAGE, headers={"accept-language": "en"}).content.decode()
    assert "there is no licence for these data yet" in english


def test_everything_that_the_page_links_to_is_there(client):
    world.everything()
    html = client.get(PAGE).content.decode()
    links = set(re.findall(r'href="(/(?:open-data|api)/[^"]*)"', html))
    assert len(links) == 3 * 5 + 5 + 2 + 1
    for link in links:
        assert client.get(link).status_code == 200, link
    for link in re.findall(r'href="(/open-data/[^"]+)" download', html):
        assert re.search(r"filename=\"[a-z0-9-]+\.\w+\"", client.get(link)["Content-Disposition"])


def test_without_open_figures_the_page_says_who_decides_that(client):
    world.figure(world.release(is_open=False), make.DefinitionFactory.create())
    assert "Er zijn nog geen cijfers als open data" in client.get(PAGE).content.decode()


def test_people_find_the_page_from_every_page_and_from_the_page_about_the_site(client):
    assert f'href="{PAGE}"' in client.get("/hulp/").content.decode()
    assert client.get("/over/").content.decode().count(f'href="{PAGE}"') == 2


@pytest.mark.parametrize("part", PARTS)
def test_a_file_holds_what_the_api_tells(client, part):
    world.everything()
    told = client.get(f"/api/v1/{PARTS[part]}/?page_size=100").json()["results"]
    assert client.get(f"{PAGE}{part}/alles.json").json() == {"results": told}
    first, second = (
        lines(client.get(f"{PAGE}{part}/{name}.csv"), delimiter)
        for name, delimiter in (("machine", ","), ("excel", ";"))
    )
    assert len(first) == len(second) == len(told) > 0
    assert list(first[0]) == list(told[0])
    key = next(iter(told[0]))
    assert [one[key] for one in first] == [one[key] for one in told]


def test_cells_tell_yes_no_lists_and_what_is_not_known(client):
    one = world.coalition("Best", is_demo=True, description="=1+1")
    [line] = lines(client.get(f"{PAGE}coalities/machine.csv"), ",")
    assert (line["is_demo"], line["region"], line["stage_since"]) == ("yes", "", "")
    assert line["description"] == "'=1+1"  # a spreadsheet does not calculate it
    assert line["municipalities"] == one.coverage.get().municipality.code
    assert line["page"] == f"http://testserver/landkaart/{one.slug}/"
    world.example(one, phases=["before", "after"])
    [line] = lines(client.get(f"{PAGE}praktijkvoorbeelden/excel.csv"), ";")
    assert line["phases"] == "before; after"


def test_a_definition_and_its_absence_fit_in_a_cell(client):
    make.IndicatorFactory.create(key="aaa", name="Aaa")
    make.DefinitionFactory.create(
        indicator__name="Bbb", numerator="wie", number=2, break_note="anders geteld"
    )
    absent, known = lines(client.get(f"{PAGE}indicatoren/machine.csv"), ",")
    assert (absent["definition"], absent["unit"]) == ("", "")
    assert (known["definition"], known["unit"]) == ("2: wie / ?", "percent")


def test_files_can_be_kept_and_the_same_data_give_the_same_bytes(client):
    world.everything()
    url = f"{PAGE}coalities/excel.csv"
    first = client.get(url)
    assert first["Cache-Control"] == "public, max-age=60"
    assert client.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(url).content == first.content


@pytest.mark.parametrize(
    "path",
    [
        "nergens/excel.csv",
        "coalities/excel.json",
        "coalities/bronnen.csv",
        "coalities/alles.csv",
        "cijfers/nergens/excel.csv",
    ],
)
def test_what_there_is_no_file_of_is_not_there(client, path):
    assert client.get(f"{PAGE}{path}").status_code == 404


def test_a_demonstration_names_its_files_so(client, settings):
    settings.DEMO_MODE = True
    answer = client.get(f"{PAGE}coalities/excel.csv")
    assert answer["Content-Disposition"].endswith('"coalities-demonstratie-excel.csv"')


def test_a_file_is_the_same_for_whoever_is_signed_in(client, sign_in):
    own = world.coalition("Geheim", public=False)
    sign_in("coordinator", own)
    url = f"{PAGE}coalities/alles.json"
    assert client.get(url).content == Client().get(url).content


def test_search_engines_are_told_of_public_pages_only(client):
    public, closed = world.coalition("Best"), world.coalition("Geheim", public=False)
    shown = world.example(public)
    world.example(public, state="draft", published_on=None, slug="nog-niet-af")
    offer = make.InterventionFactory.create()
    xml = client.get("/sitemap.xml").content.decode()
    found = re.findall(r"<loc>http://testserver([^<]+)</loc>", xml)
    for path in (
        "/",
        "/open-data/",
        f"/landkaart/{public.slug}/",
        f"/praktijkvoorbeelden/{shown.slug}/",
        f"/interventies/{offer.slug}/",
    ):
        assert path in found
    assert closed.slug not in xml
    assert "nog-niet-af" not in xml
    for path in found:
        assert client.get(path).status_code == 200, path


def test_robots_are_told_where_the_map_of_the_site_is_and_may_read_what_it_names(client):
    robots = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    allowed = [one.removeprefix("Allow: ") for one in robots.splitlines() if "Allow: " in one]
    world.example(world.coalition("Best"))
    xml = client.get("/sitemap.xml").content.decode()
    for path in re.findall(r"<loc>http://testserver([^<]+)</loc>", xml):
        assert any(
            path == one[:-1] if one.endswith("$") else path.startswith(one) for one in allowed
        ), path
