"""One honest sentence for every figure, in plain words.

The same words go to screen, alternative text, PDF and spreadsheet. Parts come in a fixed order:
value with period and interval, comparison, trend, caveats. It never says why something is so, and a
figure without a shown value brings no comparison and no trend, because these would give it away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

from monitoring.statistics import Obstacle, TrendWord, VerdictWord

Kind = Literal[
    "value", "suppressed", "not_available", "not_yet_published", "not_applicable", "withdrawn"
]
NoTrend = Literal["few", "gap", "break", "area", "pooled", "hidden"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What one sentence needs. Values are in the unit shown (14.7 with "%"), not proportions.

    `reference` is empty for the Netherlands; `reference_value` is None when it is not shown.
    """

    name: str
    area: str
    first_year: int
    last_year: int
    kind: Kind = "value"
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = "%"
    verdict: VerdictWord | None = None
    why_not: Obstacle = "counts"
    reference: str = ""
    reference_value: float | None = None
    same_years: bool = False
    trend: TrendWord | None = None
    trend_years: tuple[int, int] = (0, 0)
    why_no_trend: NoTrend = "few"
    provisional: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KIND_WORDS:
            raise ValueError(f"unknown kind of value: {self.kind!r}")
        if self.last_year < self.first_year:
            raise ValueError("a period cannot end before it starts")
        if (self.kind == "value") == (self.value is not None):
            return
        raise ValueError("only a shown value has a number; a hidden one must not come here")


KIND_WORDS: dict[str, Callable[[], str]] = {
    "value": lambda: _("Value"),
    "suppressed": lambda: _("Hidden (privacy)"),
    "not_available": lambda: _("Not available"),
    "not_yet_published": lambda: _("Not published yet"),
    "not_applicable": lambda: _("Not applicable"),
    "withdrawn": lambda: _("Withdrawn"),
}
EXPLAINED: dict[str, Callable[[], str]] = {
    "suppressed": lambda: _("We do not show this figure, to protect families."),
    "not_available": lambda: _("No figure was found for this area."),
    "withdrawn": lambda: _("The source took this figure back. Do not use it any more."),
}
COMPARED: dict[str, Callable[[], str]] = {
    "better": lambda: _("That is more favourable than %(reference)s."),
    "similar": lambda: _("That is similar to %(reference)s."),
    "worse": lambda: _("That is less favourable than %(reference)s."),
    "higher": lambda: _("That is higher than %(reference)s."),
    "lower": lambda: _("That is lower than %(reference)s."),
}
NOT_COMPARED: dict[str, Callable[[], str]] = {
    "counts": lambda: _(
        "Not compared with %(reference)s: the counts behind the figure are missing."
    ),
    "reference": lambda: _("Not compared with %(reference)s: that figure is missing."),
    "definition": lambda: _(
        "Not compared with %(reference)s: that figure is counted in another way."
    ),
    "period": lambda: _("Not compared with %(reference)s: that figure is about another period."),
    "pooled": lambda: _(
        "Not compared with %(reference)s: one of the two figures adds years together."
    ),
    "same_area": lambda: _("Not compared with %(reference)s: this is that area’s own figure."),
}
TRENDS: dict[str, Callable[[], str]] = {
    "increasing": lambda: _("From %(first)s up to and including %(last)s the figure goes up."),
    "decreasing": lambda: _("From %(first)s up to and including %(last)s the figure goes down."),
    "no_change": lambda: _("From %(first)s up to and including %(last)s there is no clear change."),
}
NO_TREND: dict[str, Callable[[], str]] = {
    "few": lambda: _(
        "Whether the figure changes cannot be judged: there are fewer than five years to compare."
    ),
    "gap": lambda: _(
        "Whether the figure changes cannot be judged: the latest five years are not in a row."
    ),
    "break": lambda: _(
        "Whether the figure changes cannot be judged: the way of counting has changed."
    ),
    "area": lambda: _(
        "Whether the figure changes cannot be judged: the area of the municipality has changed."
    ),
    "pooled": lambda: _(
        "Whether the figure changes cannot be judged: this figure adds years together."
    ),
    "hidden": lambda: _("Whether the figure changes cannot be judged: not all years can be seen."),
}
YEARS_IN_WORDS: dict[int, Callable[[], str]] = {
    2: lambda: _("It adds two years together."),
    3: lambda: _("It adds three years together."),
    4: lambda: _("It adds four years together."),
    5: lambda: _("It adds five years together."),
    6: lambda: _("It adds six years together."),
}


def number(value: float, digits: int = 1) -> str:
    """14,7 or 14.7 by the active language; never a thousands separator, never −0,0."""
    if not isfinite(value):
        raise ValueError("a figure must be a finite number")
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return text.replace(".", str(get_format("DECIMAL_SEPARATOR")))


def amount(value: float, unit: str) -> str:
    """14,1% or 3,2 per 1000: the unit always travels with the number."""
    said = number(value)
    return said + unit if unit == "%" else f"{said} {unit}".strip()


def whole(value: float) -> str:
    """2.481 or 2,481 by the active language: a count of people or births, rounded, in groups."""
    return number_format(round(value), force_grouping=True)


def kind_words(kind: str) -> str:
    """The words that stand in for a value, the same in every view."""
    return KIND_WORDS[kind]()


def period_words(first_year: int, last_year: int) -> str:
    """2021, or 2017 up to and including 2021 together: a pooled period is always named as such."""
    if first_year == last_year:
        return str(first_year)
    return _("%(first)s up to and including %(last)s together") % {
        "first": first_year,
        "last": last_year,
    }


def sentence(figure: Figure) -> str:
    """The whole text of one figure."""
    return " ".join(parts(figure))


def parts(figure: Figure) -> list[str]:
    """Short sentences in a fixed order; the first one stands alone."""
    if figure.value is None:
        return _without_value(figure)
    said = [_opening(figure, figure.value)]
    if figure.verdict is not None:
        said.append(_comparison(figure))
    if figure.trend is not None:
        said.append(_trend(figure))
    said_already = figure.trend == "cannot_judge" and figure.why_no_trend == "pooled"
    if figure.last_year > figure.first_year and not said_already:
        said.append(_added_years(figure.last_year - figure.first_year + 1))
    if figure.provisional:
        said.append(_("The figure is provisional and may still change."))
    return said


def _without_value(figure: Figure) -> list[str]:
    first = _("%(name)s in %(area)s, %(period)s: %(words)s.") % {
        "name": figure.name,
        "area": figure.area,
        "period": period_words(figure.first_year, figure.last_year),
        "words": kind_words(figure.kind),
    }
    more = EXPLAINED.get(figure.kind)
    return [first, more()] if more else [first]


def _opening(figure: Figure, value: float) -> str:
    words = {
        "name": figure.name,
        "area": figure.area,
        "value": amount(value, figure.unit),
        "period": period_words(figure.first_year, figure.last_year),
    }
    if figure.low is None or figure.high is None:
        return _("%(name)s in %(area)s: %(value)s in %(period)s.") % words
    limits = {"low": number(figure.low), "high": amount(figure.high, figure.unit)}
    return _(
        "%(name)s in %(area)s: %(value)s in %(period)s (allowing for chance: %(low)s to %(high)s)."
    ) % (words | limits)


def reference_words(figure: Figure) -> str:
    """The name of what is compared with, its years when these were added up, and its value."""
    name = figure.reference or _("the Netherlands")
    if figure.same_years:
        name = _("%(reference)s in the same years") % {"reference": name}
    if figure.reference_value is None:
        return name
    return f"{name} ({amount(figure.reference_value, figure.unit)})"


def _comparison(figure: Figure) -> str:
    if figure.verdict == "not_compared":
        # The value stays away: a number beside the words invites the comparison after all.
        name = figure.reference or _("the Netherlands")
        return NOT_COMPARED[figure.why_not]() % {"reference": name}
    return COMPARED[figure.verdict or ""]() % {"reference": reference_words(figure)}


def _trend(figure: Figure) -> str:
    if figure.trend == "cannot_judge":
        return NO_TREND[figure.why_no_trend]()
    first, last = figure.trend_years
    return TRENDS[figure.trend or ""]() % {"first": first, "last": last}


def _added_years(years: int) -> str:
    if years in YEARS_IN_WORDS:
        return YEARS_IN_WORDS[years]()
    return _("It adds %(years)s years together.") % {"years": years}
