"""Charts: values in, inline SVG out. See `base` for what a builder may know."""

from monitoring.charts.base import NARROW, WIDE, Spec, Texts, verdict_words
from monitoring.charts.money import YearBar, money_years
from monitoring.charts.multiples import small_multiples
from monitoring.charts.shares import ShareBar, shares
from monitoring.charts.spine import Places, Row, spine
from monitoring.charts.svg import draw, on_paper, png, render
from monitoring.charts.trend import Point, Reference, Series, trend

__all__ = [
    "NARROW",
    "WIDE",
    "Places",
    "Point",
    "Reference",
    "Row",
    "Series",
    "ShareBar",
    "Spec",
    "Texts",
    "YearBar",
    "draw",
    "money_years",
    "on_paper",
    "png",
    "render",
    "shares",
    "small_multiples",
    "spine",
    "trend",
    "verdict_words",
]
