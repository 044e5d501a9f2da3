"""One area through the years beside one reference."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _

from monitoring.charts.base import (
    NARROW_BELOW,
    WIDE,
    Spec,
    Texts,
    label,
    layer,
    make,
    num,
    share_axis,
    top_of,
)
from monitoring.charts.hidden import hidden_years
from monitoring.charts.tokens import TOKENS
from monitoring.sentences import amount


class Point(NamedTuple):
    """One shown value in the unit of the axis; `until` is the last year of a pooled period."""

    year: int
    value: float
    low: float
    high: float
    until: int | None = None


class Series(NamedTuple):
    """The area: its shown points, and the years that are hidden, broken off or provisional."""

    name: str
    points: Sequence[Point]
    breaks: Sequence[tuple[int, str]] = ()
    hidden: Sequence[int] = ()
    provisional: Sequence[int] = ()


class Reference(NamedTuple):
    """What the area is set beside."""

    name: str
    points: Sequence[Point] = ()


def trend(
    own: Series, reference: Reference, texts: Texts, *, width: int = WIDE, unit: str = "%"
) -> Spec:
    """Lines labelled at their ends; a gap where a year is missing, hidden or counted otherwise."""
    both = [*own.points, *reference.points]
    years = [p.year for p in both] + [p.until or p.year for p in both] + [*own.hidden]
    if not years:
        raise ValueError("a chart without any year says nothing; show the words instead")
    first, last, height = min(years), max(years), 250
    top = top_of(p.high * 1.05 for p in both)
    plot = width - 40 - (100 if width < NARROW_BELOW else 130)
    step = next(s for s in (1, 2, 5, 10, 20, 100) if (last - first) * 44 < plot * s or s == 100)
    axis = {"grid": False, "format": "d", "values": list(range(last, first - 1, -step))}
    x = num("year", scale={"domain": [first - 0.5, last + 0.5], "nice": False}, axis=axis)
    base = {"x": x, "y": share_axis("value", top, unit)}
    layers = hidden_years(own, reference.points, height / top, height, x)
    layers += _bands(own, base) + _break_lines(own.breaks, x)
    layers += _own_lines(own, base)
    layers += _reference_lines(reference, [cut[0] for cut in own.breaks], base)
    layers += _end_labels(own, reference, base, height / top, unit)
    key = [] if unit == "%" else [("", unit, "ink")]
    return make(texts, width, {"layer": layers, "width": plot, "height": height}, key, left=40)


def runs(points: Sequence[Point], cuts: Sequence[int]) -> list[list[Point]]:
    """Split where a year is missing or a break starts: no line bridges a gap."""
    found: list[list[Point]] = []
    for p in sorted(p for p in points if p.until is None):
        if found and p.year == found[-1][-1].year + 1 and p.year not in cuts:
            found[-1].append(p)
        else:
            found.append([p])
    return found


def _end_labels(
    own: Series, reference: Reference, base: Spec, scale: float, unit: str
) -> list[Spec]:
    """Name and newest value beside the end of each line, instead of a legend."""
    zero = base["y"]["scale"]["domain"][1] * scale
    ends = ((own.points, own.name, "area"), (reference.points, reference.name, "reference"))
    last = [(max(points), name, ink) for points, name, ink in ends if points]
    gap = 52 if own.provisional else 36
    spots = _apart([zero - p.value * scale - 8 for p, _, _ in last], gap)
    layers = []
    for (p, name, ink), spot in zip(last, spots, strict=True):
        lines = [name, amount(p.value, unit)]
        if ink == "area" and p.year in own.provisional:
            lines.append(_("provisional"))
        tag = [{"x": (p.until or p.year) + 0.42, "t": "\n".join(lines)}]
        look = {"color": TOKENS[ink], "fontWeight": 700, "fontSize": 14, "lineHeight": 16}
        at = base["x"] | {"field": "x"}
        layers.append(label(tag, at, {"value": spot}, dx=10, baseline="top", **look))
    return layers


def _apart(places: list[float], gap: float) -> list[float]:
    """Move label positions down, in order, until each has `gap` pixels."""
    out = list(places)
    for a, b in pairwise(sorted(range(len(places)), key=places.__getitem__)):
        out[b] = max(out[b], out[a] + gap)
    return out


def _bands(own: Series, base: Spec) -> list[Spec]:
    """Interval bands of the area, behind every line; one lonely year gets a narrow bar."""
    span, layers = {"x": base["x"], "y": "low", "y2": {"field": "high"}}, []
    for run in runs(own.points, [cut[0] for cut in own.breaks]):
        mark, wide = ("area", {}) if len(run) > 1 else ("rule", {"strokeWidth": 9})
        rows = [p._asdict() for p in run]
        layers.append(layer(mark, rows, span, color=TOKENS["area_soft"], **wide))
    pooled, x = _pooled(own.points), base["x"] | {"field": "a"}
    across = {"x": x, "x2": {"field": "b"}, "y": "low", "y2": {"field": "high"}}
    layers.append(layer("rect", pooled, across, color=TOKENS["area_soft"]))
    layers.append(label(pooled, x, "high", dy=-9, dx=2, color=TOKENS["area"]))
    return layers


def _own_lines(own: Series, base: Spec) -> list[Spec]:
    """Thick line with round points; a provisional point is open and reached by dots."""
    colour = TOKENS["area"]
    layers = [_pooled_bars(own.points, base, color=colour, strokeWidth=5)]
    firm_rows, open_rows = _stretches(own)
    run = base | {"detail": {"field": "run", "type": "nominal"}}
    layers.append(layer("line", firm_rows, run, color=colour, strokeWidth=3))
    dotted = {"strokeDash": [2, 4], "strokeCap": "round"}
    layers.append(layer("line", open_rows, run, color=colour, strokeWidth=3, **dotted))
    dots = [p._asdict() for p in own.points if p.until is None]
    late = [d for d in dots if d["year"] in own.provisional]
    firm = [d for d in dots if d["year"] not in own.provisional]
    dot = {"shape": "circle", "size": 60, "stroke": colour, "opacity": 1}
    layers.append(layer("point", firm, base, fill=colour, **dot))
    layers.append(layer("point", late, base, fill=TOKENS["paper"], **dot))
    return layers


def _stretches(own: Series) -> tuple[list[Spec], list[Spec]]:
    """Rows of the firm and of the provisional stretches; each stretch is a run of its own."""
    firm: list[Spec] = []
    late: list[Spec] = []
    for points in runs(own.points, [cut[0] for cut in own.breaks]):
        for pair in pairwise(points):
            rows = late if any(p.year in own.provisional for p in pair) else firm
            is_next = rows and rows[-1]["year"] == pair[0].year
            run = rows[-1]["run"] if is_next else pair[0].year
            rows += [p._asdict() | {"run": run} for p in (pair[1:] if is_next else pair)]
    return firm, late


def _reference_lines(reference: Reference, cuts: Sequence[int], base: Spec) -> list[Spec]:
    """Thin dashed line with small squares, on top so that both lines stay visible."""
    colour = TOKENS["reference"]
    layers = [_pooled_bars(reference.points, base, color=colour, strokeWidth=2.5)]
    for run in runs(reference.points, cuts):
        rows = [p._asdict() for p in run]
        look = {"strokeWidth": 1.75, "strokeDash": [5, 4]}
        layers.append(layer("line", rows, base, color=colour, **look))
    dots = [p._asdict() for p in reference.points if p.until is None]
    look = {"shape": "square", "size": 22, "stroke": colour, "opacity": 1}
    return [*layers, layer("point", dots, base, fill=colour, **look)]


def _pooled_bars(points: Sequence[Point], base: Spec, **look: object) -> Spec:
    across = {"x": base["x"] | {"field": "a"}, "x2": {"field": "b"}, "y": base["y"]}
    return layer("rule", _pooled(points), across, **look)


def _pooled(points: Sequence[Point]) -> list[Spec]:
    """Rows of pooled periods: a bar over all their years, never a point in the middle."""
    return [
        {
            **p._asdict(),
            "a": p.year - 0.42,
            "b": p.until + 0.42,
            "t": _("%(first)s–%(last)s together") % {"first": p.year, "last": p.until},
        }
        for p in points
        if p.until is not None
    ]


def _break_lines(breaks: Sequence[tuple[int, str]], x: Spec) -> list[Spec]:
    """A break is a dashed line before its first year, with the reason in words."""
    rows = [{"x": year - 0.5, "t": words} for year, words in breaks]
    at, look = x | {"field": "x"}, {"dx": 6, "baseline": "top", "lineHeight": 15}
    rule = layer("rule", rows, {"x": at}, color=TOKENS["ink"], strokeDash=[2, 3])
    return [rule, label(rows, at, {"value": 2}, **look)]
