"""The public pages: only what municipalities made public, small, and complete without a map."""

import gzip
import re
from datetime import date
from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import GidsListing, MunicipalityAlias
from kansrijkestart.dashboard.tilemap import position
from kansrijkestart.dashboard.views.public import LandingView
from tests import factories as make
from tests.open_data.world import example

pytestmark = pytest.mark.django_db
MAP = "/landkaart/"
MAX_BYTES = 100_000


def add(name, stage="forming", *, public=True, tile=None, **coalition):
    """A municipality with a local coalition that is public or not."""
    col, row = tile if tile else (None, None)
    place = make.MunicipalityFactory.create(name=name, tile_col=col, tile_row=row)
    own = make.CoalitionFactory.create(name=name, stage=stage, **coalition)
    make.CoalitionMunicipalityFactory.create(coalition=own, municipality=place)
    if public:
        make.ConsentFactory.create(municipality=place, kind="public_map")
    return own


def title_of(html):
    return " ".join(re.findall(r"<title>(.*?)</title>", html, re.DOTALL)[0].split())


def render_page(view, request):
    response = view.as_view()(request)
    response.render()
    return response.content.decode()


def found(client, text):
    response = client.get(MAP, {"q": text})
    return [state.municipality.name for state, _ in response.context["found"]]


def test_the_map_links_public_coalitions_only_and_hides_the_rest(client):
    open_ = add("Best", tile=(10, 24))
    closed = add("Geheim", stage="formed", public=False, tile=(11, 24))
    html = client.get(MAP).content.decode()
    assert re.search(rf'<a href="/landkaart/{open_.slug}/" transform="translate\([^)]+\)"', html)
    assert 'aria-label="Best: in opbouw"' in html
    assert closed.slug not in html
    assert "Geheim: niet bekend" in html
    assert "Gevormd" not in html


def tiles_of(html):
    """Return (name and word, address, whether the keyboard stops there) of every tile."""
    found = re.findall(
        r'<a href="([^"]+)"( tabindex="-1")? transform=[^>]*aria-label="([^"]+)"', html
    )
    return [(unescape(words), unescape(where), not skipped) for where, skipped, words in found]


@pytest.mark.parametrize("page", ["home", "dashboard:map"])
def test_a_tile_without_a_public_page_leads_to_its_row_in_words(client, page):
    open_ = add("Best", tile=(10, 24))
    for number, name in enumerate(("'s-Gravenhage", "Bergen (L.)", "Súdwest-Fryslân")):
        add(name, stage="formed", public=False, tile=(11 + number, 24))
    tiles = tiles_of(client.get(reverse(page)).content.decode())
    assert ("Best: in opbouw", f"/landkaart/{open_.slug}/", True) in tiles
    rows = [one for one in tiles if not one[2]]
    assert len(rows) == 3
    for words, where, _stops in rows:
        name = words.removesuffix(": niet bekend")
        shown = client.get(where.removesuffix("#found"))
        assert [state.municipality.name for state, _ in shown.context["found"]] == [name]
        assert 'id="found" tabindex="-1"' in shown.content.decode()


@pytest.mark.parametrize("page", ["home", "dashboard:map"])
def test_a_country_without_public_coalitions_weighs_little_too(client, page):
    for number in range(342):
        name = f"Gemeente met een lange naam {number}"
        add(name, public=False, tile=(number % 20, number // 20))
    html = client.get(reverse(page)).content
    assert len(tiles_of(html.decode())) == 342
    assert len(gzip.compress(html)) < MAX_BYTES


def test_a_coalition_is_public_only_when_all_its_municipalities_are(client):
    coalition = add("Best")
    url = reverse("dashboard:public_coalition", args=[coalition.slug])
    assert client.get(url).status_code == 200
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    assert client.get(url).status_code == 404
    assert coalition.slug not in client.get(MAP).content.decode()


def test_the_public_page_tells_what_is_public_and_nothing_else(client):
    region = make.RegionFactory.create(name="De Streek")
    coalition = add(
        "Best", stage_source="regionaal kader", description="Wij beginnen vroeg.", region=region
    )
    make.ChoiceFactory.create(coalition=coalition, intervention__name="Binnenkamer")
    make.PartnershipFactory.create(coalition=coalition, organisation__name="Partner X")
    html = client.get(reverse("dashboard:public_coalition", args=[coalition.slug])).content.decode()
    for words in ("Best", "In opbouw", "regionaal kader", "Wij beginnen vroeg.", "De Streek"):
        assert words in html
    assert "Binnenkamer" not in html
    assert "Partner X" not in html
    assert "Open het dossier" not in html
    assert title_of(html) == "Best · Landkaart · Coalitiedossier"


def test_the_regional_coalition_is_linked_only_when_it_is_public(client):
    regional = make.CoalitionFactory.create(regional=True, name="Streekcoalitie")
    covered = make.CoalitionMunicipalityFactory.create(coalition=regional).municipality
    coalition = add("Best", region=regional.region)
    url = reverse("dashboard:public_coalition", args=[coalition.slug])
    assert "Streekcoalitie" not in client.get(url).content.decode()
    make.ConsentFactory.create(municipality=covered, kind="public_map")
    assert "Streekcoalitie" in client.get(url).content.decode()
    assert "Streekcoalitie" in client.get(MAP).content.decode()


def test_a_regional_coalition_keeps_its_municipalities_apart_and_leads_to_them(client):
    regional = make.CoalitionFactory.create(regional=True, name="Streekcoalitie")
    for name in ("Best", "Nuenen, Gerwen en Nederwetten"):
        place = make.MunicipalityFactory.create(name=name)
        make.CoalitionMunicipalityFactory.create(coalition=regional, municipality=place)
        make.ConsentFactory.create(municipality=place, kind="public_map")
    page = client.get(reverse("dashboard:public_coalition", args=[regional.slug])).content.decode()
    assert "Best; Nuenen, Gerwen en Nederwetten" in page
    assert "voor zover de gemeenten het delen" in page
    there = f"{MAP}?regio={regional.region.slug}"
    assert f'href="{there}"' in page
    shown = client.get(there).content.decode()
    assert "De 2 gemeenten" in shown


def test_a_visitor_finds_a_municipality_by_part_accent_or_other_name(client):
    add("Best")
    den_haag = add("'s-Gravenhage")
    add("Súdwest-Fryslân")
    MunicipalityAlias.objects.create(
        municipality=den_haag.coverage.get().municipality, name="Den Haag"
    )
    assert found(client, "best") == ["Best"]
    assert found(client, "den haag") == ["'s-Gravenhage"]
    assert found(client, "sudwest") == ["Súdwest-Fryslân"]
    assert found(client, "sudwest fryslan") == ["Súdwest-Fryslân"]
    assert found(client, "s gravenh") == ["'s-Gravenhage"]
    assert found(client, "gemeente best") == ["Best"]
    assert found(client, "gemeente den haag") == ["'s-Gravenhage"]
    assert found(client, "nergenshuizen") == []
    assert "Geen gemeente heet zo" in client.get(MAP, {"q": "zzz"}).content.decode()


@pytest.mark.parametrize("text", ["x" * 10_000, "  ", "%_'\\"])
def test_odd_searches_get_a_page(client, text):
    add("Best")
    response = client.get(MAP, {"q": text})
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_the_lists_of_2019_count_only_where_there_is_no_record(client):
    listed = make.MunicipalityFactory.create(name="Lijstdorp", tile_col=1, tile_row=1)
    with_record = add("Best", stage="unknown").coverage.get().municipality
    for place in (listed, with_record):
        GidsListing.objects.create(municipality=place, is_gids=True, name_in_source=place.name)
    states = {
        state.municipality.name: (state.stage, state.from_list)
        for _, rows in client.get(MAP).context["provinces"]
        for state, _ in rows
    }
    assert states == {"Lijstdorp": ("announced", True), "Best": ("unknown", False)}


def test_tiles_touch_and_even_rows_are_shifted():
    assert position(17, 0) == (470, "17.0")
    assert position(17, 1) == (457, "39.5")
    assert position(23, 34)[0] + 13 <= 641


def test_the_legend_counts_every_municipality_once(client):
    add("A", "formed")
    add("B", "forming")
    add("C", "formed", public=False)
    key = client.get(MAP).context["map"].key
    assert [(entry.css, entry.count) for entry in key] == [
        ("t3", 1),
        ("t2", 1),
        ("t1", 0),
        ("t0", 1),
    ]


def test_a_municipality_that_no_longer_exists_is_not_listed(client):
    make.MunicipalityFactory.create(name="Cuijk", valid_until=date(2022, 1, 1))
    assert "Cuijk" not in client.get(MAP).content.decode()


def test_a_search_with_a_nul_byte_is_refused_with_a_page(client):
    response = client.get(MAP, {"q": "a\x00b"})
    assert response.status_code == 400
    assert "Dit adres kunnen we niet lezen" in response.content.decode()


@pytest.fixture
def country():
    """As many municipalities as there are, all with a public coalition and a tile."""
    for number in range(342):
        add(f"Gemeente met een lange naam {number}", tile=(number % 20, number // 20))


def test_the_map_weighs_little_and_asks_few_queries_for_the_whole_country(client, country):
    with CaptureQueriesContext(connection) as queries:
        html = client.get(MAP).content
    assert len(gzip.compress(html)) < MAX_BYTES
    assert len(queries) <= 8
    assert html.count(b'<a href="/landkaart/coalitie-') == 342 * 2


def test_query_counts_are_equal_for_one_and_thirty(client):
    def count():
        with CaptureQueriesContext(connection) as queries:
            client.get(MAP, {"q": "gemeente"})
        return len(queries)

    add("Gemeente A")
    count()  # the first page of a process also fills caches
    one = count()
    for number in range(30):
        add(f"Gemeente {number}")
    assert count() == one


def test_the_start_page_has_the_map_the_list_and_a_way_in(rf):
    coalition = add("Best", tile=(10, 24))
    request = rf.get("/")
    request.user = AnonymousUser()
    html = render_page(LandingView, request)
    assert html.count("<h1") == 1
    assert title_of(html) == "Coalitiedossier Kansrijke Start"
    assert f'href="/landkaart/{coalition.slug}/"' in html
    assert 'action="/landkaart/"' in html
    assert reverse("account_login") in html
    assert not re.search(r"\sstyle=|<script(?![^>]*\bsrc=)", html)


@pytest.mark.parametrize("name", ["about", "accessibility", "privacy", "help"])
def test_a_page_about_the_site_is_complete_in_both_languages(client, name):
    html = client.get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    english = client.get(reverse(name), headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en">' in english
    lead = re.compile(r'<p class="ks-lead">(.*?)</p>', re.DOTALL)
    assert lead.findall(html) != lead.findall(english)


def test_the_privacy_page_names_what_is_kept_of_whoever_signs_in_or_is_invited(client):
    page = client.get(reverse("privacy")).content.decode()
    for words in ("IP-adres", "browser", "uitgenodigd", "peiling", "opende", "webserver"):
        assert words in page


def test_titles_differ_per_path(client):
    names = ["about", "accessibility", "privacy", "help", "dashboard:map"]
    assert len({title_of(client.get(reverse(name)).content.decode()) for name in names}) == 5


def test_robots_and_security_txt_are_plain_text_with_what_they_need(client):
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert b"Disallow: /\n" in robots.content
    security = client.get("/.well-known/security.txt").content.decode()
    assert re.search(r"^Contact: http://testserver/hulp/$", security, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", security, re.MULTILINE)


def test_the_public_page_leads_to_what_the_coalition_published(client):
    shown = add("Best")
    example(shown, slug="samen-op-bezoek")
    example(shown, slug="nog-niet-af", state="draft", published_on=None)
    page = client.get(reverse("dashboard:public_coalition", args=[shown.slug])).content.decode()
    assert reverse("dashboard:example", args=["samen-op-bezoek"]) in page
    assert "nog-niet-af" not in page


def test_a_coalition_with_many_examples_shows_five_and_leads_to_all_of_them(client):
    shown = add("Best aan de Aa")
    other = add("Bergeijk")
    for number in range(6):
        example(shown, slug=f"van-best-{number}")
    example(other, slug="van-bergeijk")
    page = unescape(
        client.get(reverse("dashboard:public_coalition", args=[shown.slug])).content.decode()
    )
    assert page.count("/praktijkvoorbeelden/van-best-") == 5
    address = re.search(r'href="([^"]+\?q=[^"]+)"', page).group(1)
    found = client.get(address).content.decode()
    assert len(set(re.findall(r"/praktijkvoorbeelden/(van-[a-z]+-?\d*)/", found))) == 6
    assert "van-bergeijk" not in found


@pytest.mark.parametrize("page", ["/", MAP, f"{MAP}?regio=rond-de-stad"])
def test_each_count_beside_the_map_leads_to_the_municipalities_it_counts(client, page):
    region = make.RegionFactory.create(name="Rond de stad", slug="rond-de-stad", kind="ggd")
    for number, name in enumerate(("Best", "Bergeijk", "Bladel")):
        own = add(name, stage="formed" if number else "forming", tile=(number, 1))
        place = own.coverage.get().municipality
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
    add("Verweg", stage="forming", tile=(9, 9))
    html = unescape(client.get(page).content.decode())
    assert ("De 3 gemeenten van Rond de stad" in html) == ("regio=" in page)
    key = html.split('class="ks-key"')[1].split("</ul>")[0]
    linked = re.findall(r'<a href="([^"]+)#([^"]+)" aria-label="(\d+) ', key)
    assert len(linked) >= 2
    for address, mark, count in linked:
        found = client.get(address if address.startswith("/") else MAP + address).content.decode()
        group = found.split(f'id="{mark}"')[1].split("</details>")[0]
        assert group.count("<li>") == int(count)
        assert " open" in found.split(f'id="{mark}"')[0].rsplit("<details", 1)[1]
