"""One area on several indicators, each beside its region and the country."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from monitoring.charts.base import (
    NARROW_BELOW,
    WIDE,
    Spec,
    Texts,
    hidden_sign,
    label,
    layer,
    listing,
    make,
    share_axis,
    top_of,
    verdict_words,
)
from monitoring.charts.tokens import TOKENS
from monitoring.sentences import Kind, amount, kind_words

MARKS = (  # field, shape, size, colour, place under the middle of its row
    ("country", "M-0.35,-1.9H0.35V1.9H-0.35Z", 160, "reference", 12),
    ("region", "diamond", 110, "region", 20),
    ("value", "circle", 120, "area", 5),
)


class Row(NamedTuple):
    """One indicator: area with interval, region, country; `kind` names what replaces a value."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    region: float | None = None
    country: float | None = None
    verdict: str | None = None
    kind: Kind = "value"


class Places(NamedTuple):
    """Names of what is drawn; no region, no diamond."""

    area: str
    region: str = ""
    country: str = ""


def spine(
    rows: Sequence[Row], places: Places, texts: Texts, *, width: int = WIDE, unit: str = "%"
) -> Spec:
    """Area (dot with interval) beside region (diamond) and country (tick), a row per indicator.

    All rows share one unit: put "per 1000" in a second chart.
    """
    for row in rows:
        if (row.kind == "value") == (row.value is None):
            raise ValueError("only a shown value has a number; a hidden one must not come here")
    top = top_of(v for r in rows for v in (r.high, r.value, r.region, r.country) if v is not None)
    plot, narrow = width - 8, width < NARROW_BELOW
    step, head = (82, 44) if narrow else (64, 26)
    y, layers = listing([r.name for r in rows], plot, step, head)
    down = (step - 64) / 2
    x = share_axis("v", top, unit)
    layers += _marks(rows, x, y, down)
    said = [{"name": r.name, "t": _said(r, unit)} for r in rows]
    place = {"dy": -10, "align": "left"} if narrow else {"dy": -18, "align": "right"}
    layers.append(label(said, {"value": 0 if narrow else plot}, y, **place))
    secret = [{"name": r.name} for r in rows if r.kind == "suppressed"]
    layers.append(hidden_sign(secret, {"value": 8}, y, yOffset=7 + down))
    body = {"layer": layers, "width": plot, "height": {"step": step}}
    return make(texts, width, body, _key(rows, places))


def _marks(rows: Sequence[Row], x: Spec, y: Spec, down: float) -> list[Spec]:
    """Interval bars first, then the three marks, each on its own height."""
    seen = [r._asdict() for r in rows if r.low is not None and r.high is not None]
    span = {"x": x | {"field": "low"}, "x2": {"field": "high"}, "y": y}
    layers = [layer("bar", seen, span, color=TOKENS["area_soft"], height=12, yOffset=5 + down)]
    for field, path, size, ink, low in MARKS:
        marks = [{"name": r.name, "v": v} for r in rows if (v := getattr(r, field)) is not None]
        look = {"shape": path, "size": size, "fill": TOKENS[ink], "stroke": TOKENS["paper"]}
        at = {"x": x, "y": y}
        layers.append(layer("point", marks, at, opacity=1, yOffset=low + down, **look))
    return layers


def _key(rows: Sequence[Row], places: Places) -> list[tuple[str, str, str]]:
    """Only marks that are drawn are explained."""
    own = _("%(area)s (bar: what chance can do)") % {"area": places.area}
    key = [("circle", own, "area")]
    if places.region and any(r.region is not None for r in rows):
        key.append(("diamond", places.region, "region"))
    if any(r.country is not None for r in rows):
        key.append(("tick", places.country or _("the Netherlands"), "reference"))
    return key


def _said(row: Row, unit: str) -> str:
    """Value and verdict in words, or the words that stand in for the value."""
    if row.value is None:
        return kind_words(row.kind)
    return f"{amount(row.value, unit)}  {verdict_words(row.verdict)}"
