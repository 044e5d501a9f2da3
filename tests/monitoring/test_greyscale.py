"""Charts stay readable without colour: what differs in colour differs in shape, dash or width."""

import io

import pytest
from PIL import Image

from monitoring import charts

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
def test_a_picture_in_grey_has_dark_lines_on_a_light_ground(make):
    drawn = charts.png(charts.on_paper(charts.draw(make())))
    grey = Image.open(io.BytesIO(drawn)).convert("L")
    shades = grey.histogram()
    total = grey.width * grey.height
    assert sum(shades[240:]) / total > 0.6, "the paper is light"
    assert sum(shades[:130]) / total > 0.005, "lines and words are dark"


def test_a_small_chart_draws_nothing_at_the_height_of_a_hidden_year():
    spec = charts.small_multiples({"Aa": OWN[:2]}, COUNTRY, {"Aa": [2019]}, TEXTS)
    rows = [row for row in spec["data"]["values"] if row["kind"] == "gone"]
    assert [set(row) for row in rows] == [{"head", "kind", "year", "a", "b"}]


def test_a_small_chart_names_every_area_in_its_order():
    spec = charts.small_multiples({"Zet": OWN, "Aa": OWN}, COUNTRY, {"Em": [2018]}, TEXTS)
    heads = [head.split("|") for head in spec["facet"]["sort"]]
    assert [name for name, _said in heads] == ["Zet", "Aa", "Em"]
    assert heads[2][1] == "Hidden (privacy)"
    with pytest.raises(ValueError, match="without any year"):
        charts.small_multiples({"Aa": []}, [], {}, TEXTS)
