"""The same small chart for many areas: one scale for all, the country in each, by name."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from monitoring.charts.base import (
    WIDE,
    Spec,
    Texts,
    hidden_sign,
    hidden_words,
    layer,
    make,
    num,
    share_axis,
    top_of,
)
from monitoring.charts.tokens import TOKENS
from monitoring.charts.trend import Point, runs
from monitoring.sentences import amount

HIGH = 100
# Pixels above the highest value, for the sign of a hidden year: lower it would be read as a value.
ABOVE = 14
NAME_AT_MOST = 17  # longer names would run into their neighbour
FLUSH = 14  # pixels: a year so near the edge of its panel stays inside it
COLUMNS_WIDE, COLUMNS_NARROW, WIDE_FROM = 5, 2, 600


def small_multiples(
    series: Mapping[str, Sequence[Point]],
    reference: Sequence[Point],
    hidden: Mapping[str, Sequence[int]],
    texts: Texts,
    *,
    cuts: Mapping[str, Sequence[int]] | None = None,
    width: int = WIDE,
    unit: str = "%",
    own_words: str = "",
) -> Spec:
    """A panel for every name in `series` or `hidden`, in that order; yearly points only.

    The own line is thick and ends in a dot, that of the country thin and dashed: without colour
    they differ too. A hidden year is a column with its sign, and says nothing about a height.
    No line goes on to a year of its area in `cuts`: that is counted otherwise, or other ground.
    That of the country stops there too, and neither bridges a year without a value.
    `own_words` say in the key what the thick line is, where that is no municipality.
    """
    names = list(dict.fromkeys([*series, *hidden]))
    years = sorted({p.year for points in [*series.values(), reference] for p in points})
    years = sorted({*years, *(year for dark in hidden.values() for year in dark)})
    if not years:
        raise ValueError("a chart without any year says nothing; show the words instead")
    columns = COLUMNS_WIDE if width >= WIDE_FROM else COLUMNS_NARROW
    cell = (width - 36 - (columns - 1) * 12) // columns
    top = top_of(p.value for points in [*series.values(), reference] for p in points)
    axis: Spec = {"grid": False, "format": "d", "values": sorted({years[0], years[-1]})}
    axis |= {"labelFlush": FLUSH, "labelFontSize": 11}
    x = num("year", scale={"domain": [years[0] - 0.6, years[-1] + 0.6], "nice": False}, axis=axis)
    rows = _rows(names, series, reference, hidden, cuts or {}, unit)
    heads = list(dict.fromkeys(row["head"] for row in rows))
    split = {"labelExpr": "split(datum.label, '|')", "title": None, "labelLimit": cell}
    split["labelColor"] = TOKENS["ink"]  # black without it, in the dark theme too
    facet = {"field": "head", "type": "nominal", "sort": heads, "header": split}
    y = share_axis("value", top, unit, tickCount=2)
    y["scale"] |= {"range": [HIGH, ABOVE]}
    panel = _panel({"x": x, "y": y})
    body: Spec = {"data": {"values": rows}, "facet": facet, "columns": columns, "bounds": "flush"}
    body |= {"spec": {"layer": panel, "width": cell, "height": HIGH}}
    body |= {"spacing": {"row": 48, "column": 12}}
    key = [
        ("circle", own_words or _("thick: municipality"), "area"),
        *([("", _("dashed: Netherlands"), "reference")] if reference else []),
    ]
    return make(texts, width, body, key, left=34)


def _rows(
    names: Sequence[str],
    series: Mapping[str, Sequence[Point]],
    reference: Sequence[Point],
    hidden: Mapping[str, Sequence[int]],
    cuts: Mapping[str, Sequence[int]],
    unit: str,
) -> list[Spec]:
    """The rows of all panels, each with the head of its panel; `kind` says what draws it."""
    found: list[Spec] = []
    for whole, name in zip(names, _short(names), strict=True):
        own: list[Spec] = []
        for run, points in enumerate(runs(series.get(whole, ()), cuts.get(whole, ()))):
            own += [{"kind": "own", "run": run, **p._asdict()} for p in points]
        said = f"{amount(own[-1]['value'], unit)} ({own[-1]['year']})" if own else hidden_words()
        own += [own[-1] | {"kind": "end"}] if own else []
        dark = [
            {"kind": "gone", "year": year, "a": year - 0.5, "b": year + 0.5}
            for year in hidden.get(whole, ())
        ]
        country = [
            {"kind": "ref", "run": run, **p._asdict()}
            for run, points in enumerate(runs(reference, cuts.get(whole, ())))
            for p in points
        ]
        found += [{"head": f"{name}|{said}", **row} for row in [*country, *own, *dark]]
    return found


def _short(names: Sequence[str]) -> list[str]:
    """Names that fit above their panel; all of them whole when two would become the same."""
    cut = [
        name if len(name) <= NAME_AT_MOST else f"{name[: NAME_AT_MOST - 1].rstrip()}…"
        for name in names
    ]
    return cut if len(set(cut)) == len(cut) else list(names)


def _panel(base: Spec) -> list[Spec]:
    """Layers of one panel; rows are chosen by `kind`."""

    def part(mark: str, kind: str, enc: Spec, **style: Any) -> Spec:
        chosen = layer(mark, [], enc, **style)
        return {
            "transform": [{"filter": {"field": "kind", "equal": kind}}],
            "mark": chosen["mark"],
            "encoding": chosen["encoding"],
        }

    run = {"detail": {"field": "run", "type": "nominal"}}
    column = {"x": base["x"] | {"field": "a"}, "x2": {"field": "b"}, "y": {"value": ABOVE}}
    above = {"x": base["x"], "y": {"value": ABOVE / 2}}
    sign = {k: v for k, v in hidden_sign([], {}, {}, size=70)["mark"].items() if k != "type"}
    own, country = TOKENS["area"], TOKENS["reference"]
    return [
        part("rect", "gone", column | {"y2": {"value": HIGH}}, color=TOKENS["hidden"]),
        part("line", "ref", base | run, color=country, strokeWidth=1.5, strokeDash=[4, 3]),
        part("line", "own", base | run, color=own, strokeWidth=2.75),
        part("point", "end", base, shape="circle", fill=own, stroke=own, size=44, opacity=1),
        part("point", "gone", above, **sign | {"strokeWidth": 1.25}),
    ]
