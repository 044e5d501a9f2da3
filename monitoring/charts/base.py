"""What all charts share: theme, words and layers of a Vega-Lite specification.

Builders are pure: values in, plain dict out. A hidden value never comes in, only its year or row,
so it cannot leak into marks, scales, texts, ids or cache keys.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from monitoring.charts.tokens import TOKENS
from monitoring.sentences import kind_words

Spec = dict[str, Any]
WIDE, NARROW, NARROW_BELOW = 640, 340, 480
SIGN_HIDDEN = "M-1,-1H1V1H-1ZM-1,-1L1,1M-1,1L1,-1"  # crossed-out square: drawn, needs no glyph
# A bar beside or behind a full one: light with an edge, so that without colour it is another too.
SECOND_BAR: Spec = {"color": TOKENS["area_soft"], "stroke": TOKENS["area"], "strokeWidth": 1.5}
THEME: Spec = {
    "aria": False,  # one picture, one text: marks are not announced one by one
    "background": None,
    "font": "sans-serif",  # only for measuring; the renderer names the real font once
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 13,
        "labelColor": TOKENS["muted"],
        "gridColor": TOKENS["grid"],
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "title": None,
    },
    "text": {"fontSize": 13, "color": TOKENS["ink"]},
}


class Texts(NamedTuple):
    """Words of a chart; `sentence` is what a screen reader hears.

    The title carries the message, is written by the caller and follows from the verdict.
    """

    title: str
    subtitle: str
    sentence: str
    source: str


def verdict_words(word: str | None) -> str:
    """Sign and word of a comparison: the sign helps where colour cannot."""
    said = {
        "better": _("+ more favourable"),
        "worse": _("− less favourable"),
        "similar": _("= similar"),
        "higher": _("↑ higher"),
        "lower": _("↓ lower"),
    }
    return said.get(word or "", _("not compared"))


def hidden_words() -> str:
    """The same words for a hidden value as everywhere else."""
    return kind_words("suppressed")


def top_of(values: Iterable[float]) -> float:
    """Round axis end at or above the highest value; the axis always starts at zero."""
    steps = (1, 2, 3, 5, 8, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100)
    highest = max(values, default=1)
    return next((s for s in steps if s >= highest), highest)


def num(field: str, **more: Any) -> Spec:
    """Quantitative channel."""
    return {"field": field, "type": "quantitative", **more}


def share_axis(field: str, top: float, unit: str, **axis: Any) -> Spec:
    """Channel from zero to `top`; a percent sign stands at each tick, a longer unit in the text."""
    labels: Spec = {"tickCount": 4, "format": "~f"}
    if unit == "%":
        labels["labelExpr"] = "datum.label + '%'"
    return num(field, scale={"domain": [0, top], "nice": False}, axis=labels | axis)


def layer(mark: str, rows: Iterable[Spec], enc: Spec, **style: Any) -> Spec:
    """One mark type over its own rows; a bare string is a quantitative field."""
    full = {k: v if isinstance(v, dict) else num(v) for k, v in enc.items()}
    return {"data": {"values": list(rows)}, "mark": {"type": mark, **style}, "encoding": full}


def label(rows: Iterable[Spec], x: Any, y: Any, **style: Any) -> Spec:
    """Text marks reading the field `t`; a line feed breaks the line."""
    enc = {"x": x, "y": y, "text": {"field": "t", "type": "nominal"}}
    return layer("text", rows, enc, **{"align": "left", "lineBreak": "\n", **style})


def hidden_sign(rows: Iterable[Spec], x: Any, y: Any, **style: Any) -> Spec:
    """The sign for a hidden value: the same one in every chart and table."""
    look = {"shape": SIGN_HIDDEN, "size": 110, "stroke": TOKENS["muted"], "opacity": 1}
    return layer("point", rows, {"x": x, "y": y}, **(look | style))


def listing(names: Sequence[str], width: int, step: int, head: int) -> tuple[Spec, list[Spec]]:
    """Vertical list: the y channel, and per row a hairline, a clear head lane and the bold name."""
    scale = {"paddingInner": 0, "paddingOuter": 0}
    y = {"field": "name", "type": "nominal", "sort": None, "axis": None, "scale": scale}
    rows = [{"name": n, "t": n} for n in names]
    ends = {"x": {"value": 0}, "x2": {"value": width}, "y": y}
    lane = layer("bar", rows, ends, color=TOKENS["paper"], height=head, yOffset=(head - step) / 2)
    rule = layer("rule", rows, ends, color=TOKENS["gap"], yOffset=-step / 2)
    style = {"dy": 14 - step / 2, "fontWeight": 700, "fontSize": 14, "limit": width}
    return y, [lane, rule, label(rows, {"value": 0}, y, **style)]


def make(
    texts: Texts, width: int, body: Spec, key: Iterable[tuple[str, str, str]] = (), left: int = 1
) -> Spec:
    """Complete a specification; `key` explains marks as (shape, words, token), `left` is margin.

    Language and decimal sign travel in it, so that rendering depends on nothing else.
    """
    meta = {**texts._asdict(), "frame": width, "left": left, "key": [list(k) for k in key]}
    meta |= {"language": get_language() or "", "decimal": str(get_format("DECIMAL_SEPARATOR"))}
    for part in (p for p in (body, *body.get("vconcat", [])) if "layer" in p):
        # An empty layer costs time and shows nothing.
        part["layer"] = [one for one in part["layer"] if one.get("data", {}).get("values") != []]
    schema = "https://vega.github.io/schema/vega-lite/v5.json"
    return {"$schema": schema, "usermeta": meta, "padding": 0, "config": THEME, **body}
