"""Charts: the same bytes, no secrets, no style, readable colours and words."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET  # our own output, not a stranger's file
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils.translation import override

from kansrijkestart.core.colours import COLOURS
from monitoring.charts import (
    NARROW,
    WIDE,
    Places,
    Point,
    Reference,
    Row,
    Series,
    Texts,
    draw,
    render,
    small_multiples,
    spine,
    svg,
    trend,
)
from monitoring.charts.base import SIGN_HIDDEN
from monitoring.charts.tokens import ROLES, TOKENS

ROOT = Path(__file__).resolve().parents[2]
TEXTS = Texts(
    "Oirschot: meestal vergelijkbaar & niet <b>vet</b>",
    "Vroeggeboorte, % van de geboorten",
    "Vroeggeboorte in Oirschot: meestal vergelijkbaar met Nederland.",
    'Bron: "onze" bron. Cijfers zijn verzonnen (demonstratie).',
)
YEARS = {2011: 8.6, 2012: 9.2, 2013: 7.6, 2015: 10.3, 2016: 9.2, 2019: 8.7, 2020: 7.0, 2021: 7.0}


def broken_trend(width=WIDE):
    own = [Point(year, v, v - 2.6, v + 4.1) for year, v in YEARS.items()]
    country = [Point(year, v, v, v) for year, v in zip(range(2011, 2022), [7.2] * 11, strict=True)]
    series = Series("Oirschot", own, [(2021, "andere\ntelling")], (2014, 2017, 2018), (2021,))
    return trend(series, Reference("Nederland", country), TEXTS, width=width)


def pooled_trend(width=WIDE):
    own = [Point(2012, 16.6, 14.7, 18.6, 2016), Point(2017, 14.3, 12.6, 16.2, 2021)]
    return trend(Series("Best", own), Reference("Nederland"), TEXTS, width=width, unit="per 1000")


def plain_spine(width=WIDE):
    rows = [
        Row("Psychische problemen van ouders", 18.5, 17.0, 20.1, 17.2, 16.5, "worse"),
        Row("Roken", 4.9, 4.1, 5.8, 5.6, 6.3, "better"),
        Row("Problematische schulden", None, region=2.9, kind="suppressed"),
        Row("Geen kraamzorg", None, kind="withdrawn"),
    ]
    return spine(rows, Places("Eindhoven", "Eindhoven-De Kempen"), TEXTS, width=width)


BUILDERS = [broken_trend, pooled_trend, plain_spine]
every_chart = pytest.mark.parametrize("build", BUILDERS, ids=lambda b: b.__name__)


@pytest.fixture(autouse=True)
def dutch():
    with override("nl"):
        yield


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])))
    return (high + 0.05) / (low + 0.05)


@every_chart
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_chart_is_clean_inline_svg_with_words(build, width):
    drawn = draw(build(width))
    tree = ET.fromstring(drawn)  # noqa: S314
    for bad in ("style=", "<style", "<script", "xlink", "NaN", "undefined", "clip", "url(#", " on"):
        assert bad not in re.sub(r">[^<]*<", "><", drawn), bad
    assert tree.get("viewBox").startswith(f"0 0 {width} ")
    assert tree.get("width") is None
    assert tree.get("height") is None
    assert tree.get("role") == "img"
    assert tree.get("lang") == "nl"
    title, desc = tree[0], tree[1]
    assert (title.text, desc.text) == (TEXTS.title, TEXTS.sentence)
    assert tree.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert drawn.count("<text") >= 5


def test_ids_differ_between_charts_and_widths():
    every = "".join(draw(build(width)) for build in BUILDERS for width in (WIDE, NARROW))
    ids = re.findall(r' id="([^"]+)"', every)
    assert len(ids) == len(set(ids)) == 2 * 2 * len(BUILDERS)


@every_chart
def test_bare_leaves_the_heading_to_the_page(build):
    drawn = draw(build(), bare=True)
    seen = " ".join(re.findall(r"<text[^>]*>([^<]*)", drawn))
    assert "Oirschot: meestal" not in seen
    assert "Bron:" not in seen
    assert "<title" in drawn


def test_the_same_bytes_in_another_process_with_another_zone_and_seed():
    here = "".join(draw(build()) for build in BUILDERS)
    code = (
        "import django, sys; django.setup(); from tests.monitoring import test_charts as t\n"
        "from django.utils.translation import override\n"
        "with override('nl'): out = ''.join(t.draw(b()) for b in reversed(t.BUILDERS))\n"
        "sys.stdout.buffer.write(''.join(out for _ in [0]).encode())"
    )
    env = os.environ | {
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    run = [sys.executable, "-c", code]
    there = subprocess.run(run, env=env, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    assert sorted(there.splitlines()) == sorted(here.splitlines())


def test_hidden_years_reach_the_chart_without_any_number():
    spec = broken_trend()
    drawn = draw(spec)
    hidden = [row for one in spec["layer"] for row in one["data"]["values"] if "mid" in row]
    assert {key for row in hidden for key in row} == {"a", "b", "mid", "t"}
    assert drawn.count("Verborgen") == 2
    with pytest.raises(ValueError, match="hidden"):
        spine([Row("Schulden", 3.1, kind="suppressed")], Places("Best"), TEXTS)
    with pytest.raises(ValueError, match="hidden"):
        spine([Row("Schulden", None)], Places("Best"), TEXTS)


def test_a_line_never_bridges_a_gap_or_a_break():
    lines = [one for one in broken_trend()["layer"] if one["mark"]["type"] == "line"]
    own = [one for one in lines if one["mark"]["color"] == TOKENS["area"]]
    spans = [(row["run"], row["year"]) for one in own for row in one["data"]["values"]]
    assert spans == [
        (2011, 2011),
        (2011, 2012),
        (2011, 2013),
        (2015, 2015),
        (2015, 2016),
        (2019, 2019),
        (2019, 2020),
    ]


def test_a_provisional_year_is_reached_by_dots_and_says_so():
    own = [Point(year, 7, 6, 8) for year in (2020, 2021, 2022)]
    spec = trend(Series("Best", own, provisional=(2022,)), Reference("Nederland"), TEXTS)
    dashes = [
        one["mark"].get("strokeDash") for one in spec["layer"] if one["mark"]["type"] == "line"
    ]
    assert dashes == [None, [2, 4]]
    assert "voorlopig" in draw(spec)


def test_a_chart_without_years_is_refused():
    with pytest.raises(ValueError, match="year"):
        trend(Series("Best", []), Reference("Nederland"), TEXTS)


def test_words_and_decimal_sign_follow_the_language():
    dutch_svg = draw(broken_trend())
    with override("en"):
        english_svg = draw(broken_trend())
    assert "7,0%" in dutch_svg
    assert "voorlopig" in dutch_svg
    assert "7.0%" in english_svg
    assert "provisional" in english_svg
    assert "Hidden" in english_svg


def test_a_chart_is_drawn_once_and_then_comes_from_the_cache(monkeypatch):
    cache.clear()
    first = render(plain_spine(), bare=True)
    monkeypatch.setattr(svg, "draw", None)
    assert render(plain_spine(), bare=True) == first


def test_cache_keys_hold_no_words(monkeypatch):
    keys = []
    monkeypatch.setattr(svg.cache, "get", lambda key: keys.append(key) or "drawn")
    render(plain_spine())
    assert re.fullmatch(r"chart:\d+:nl:0:[0-9a-f]{64}", keys[0])


def test_text_and_series_have_contrast():
    pairs = [(ink, "paper") for ink in ("ink", "muted", "area", "reference", "region")]
    pairs += [("ink", soft) for soft in ("better", "worse", "hidden", "area_soft")]
    pairs += [("muted", "hidden")]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_every_role_has_its_own_colour_so_that_a_style_sheet_can_tell_them_apart():
    assert len(set(TOKENS.values())) == len(ROLES)


def test_colours_equal_those_of_the_theme():
    theme = ROOT / "static" / "css" / "theme.css"
    if not theme.exists():
        pytest.skip("the style sheet is not here yet")
    light = theme.read_text(encoding="utf-8").split("}", 1)[0]
    found = dict(re.findall(r"(--ks-[\w-]+):\s*(#[0-9a-fA-F]{3,6})\b", light))
    full = {n: "#" + "".join(2 * c for c in v[1:]) if len(v) == 4 else v for n, v in found.items()}
    assert {name: full.get(name) for name in COLOURS} == COLOURS


def test_the_style_sheet_of_charts_names_every_colour():
    sheet = (ROOT / "static" / "css" / "charts.css").read_text(encoding="utf-8")
    for role, name in ROLES.items():
        for paint in ("fill", "stroke"):
            rule = f'.ks-plot [{paint}="{TOKENS[role]}"] {{ {paint}: var({name}); }}'
            assert rule in sheet, role


@pytest.mark.parametrize("level", [0.3, 0.8, 5.0, 9.6])
def test_no_line_crosses_the_words_of_hidden_years(level):
    own = [Point(2018, 8, 7, 9), Point(2019, 8, 7, 9)]
    country = Reference("Nederland", [Point(y, level, level, level) for y in range(2017, 2023)])
    series = Series("Best", own, hidden=(2020, 2021))
    spec = trend(series, country, TEXTS, width=WIDE)
    words = next(
        one
        for one in spec["layer"]
        if one["mark"]["type"] == "text" and "mid" in one["data"]["values"][0]
    )
    top = words["encoding"]["y"]["value"]
    line = next(one for one in spec["layer"] if one["mark"].get("strokeDash") == [5, 4])
    ends = line["encoding"]["y"]["scale"]["domain"]
    crossed = spec["height"] * (1 - level / ends[1])
    own_line = spec["height"] * (1 - 8 / ends[1])
    for height in (crossed, own_line):  # the own name stands beside the end of the own line
        assert not top - 20 < height < top + 32


def test_the_sign_of_a_hidden_year_stands_at_no_value_of_the_axis():
    series = Series("Best", [Point(2025, 53, 41, 66)], hidden=(2022, 2024))
    spec = trend(series, Reference("Nederland"), TEXTS, width=WIDE)
    signs = [one for one in spec["layer"] if one["mark"].get("shape") == SIGN_HIDDEN]
    assert [one["data"]["values"][0]["mid"] for one in signs] == [2022, 2024]
    for one in signs:
        assert one["encoding"]["y"]["value"] + one["mark"]["size"] ** 0.5 / 2 < 0, "above the plot"


def test_in_small_charts_it_stands_above_every_value_too():
    own = {"Aa": [Point(2025, 53, 41, 66)]}
    layers = small_multiples(own, [], {"Aa": [2024]}, TEXTS)["spec"]["layer"]
    [sign] = [one for one in layers if one["mark"].get("shape") == SIGN_HIDDEN]
    low = sign["encoding"]["y"]["value"] + sign["mark"]["size"] ** 0.5 / 2
    highest = [
        one["encoding"]["y"]["scale"]["range"][1]
        for one in layers
        if "scale" in one["encoding"]["y"]
    ]
    assert highest
    assert all(low < one for one in highest)


def test_a_unit_stands_in_words_without_a_sign():
    assert 'd="M-7,-4h14v8h-14Z"' not in draw(pooled_trend())
    assert "per 1000" in draw(pooled_trend())
