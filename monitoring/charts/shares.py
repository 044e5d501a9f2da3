"""How many municipalities gave an answer: of those that handed in, and of all of them."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from monitoring.charts.base import SECOND_BAR, WIDE, Spec, Texts, label, layer, listing, make, num
from monitoring.charts.tokens import TOKENS
from monitoring.sentences import amount

STEP, HEAD, THICK = 62, 22, 13


class ShareBar(NamedTuple):
    """One answer; a share of nothing is None and has no bar."""

    name: str
    of_respondents: float | None
    of_every: float | None


def shares(bars: Sequence[ShareBar], texts: Texts, *, width: int = WIDE) -> Spec:
    """Two bars per answer from zero to a hundred, each with its number."""
    if not bars:
        raise ValueError("a chart without any answer says nothing; show the words instead")
    plot = width - 8
    y, layers = listing([one.name for one in bars], plot, STEP, HEAD)
    x = num("b", scale={"domain": [0, 118], "nice": False}, axis=None)
    for place, look in enumerate(({"color": TOKENS["area"]}, SECOND_BAR)):
        down = HEAD / 2 - 7 + place * (THICK + 2)
        found = [(one.name, (one.of_respondents, one.of_every)[place]) for one in bars]
        rows = [
            {"name": name, "b": value, "t": amount(value, "%")}
            for name, value in found
            if value is not None
        ]
        layers.append(layer("bar", rows, {"x": x, "y": y}, height=THICK, yOffset=down, **look))
        layers.append(label(rows, x, y, dx=5, dy=down, fontSize=12))
    key = [
        ("bar", _("of the municipalities that handed in"), "area"),
        ("second", _("of all municipalities"), "area"),
    ]
    return make(texts, width, {"layer": layers, "width": plot, "height": {"step": STEP}}, key)
