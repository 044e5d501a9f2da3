"""Charts stay readable without colour: what differs in colour differs in shape, dash or width."""

import re
from functools import partial

import pytest

from kansrijkestart.core.colours import COLOURS
from monitoring import charts
from monitoring.charts.shares import THICK
from tests.monitoring.grey import THEMES, dark, differing, grey
from tests.test_css import contrast

TEXTS = charts.Texts("Titel", "", "Zin", "Bron: test")
YEARS = range(2017, 2022)
OWN = [charts.Point(year, 10 + year - 2017, 8, 14) for year in YEARS]
COUNTRY = [charts.Point(year, 9, 9, 9) for year in YEARS]
LOOKS = ("strokeDash", "strokeWidth", "shape", "size")


def trend_spec():
    return charts.trend(charts.Series("Aa", OWN), charts.Reference("Nederland", COUNTRY), TEXTS)


def multiples_spec():
    return charts.small_multiples({"Aa": OWN, "Bee": OWN}, COUNTRY, {"Bee": [2018]}, TEXTS)


def marks_in(spec):
    body = spec.get("spec", spec)
    return [one["mark"] for one in body["layer"] if one["mark"]["type"] in {"line", "point"}]


@pytest.mark.parametrize("make", [trend_spec, multiples_spec])
def test_no_two_series_differ_in_colour_only(make):
    looks: dict[str, str] = {}
    for mark in marks_in(make()):
        look = repr((mark["type"], *(str(mark.get(name)) for name in LOOKS)))
        colour = str(mark.get("color") or mark.get("fill") or mark.get("stroke"))
        assert looks.setdefault(look, colour) == colour, look
    assert len(set(looks.values())) > 1


@pytest.mark.parametrize("make", [trend_spec, multiples_spec])
def test_in_grey_every_line_and_word_still_stands_out_from_the_paper(make):
    drawn = charts.draw(make())
    lines = set(re.findall(r'<path[^>]*stroke="(#\w+)"[^>]*stroke-width', drawn))
    words = set(re.findall(r'<text[^>]*fill="(#\w+)"', drawn))
    paper, quiet = COLOURS["--ks-paper"], {COLOURS["--ks-grid"], COLOURS["--ks-paper"]}
    assert lines - quiet
    for colour in lines - quiet:
        assert contrast(colour, paper) >= 3, colour
    for colour in words:
        assert contrast(colour, paper) >= 4.5, colour


def trend_with(**more):
    return charts.trend(charts.Series("Aa", OWN, **more), charts.Reference("NL", COUNTRY), TEXTS)


def spine_with(verdict, kind="value"):
    value = {"value": 10, "low": 8, "high": 12} if kind == "value" else {"value": None}
    row = charts.Row("Roken", **value, country=9, verdict=verdict, kind=kind)
    return charts.spine([row], charts.Places("Aa"), TEXTS)


def money_with(own, pooled):
    return charts.money_years([charts.YearBar(2023, own, pooled, "100 euro")], TEXTS)


def shares_of(first, second):
    return charts.shares([charts.ShareBar("ja", first, second)], TEXTS)


MULTIPLES = {"Aa": OWN[:3], "Bee": OWN}
# Two pictures that mean something else, of which all the rest is the same.
APART = {
    "own money or that in a pot": lambda: (money_with(100, 0), money_with(0, 100)),
    "a hidden year or none": lambda: (trend_with(hidden=[2022]), trend_with(hidden=[])),
    "a provisional year or a final one": lambda: (trend_with(provisional=[2021]), trend_with()),
    "a break or none": lambda: (trend_with(breaks=[(2020, "grens")]), trend_with()),
    "better or worse": lambda: (spine_with("better"), spine_with("worse")),
    "better or similar": lambda: (spine_with("better"), spine_with("similar")),
    "hidden or withdrawn": lambda: (
        spine_with(None, "suppressed"),
        spine_with(None, "withdrawn"),
    ),
    "a small chart with a hidden year or without": lambda: (
        charts.small_multiples(MULTIPLES, COUNTRY, {"Aa": [2021]}, TEXTS),
        charts.small_multiples(MULTIPLES, COUNTRY, {}, TEXTS),
    ),
    "a small chart of the area or of the country": lambda: (
        charts.small_multiples({"Aa": OWN, "Bee": COUNTRY}, [], {}, TEXTS),
        charts.small_multiples({"Aa": OWN, "Bee": OWN[:1]}, COUNTRY, {}, TEXTS),
    ),
}
DOTS = 25  # no less than a small sign


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", APART)
def test_what_means_something_else_looks_different_in_grey(name, theme):
    one, other = (grey(spec, theme) for spec in APART[name]())
    assert differing(one, other) >= DOTS


@pytest.mark.parametrize("theme", THEMES)
def test_two_bars_beside_each_other_differ_in_grey_where_they_lie(theme):
    """All of the bar, not its edge alone: a bar that is alone in its row must be told by itself."""
    one, other = (grey(money_with(*each), theme) for each in ((100, 0), (0, 100)))
    changed = differing(one, other, contrast=1.01)
    assert differing(one, other) > 0.8 * changed > 2_500
    marks = [one["mark"] for one in shares_of(60, 40)["layer"] if one["mark"].get("yOffset")]
    first, second = (one["color"] for one in marks if one.get("height") == THICK)
    pair = (first, second) if theme == "light" else (dark()[first], dark()[second])
    assert contrast(*pair) >= 3


@pytest.mark.parametrize(
    "make",
    [
        trend_spec,
        multiples_spec,
        partial(spine_with, "better"),
        partial(money_with, 60, 40),
        partial(shares_of, 60, 40),
    ],
)
def test_every_colour_of_a_chart_follows_the_theme(make):
    """Another one, black by itself too, would stay as it is in the dark."""
    drawn = charts.draw(make())
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', drawn)) <= set(COLOURS.values())
    assert len(re.findall(r"<text(?![^>]* fill=)", drawn)) == 0


def test_a_picture_in_dots_is_one():
    assert charts.png(charts.on_paper(charts.draw(trend_spec()))).startswith(b"\x89PNG")


def test_a_small_chart_draws_nothing_at_the_height_of_a_hidden_year():
    spec = charts.small_multiples({"Aa": OWN[:2]}, COUNTRY, {"Aa": [2019]}, TEXTS)
    rows = [row for row in spec["data"]["values"] if row["kind"] == "gone"]
    assert [set(row) for row in rows] == [{"head", "kind", "year", "a", "b"}]


def test_a_small_chart_draws_no_line_over_a_break():
    spec = charts.small_multiples({"Aa": OWN, "Bee": OWN}, [], {}, TEXTS, cuts={"Aa": [2020]})
    own = [row for row in spec["data"]["values"] if row["kind"] == "own"]
    parts = {(row["head"].split("|")[0], row["year"]): row["run"] for row in own}
    assert [parts["Aa", year] for year in YEARS] == [0, 0, 0, 1, 1]
    assert {parts["Bee", year] for year in YEARS} == {0}


def test_the_line_of_the_country_breaks_where_that_of_the_area_does_and_over_a_gap():
    gap = [one for one in COUNTRY if one.year != 2018]
    spec = charts.small_multiples({"Aa": OWN, "Bee": OWN}, gap, {}, TEXTS, cuts={"Aa": [2020]})
    rows = [row for row in spec["data"]["values"] if row["kind"] == "ref"]
    parts = {(row["head"].split("|")[0], row["year"]): row["run"] for row in rows}
    assert [parts["Aa", one.year] for one in gap] == [0, 1, 2, 2]
    assert [parts["Bee", one.year] for one in gap] == [0, 1, 1, 1]
    [dashed] = [
        one for one in spec["spec"]["layer"] if one["transform"][0]["filter"]["equal"] == "ref"
    ]
    assert dashed["encoding"]["detail"]["field"] == "run"


@pytest.mark.parametrize("width", [charts.WIDE, charts.NARROW])
def test_the_years_under_two_small_charts_beside_each_other_stand_apart(width):
    years = [charts.Point(year, 10, 8, 14) for year in range(2014, 2024)]
    areas = {f"Regio {number}": years for number in range(10)}
    drawn = charts.draw(charts.small_multiples(areas, years, {}, TEXTS, width=width))
    found = re.findall(r'<text text-anchor="(\w+)"[^>]*>(2014|2023)<', drawn)
    assert set(found) == {("start", "2014"), ("end", "2023")}, "none sticks out of its panel"


def test_a_small_chart_names_every_area_in_its_order():
    spec = charts.small_multiples({"Zet": OWN, "Aa": OWN}, COUNTRY, {"Em": [2018]}, TEXTS)
    heads = [head.split("|") for head in spec["facet"]["sort"]]
    assert [name for name, _said in heads] == ["Zet", "Aa", "Em"]
    assert heads[2][1] == "Verborgen (privacy)"
    with pytest.raises(ValueError, match="without any year"):
        charts.small_multiples({"Aa": []}, [], {}, TEXTS)


def test_long_names_are_cut_but_never_to_the_same():
    alike = {"Nuenen, Gerwen en Nederwetten": OWN, "Nuenen, Gerwen en Elders": OWN}
    spec = charts.small_multiples(alike, COUNTRY, {}, TEXTS)
    assert [head.split("|")[0] for head in spec["facet"]["sort"]] == list(alike)
    one = charts.small_multiples({"Nuenen, Gerwen en Nederwetten": OWN}, COUNTRY, {}, TEXTS)
    assert one["facet"]["sort"][0].startswith("Nuenen, Gerwen e…|")
