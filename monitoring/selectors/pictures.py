"""The chart of one indicator, wide and narrow, drawn from figures that may be seen."""

from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from monitoring import charts
from monitoring.choices import ValueKind
from monitoring.selectors.figures import FigureView
from monitoring.selectors.pages import FullLine
from monitoring.selectors.series import UNIT_WORDS, Series, breaks_of


def trend_pictures(
    line: FullLine, *, with_country: bool = True
) -> tuple[SafeString, SafeString] | None:
    """Wide and narrow SVG, or None when no year has a value that may be seen."""
    own = _points(line.series)
    if not own or not line.figure.scale:
        return None
    title = _title(line, with_country=with_country)
    texts = charts.Texts(title, "", line.sentence, "")
    drawn = [
        charts.render(_spec(line, own, width, texts), bare=True)
        for width in (charts.WIDE, charts.NARROW)
    ]
    # The chart escapes every text it draws.
    return mark_safe(drawn[0]), mark_safe(drawn[1])  # noqa: S308


def trend_file(line: FullLine, source: str) -> str | None:
    """The wide chart as a picture by itself: title, sentence and source stand in it."""
    own = _points(line.series)
    if not own or not line.figure.scale:
        return None
    title = _title(line, with_country=bool(_reference(line)))
    texts = charts.Texts(title, line.sentence, line.sentence, source)
    return charts.render(_spec(line, own, charts.WIDE, texts))


def _title(line: FullLine, *, with_country: bool) -> str:
    words = {"name": line.indicator.name, "area": line.municipality.name}
    if with_country:
        return _("%(name)s in %(area)s and the Netherlands") % words
    return _("%(name)s in %(area)s") % words


def _spec(
    line: FullLine, own: Sequence[charts.Point], width: int, texts: charts.Texts
) -> charts.Spec:
    series = charts.Series(
        line.municipality.name,
        own,
        [
            (one.first_year, break_words(why))
            for one, why in breaks_of(line.series, line.area_changes)
        ],
        [year for one in _hidden(line.series) for year in range(one.first_year, one.last_year + 1)],
        [one.last_year for one in line.series.figures if one.is_shown and one.is_provisional],
    )
    reference = charts.Reference(_("Netherlands"), _reference(line))
    return charts.trend(series, reference, texts, width=width, unit=UNIT_WORDS[line.figure.unit])


def _points(series: Series) -> list[charts.Point]:
    """Yearly figures; pooled periods only where there are no yearly ones."""
    shown = [one for one in series.figures if one.is_shown]
    return [_point(one) for one in shown if one.is_yearly] or [_point(one) for one in shown]


def _point(figure: FigureView) -> charts.Point:
    value, limits = figure.value or 0.0, figure.interval
    until = None if figure.is_yearly else figure.last_year
    low, high = limits or (value, value)
    return charts.Point(figure.first_year, value, low, high, until)


def _hidden(series: Series) -> list[FigureView]:
    """Hidden years; of a pooled period only when nothing else stands there."""
    hidden = [one for one in series.figures if one.kind == ValueKind.SUPPRESSED]
    return [one for one in hidden if one.is_yearly]


def break_words(why: str) -> str:
    """What stands in a chart beside a break, on two short lines."""
    return _("other\nborders") if why == "area" else _("counted in\nanother way")


def _reference(line: FullLine) -> list[charts.Point]:
    """The country in the same periods, by the same definition."""
    if line.country is None:
        return []
    own = {(one.first_year, one.last_year): one.definition.pk for one in line.series.figures}
    yearly = any(one.is_yearly and one.is_shown for one in line.series.figures)
    return [
        _point(one)
        for one in line.country.figures
        if one.is_shown
        and one.is_yearly == yearly
        and own.get((one.first_year, one.last_year)) == one.definition.pk
    ]


def region_pictures(
    lines: Sequence[FullLine], texts: charts.Texts, own_words: str = ""
) -> tuple[SafeString, ...]:
    """A small chart per area, wide and narrow; nothing without yearly values.

    Areas are municipalities, unless ``own_words`` name another kind in the key.
    """
    own = {
        line.municipality.name: [p for p in _points(line.series) if p.until is None]
        for line in lines
    }
    shown = {name: points for name, points in own.items() if points}
    if not shown or not lines[0].figure.scale:
        return ()
    hidden = {
        line.municipality.name: [one.first_year for one in _hidden(line.series)] for line in lines
    }
    names = [line.municipality.name for line in lines]
    kept = {name: shown.get(name, []) for name in names if shown.get(name) or hidden[name]}
    reference = [p for p in _country(lines) if p.until is None]
    cuts = {
        line.municipality.name: [
            one.first_year for one, _why in breaks_of(line.series, line.area_changes)
        ]
        for line in lines
    }
    more: dict[str, Any] = {"cuts": cuts, "unit": UNIT_WORDS[lines[0].figure.unit]}
    more["own_words"] = own_words
    drawn = [
        charts.render(
            charts.small_multiples(kept, reference, hidden, texts, width=width, **more), bare=True
        )
        for width in (charts.WIDE, charts.NARROW)
    ]
    # The chart escapes every text it draws.
    return tuple(mark_safe(one) for one in drawn)  # noqa: S308


def _country(lines: Sequence[FullLine]) -> list[charts.Point]:
    """The country in the periods of these municipalities, whichever of them has one."""
    found = {point.year: point for line in lines for point in _reference(line)}
    return [found[year] for year in sorted(found)]
