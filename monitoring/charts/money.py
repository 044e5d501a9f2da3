"""Known money per year: own and in a pot. What is not known is said beside it, never drawn."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from monitoring.charts.base import SECOND_BAR, WIDE, Spec, Texts, label, layer, listing, make, num
from monitoring.charts.tokens import TOKENS

STEP, HEAD = 46, 22


class YearBar(NamedTuple):
    """The money of one year, and the words for its total."""

    year: int
    own: int
    pooled: int
    words: str


def money_years(years: Sequence[YearBar], texts: Texts, *, width: int = WIDE) -> Spec:
    """A bar per year from zero: own money first, then that in a pot; the total in words."""
    if not years:
        raise ValueError("a chart without any year says nothing; show the words instead")
    plot = width - 8
    top = max(one.own + one.pooled for one in years) or 1
    y, layers = listing([str(one.year) for one in years], plot, STEP, HEAD)
    low = {"yOffset": HEAD / 2, "height": 14}
    x = num("a", scale={"domain": [0, top], "nice": False}, axis=None)
    across = {"x": x, "x2": {"field": "b"}, "y": y}
    own = [{"name": str(one.year), "a": 0, "b": one.own} for one in years if one.own]
    pooled = [
        {"name": str(one.year), "a": one.own, "b": one.own + one.pooled}
        for one in years
        if one.pooled
    ]
    layers.append(layer("bar", own, across, color=TOKENS["area"], **low))
    layers.append(layer("bar", pooled, across, **SECOND_BAR, **low))
    said = [{"name": str(one.year), "t": one.words} for one in years]
    layers.append(label(said, {"value": plot}, y, dy=14 - STEP / 2, align="right"))
    key = [("bar", _("own money"), "area"), ("second", _("in a pot of the region"), "area")]
    body = {"layer": layers, "width": plot, "height": {"step": STEP}}
    return make(texts, width, body, key)
