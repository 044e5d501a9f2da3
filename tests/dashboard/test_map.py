"""The public map of one region, and with boundaries that an administrator loaded."""

import gzip
import json
import re
from datetime import UTC, date, datetime, time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from coalitions.importers.boundaries import HEIGHT, WIDTH, paths_of, read_outlines
from coalitions.models import MunicipalityBoundary, MunicipalitySuccession
from kansrijkestart.core import clock
from kansrijkestart.dashboard.boundary_map import middle_of
from tests import factories as make
from tests.dashboard.test_public import MAP, MAX_BYTES, add

pytestmark = pytest.mark.django_db
PATH = "M10 10l100 0 0 100 -100 0z"


def square(west, south, size=0.2):
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(code, ring=None, **changes):
    rings = [ring or square(5.0, 52.0)]
    shape = {"type": "Polygon", "coordinates": rings}
    return {"type": "Feature", "properties": {"gemeenteCode": code}, "geometry": shape} | changes


@pytest.fixture
def load(tmp_path):
    def _load(*features, content=None, **options):
        path = tmp_path / "grenzen.geojson"
        whole = {"type": "FeatureCollection", "features": features}
        path.write_bytes(json.dumps(whole).encode() if content is None else content)
        said = StringIO()
        try:
            call_command("load_boundaries", str(path), stdout=said, **options)
        except CommandError as error:
            return f"{said.getvalue()}{error}"
        return said.getvalue()

    return _load


def test_boundaries_are_drawn_with_the_stage_and_lead_to_public_coalitions(client, load):
    open_ = add("Best", tile=(10, 24))
    closed = add("Geheim", stage="formed", public=False, tile=(11, 24))
    places = [one.coverage.get().municipality for one in (open_, closed)]
    assert "kaart=grenzen" not in client.get(MAP).content.decode(), "nothing to show"
    said = load(
        *(feature(one.code, square(5 + n, 52)) for n, one in enumerate(places)), source="Proef"
    )
    assert "2 " in said
    html = client.get(MAP, {"kaart": "grenzen"}).content.decode()
    assert re.search(rf'<a href="/landkaart/{open_.slug}/" tabindex="-1"><title>Best: in opb', html)
    assert re.search(r'<path class="t0" d="M[^"]+"><title>Geheim: niet bekend</title>', html)
    picture = re.search(r'<svg class="ks-tiles ks-outlines".*?</svg>', html, re.DOTALL)[0]
    assert picture.count('<circle r="3"/>') == 1, "being formed has a dot"
    assert "Grenzen: Proef." in html
    assert closed.slug not in html
    assert f'{MAP}?kaart=grenzen#map"' in client.get(MAP).content.decode()


def test_who_has_no_boundary_is_named_and_in_the_list(client, load):
    places = [add(name).coverage.get().municipality for name in ("Best", "Oirschot")]
    assert "Oirschot" in load(feature(places[0].code))
    page = client.get(MAP, {"kaart": "grenzen"})
    assert page.context["outlines"].without == ["Oirschot"]
    assert "alleen in de lijst: Oirschot" in page.content.decode()


def test_without_boundaries_the_tiles_are_shown(client):
    add("Best", tile=(10, 24))
    page = client.get(MAP, {"kaart": "grenzen"})
    assert page.context["outlines"] is None
    assert "ks-tiles-links" in page.content.decode()


def test_a_file_replaces_what_was_there(load):
    one, other = make.MunicipalityFactory.create_batch(2)
    load(feature(one.code))
    load(feature(other.code), year=2026)
    [row] = MunicipalityBoundary.objects.all()
    assert (row.municipality, row.year, row.source) == (other, 2026, "grenzen.geojson")


def test_an_area_that_grew_since_the_file_is_not_drawn(load):
    gone = make.MunicipalityFactory.create(name="Landerd", valid_until=date(2022, 1, 1))
    grown = make.MunicipalityFactory.create(name="Maashorst")
    MunicipalitySuccession.objects.create(
        predecessor=gone, successor=grown, effective_on=date(2022, 1, 1)
    )
    features = feature(gone.code), feature(grown.code, square(6, 52))
    said = load(*features, year=2021)
    assert not MunicipalityBoundary.objects.exists()
    assert re.search(r"niet getekend: Landerd\.\n.*niet getekend: Maashorst\.", said)
    load(*features, year=2022)
    assert [row.municipality for row in MunicipalityBoundary.objects.all()] == [grown]


def test_an_area_that_grows_after_the_file_is_drawn_until_then(client, load):
    place = add("Maashorst").coverage.get().municipality
    other = add("Best").coverage.get().municipality
    load(feature(place.code), feature(other.code, square(6, 52)), year=2026)
    gone = make.MunicipalityFactory.create(name="Landerd")
    MunicipalitySuccession.objects.create(
        predecessor=gone, successor=place, effective_on=date(2027, 1, 1)
    )
    for day, without in (
        (date(2026, 12, 31), ["Landerd"]),
        (date(2027, 1, 1), ["Landerd", "Maashorst"]),
    ):
        with clock.travel(datetime.combine(day, time(12), UTC)):
            outlines = client.get(MAP, {"kaart": "grenzen"}).context["outlines"]
            assert outlines.without == without


FAULTS = [
    ({"content": b"{"}, "niet als JSON"),
    ({"content": b"\xff\xfe"}, "niet als JSON"),
    ({"content": b"[" * 100_000}, "niet als JSON"),
    ({"content": b"[]"}, "features"),
    ({"content": b'{"features": {}}'}, "features"),
    (["x"], "Feature 1"),
    ([feature("772")], "GM0772"),
    ([feature("GM9999", properties={"a": "GM9999", "b": "GM0001"})], "één gemeentecode"),
    ([feature("GM9999")], "GM9999 is sinds 2019 geen gemeente"),
    ([feature("{code}"), feature("{code}")], "twee keer"),
    ([feature("{code}", geometry=None)], "gesloten ringen"),
    ([feature("{code}", geometry={"type": "Point", "coordinates": [5, 52]})], "gesloten ringen"),
    ([feature("{code}", square(5, 52)[:-1])], "gesloten ringen"),
    ([feature("{code}", [[5, 52], [None, 52], [5, 53], [5, 52]])], "gesloten ringen"),
    ([feature("{code}", [[10**400, 52], [5, 52], [5, 53], [10**400, 52]])], "gesloten ringen"),
    ([feature("{code}", square(52, 5))], "buiten Nederland"),
    ([feature("{code}", [[5, 52], [float("nan"), 52], [5, 53], [5, 52]])], "buiten Nederland"),
    ([feature("{code}"), feature("{other}", square(5.1, 52, 1e-6))], "Te klein"),
]


@pytest.mark.parametrize(("wrong", "words"), FAULTS)
def test_a_wrong_file_says_what_is_wrong_and_stores_nothing(load, wrong, words):
    one, other = make.MunicipalityFactory.create_batch(2)
    load(feature(one.code))
    if isinstance(wrong, dict):
        said = load(**wrong)
    else:
        text = json.dumps(wrong).replace("{code}", one.code).replace("{other}", other.code)
        said = load(*json.loads(text))
    assert words in said
    assert "niets opgeslagen" in said
    assert [row.municipality for row in MunicipalityBoundary.objects.all()] == [one]


def test_every_fault_is_told_at_once(load):
    said = load(feature("GM9998"), feature("772"), feature("GM9999", geometry={}))
    assert len(said.strip().splitlines()) == 4


def test_a_file_that_is_not_there_is_an_error_too(tmp_path):
    with pytest.raises(CommandError, match="kan niet worden gelezen"):
        call_command("load_boundaries", str(tmp_path / "geen.geojson"))


def test_metres_of_the_dutch_grid_are_drawn_as_well():
    data = {"features": [feature("GM0001", square(120_000, 480_000, 9_000))]}
    found = read_outlines(json.dumps(data).encode())
    assert found.faults == []
    assert paths_of(found.rings)["GM0001"].startswith("M")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.floats(3.3, 7.2), st.floats(50.8, 53.5)), min_size=3, max_size=40))
def test_a_path_stays_on_the_grid_and_ends_where_it_began(points):
    ring = [*points, points[0]]
    path = paths_of({"GM0001": [ring]})["GM0001"]
    if not path:
        return  # all on one line
    begin, steps = re.fullmatch(r"M(\d+ \d+)l([-0-9 ]+)z", path).groups()
    x, y = map(int, begin.split())
    numbers = list(map(int, steps.split()))
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT


def test_neighbours_keep_the_border_that_they_share():
    rings = {"GM0001": [square(5, 52)], "GM0002": [square(5.2, 52)]}
    one, other = paths_of(rings).values()
    assert one.split("l")[1] == other.split("l")[1], "the same square beside it"
    west = int(other[1:].split(" ")[0]) - int(one[1:].split(" ")[0])
    assert west == abs(int(one.split("l")[1].split(" ")[0]))


def test_the_middle_is_that_of_the_ring_with_most_corners():
    assert middle_of(f"M0 0l1 0 0 1z{PATH}") == (60, 60)


@pytest.mark.parametrize("path", ["", "M1 1", "javascript:1", '"><script>', "M1 1l2 2z M"])
def test_the_database_refuses_what_is_no_path(path):
    with pytest.raises(IntegrityError, match="coalitions_boundary_is_path"), transaction.atomic():
        MunicipalityBoundary.objects.create(
            municipality=make.MunicipalityFactory.create(), path=path, source="x"
        )


@pytest.mark.parametrize(("year", "is_fine"), [(None, True), (2019, True), (2018, False)])
def test_the_database_knows_which_years_there_are(year, is_fine):
    row = MunicipalityBoundary(
        municipality=make.MunicipalityFactory.create(), path=PATH, source="x", year=year
    )
    if is_fine:
        row.save()
        return
    with pytest.raises(IntegrityError, match="coalitions_boundary_year"), transaction.atomic():
        row.save()


@pytest.fixture
def ggd():
    region = make.RegionFactory.create(kind="ggd", name="GGD Zuidoost", slug="ggd-zuidoost")
    inside, outside = add("Best", tile=(10, 24)), add("Tholen", tile=(2, 24))
    place = inside.coverage.get().municipality
    make.RegionMunicipalityFactory.create(region=region, municipality=place)
    return region, inside, outside


def test_one_region_is_shown_with_its_own_numbers_and_list(client, ggd):
    region, inside, outside = ggd
    page = client.get(MAP, {"regio": region.slug})
    html = page.content.decode()
    assert page.context["total"] == 1
    assert [tile.name for tile in page.context["map"].tiles] == ["Best"]
    assert page.context["map"].view_box != client.get(MAP).context["map"].view_box
    assert f"/landkaart/{inside.slug}/" in html
    assert outside.slug not in html
    assert '<details class="ks-fold" open>' in html
    assert "De 1 gemeente van GGD Zuidoost nu" in html


def test_a_region_of_a_coalition_is_offered_only_when_that_one_is_public(client, ggd):
    regions = [make.RegionFactory.create(kind="coalition") for _public in range(2)]
    for number, region in enumerate(regions):
        own = make.CoalitionFactory.create(scope="regional", region=region)
        place = make.MunicipalityFactory.create(name=f"Plaats {number}")
        make.CoalitionMunicipalityFactory.create(coalition=own, municipality=place)
        stranger = make.MunicipalityFactory.create(name=f"Vreemd {number}")
        make.RegionMunicipalityFactory.create(region=region, municipality=stranger)
        if number:
            make.ConsentFactory.create(municipality=place, kind="public_map")
    closed, open_ = regions
    page = client.get(MAP, {"regio": open_.slug})
    offered = [slug for slug, _name in page.context["regions"].fields["regio"].choices]
    assert open_.slug in map(str, offered)
    assert closed.slug not in map(str, offered)
    lists = [rows for _province, rows in page.context["provinces"]]
    names = [state.municipality.name for rows in lists for state, _address in rows]
    assert names == ["Plaats 1"], "what it covers, not with whom it works"
    refused = client.get(MAP, {"regio": closed.slug})
    assert refused.context["region"] is None
    assert "Deze regio staat niet op de kaart." in refused.content.decode()


def test_both_maps_of_the_whole_country_weigh_little_and_ask_as_much_as_of_one(client, load):
    def queries(**asked):
        with CaptureQueriesContext(connection) as found:
            assert client.get(MAP, asked).status_code == 200
        return len(found)

    load(feature(add("Eerste", tile=(22, 30)).coverage.get().municipality.code))
    queries()
    one = [queries(), queries(kaart="grenzen")]
    codes = [
        add(f"Gemeente {n}", tile=(n % 20, n // 20)).coverage.get().municipality.code
        for n in range(342)
    ]
    corners = [[5 + n / 500, 52 + (n % 7) / 90] for n in range(60)]
    load(*(feature(code, [*corners, corners[0]]) for code in codes))
    assert [queries(), queries(kaart="grenzen")] == one
    assert len(gzip.compress(client.get(MAP, {"kaart": "grenzen"}).content)) < MAX_BYTES


def test_what_is_known_of_a_coalition_is_told_by_more_than_colour(client):
    """Formed is full; not known is dashed in the style sheet; the others have a mark."""
    stages = ("formed", "forming", "announced", "ended")
    for place, stage in enumerate(stages):
        over = {"ended_on": date(2025, 12, 31)} if stage == "ended" else {}
        add(f"Plaats {stage}", stage, tile=(10 + place, 24), **over)
    html = client.get(MAP).content.decode()
    marks = {}
    for stage in stages:
        tile = re.search(rf'aria-label="Plaats {stage}: [^>]+>(.*?)</a>', html, re.DOTALL)[1]
        assert re.search(r'<path class="t\d"', tile)
        # Without the class of the hexagon, what is left is no colour.
        marks[stage] = re.sub(r'<path class="t\d"', "", tile[tile.index("</title>") :])
    assert len(set(marks.values())) == len(stages)
    css = Path("static/css/theme.css").read_text()
    assert re.search(r"\.ks-tiles \.t0 \{[^}]*stroke-dasharray: 2 2", css)


@pytest.mark.parametrize("where", ["/", MAP])
def test_who_listens_meets_the_list_before_the_map(client, where):
    add("Best", tile=(10, 24))
    html = client.get(where).content.decode()
    assert 0 < html.index('id="list"') < html.index('id="map"')
    assert html.index('id="map"') < html.index('id="past-map"')
