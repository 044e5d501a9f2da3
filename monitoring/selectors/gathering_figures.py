"""The figures of an edition as plain data, as anyone might see them on the day it was made."""

from typing import Any

from django.utils.translation import gettext

from monitoring.models import Indicator
from monitoring.selectors.figures import COUNTRY_KEY, FigureView, load_figures
from monitoring.selectors.pages import Figures, FullLine
from monitoring.selectors.series import breaks_of, by_indicator_and_area, change, say
from monitoring.selectors.sources import Sources, sources_of

Data = dict[str, Any]
DIGITS = 4  # as many as a stored value has


def figures_data(figures: Figures) -> dict[int, list[Data]]:
    """Per municipality the newest figure of every indicator, with the years behind it."""
    lines = {
        place.pk: [line for one in figures.indicators if (line := figures.line(one, place))]
        for place in figures.municipalities
    }
    sources = sources_of(line.figure for found in lines.values() for line in found)
    return {pk: [_line_data(line, sources) for line in found] for pk, found in lines.items()}


def _line_data(line: FullLine, sources: Sources) -> Data:
    reference = line.compared.reference if line.compared else None
    return {
        **_figure_data(line.indicator, line.figure, sources),
        "sentence": line.sentence,
        "verdict": line.verdict,
        "differs": line.differs,
        "reference": _year_data(reference) if reference else None,
        "years": _years_data(line),
    }


def _years_data(line: FullLine) -> list[Data]:
    """Every period, and why it does not go on from the year before it."""
    why = {id(one): word for one, word in breaks_of(line.series, line.area_changes)}
    return [{**_year_data(one), "why_break": why.get(id(one), "")} for one in line.series.figures]


def country_data() -> list[Data]:
    """The newest figure of the country of every indicator, with the years behind it."""
    series = by_indicator_and_area(load_figures([COUNTRY_KEY])).values()
    found = sorted(series, key=lambda one: one.newest.definition.indicator.key)
    sources = sources_of(one.newest for one in found)
    return [
        {
            **_figure_data(one.newest.definition.indicator, one.newest, sources),
            "sentence": say(one.newest, gettext("the Netherlands"), changed=change(one)),
            "years": [_year_data(each) for each in one.figures],
        }
        for one in found
    ]


def _figure_data(indicator: Indicator, figure: FigureView, sources: Sources) -> Data:
    source = sources.of(figure)
    return {
        "indicator": indicator.key,
        "name": indicator.name,
        "phase": indicator.phase,
        "unit": figure.unit,
        "scale": figure.scale,
        "division_year": figure.division_year,
        "note": figure.withdrawn_reason,
        "source": source.title if source else "",
        "source_url": source.url if source else "",
        "source_is_demo": source.is_demo if source else False,
        "source_words": source.words if source else "",
        **_year_data(figure),
    }


def _year_data(figure: FigureView) -> Data:
    """One period. A hidden one has its kind and no number: none ever reaches this place."""
    limits = figure.interval
    return {
        "first_year": figure.first_year,
        "last_year": figure.last_year,
        "definition": figure.definition.number,
        "kind": figure.kind,
        "value": _short(figure.value),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "low": _short(limits.low) if limits else None,
        "high": _short(limits.high) if limits else None,
        "is_provisional": figure.is_provisional,
    }


def _short(number: float | None) -> float | None:
    return None if number is None else round(float(number), DIGITS)
