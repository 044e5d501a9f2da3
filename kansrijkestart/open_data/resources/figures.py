"""Figures of releases that were made open data, as everybody may see them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from kansrijkestart.open_data import declaring as say
from kansrijkestart.open_data.declaring import Asked, Field, Parameter, Resource
from kansrijkestart.open_data.problems import ProblemError
from monitoring.choices import Unit, ValueKind
from monitoring.models import Indicator
from monitoring.selectors.figures import FigureView
from monitoring.selectors.open_data import OpenFigure, is_area, open_figures, open_indicators


def _indicators(_asked: Asked) -> QuerySet[Indicator]:
    return open_indicators()


def _find(asked: Asked) -> list[OpenFigure] | None:
    indicator = Indicator.objects.filter(key=asked["indicator"]).first()
    if indicator is None:
        return None
    area = asked.get("area")
    if area is not None and not is_area(area):
        raise ProblemError.about(("area", "No area has this code, now or before."))
    found = open_figures(indicator, area=area)
    return [one for one in found if _is_asked(one, asked)]


def _is_asked(one: OpenFigure, asked: Asked) -> bool:
    figure, year = one.figure, asked.get("year")
    is_kind = asked.get("kind") in (None, figure.kind)
    return is_kind and (year is None or figure.first_year <= year <= figure.last_year)


def _value(figure: FigureView) -> float | int | None:
    """Four decimals at most, as in the figures file; a number of things is whole."""
    if figure.value is None:
        return None
    return round(figure.value) if figure.unit == Unit.COUNT else round(figure.value, 4)


def _published_on(one: OpenFigure) -> Any:
    moment = one.release.published_at
    return timezone.localtime(moment).date() if moment else None


FIGURES = Resource(
    name="figures",
    kind="FigureSet",
    about=(
        "The indicators of which figures were made open data. An empty list says that nobody "
        "decided so yet, not that there are no figures."
    ),
    find=_indicators,
    fields=(
        Field("indicator", "The key of the indicator.", say.TEXT, lambda one: one.key),
        Field("name_nl", "Its name in Dutch.", say.TEXT, lambda one: one.name),
        Field("name_en", "Its name in English.", say.TEXT, lambda one: one.name_en),
        Field(
            "figures",
            "Where its figures are.",
            say.ADDRESS,
            lambda one: reverse("open_data:figures_of", args=[one.key]),
            is_path=True,
        ),
    ),
)
FIGURES_OF = Resource(
    name="figures",
    kind="Figure",
    about=(
        "A figure of an area and period. Only kind value has numbers; suppressed is hidden for "
        "privacy, and the same word whoever hides it."
    ),
    find=_find,
    parameters=(
        Parameter(
            "area",
            "The code of an area: NL, GG and four digits, or GM and four digits.",
            {"type": "string", "pattern": r"^(?:NL|GG[0-9]{4}|GM[0-9]{4})$"},
        ),
        Parameter(
            "year",
            "A year that lies in the period.",
            {"type": "integer", "minimum": 1900, "maximum": 2100},
        ),
        Parameter("kind", "What kind of value it is.", say.one_of(ValueKind.values)),
    ),
    fields=(
        Field(
            "indicator",
            "The key of the indicator.",
            say.TEXT,
            lambda one: one.figure.definition.indicator.key,
        ),
        Field(
            "definition",
            "The version of its definition. Another version is a break.",
            say.WHOLE,
            lambda one: one.figure.definition.number,
        ),
        Field("area", "NL, or the code of a region or place.", say.TEXT, lambda one: one.area),
        Field("area_name", "The name of the area.", say.TEXT, lambda one: one.area_name),
        Field(
            "division_year",
            "The area is that of this year's division into municipalities.",
            say.WHOLE,
            lambda one: one.figure.division_year,
        ),
        Field("period_start", "The first year.", say.WHOLE, lambda one: one.figure.first_year),
        Field(
            "period_end",
            "The last year; several years are counted together.",
            say.WHOLE,
            lambda one: one.figure.last_year,
        ),
        Field(
            "kind",
            "What kind of value it is: unknown, none, zero and hidden are different things.",
            say.one_of(ValueKind.values),
            lambda one: one.figure.kind,
        ),
        Field(
            "value",
            "The value in the unit; null unless kind is value.",
            {"type": ["number", "null"]},
            lambda one: _value(one.figure),
        ),
        Field(
            "numerator",
            "How many were counted; null where it is hidden or not given.",
            say.WHOLE_OR_NULL,
            lambda one: one.figure.numerator,
        ),
        Field(
            "denominator",
            "Out of how many; null where it is hidden or not given.",
            say.WHOLE_OR_NULL,
            lambda one: one.figure.denominator,
        ),
        Field(
            "unit",
            "Percentage, per 1000 or a number.",
            say.one_of(Unit.values),
            lambda one: one.figure.unit,
        ),
        Field(
            "is_provisional",
            "Whether the source calls it provisional.",
            say.YES_OR_NO,
            lambda one: one.figure.is_provisional,
        ),
        Field("source", "Where it comes from.", say.TEXT, lambda one: one.release.source),
        Field(
            "source_url",
            "The web address of the source; null is not recorded.",
            say.TEXT_OR_NULL,
            lambda one: one.release.source_url or None,
        ),
        Field("published_on", "When it was published here.", say.DAY, _published_on),
        Field(
            "is_demo",
            "Whether it was invented for a demonstration.",
            say.YES_OR_NO,
            lambda one: one.release.is_demo,
        ),
    ),
)
