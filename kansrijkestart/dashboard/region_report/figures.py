"""The figures of the region: its rate with a sentence, hidden where the page hides it."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.region_report.content import Cell, Part, Table
from kansrijkestart.dashboard.region_report.pages import Pages
from kansrijkestart.dashboard.selectors.heat import HeatRow
from kansrijkestart.dashboard.selectors.region_report import RegionReport
from monitoring.selectors.figures import FigureView
from monitoring.selectors.tables import opening_of_places
from monitoring.sentences import EXPLAINED
from monitoring.templatetags.figures import figure_value


def figures_part(report: RegionReport, pages: Pages) -> Part:
    """The newest figure of the region beside the country, and which municipalities differ."""
    title, rows = _("Figures"), report.figures
    if not rows:
        words = _("There are no figures for %(names)s yet. The national analyst loads them.")
        return Part("cijfers", title, [words % {"names": report.region.name}])
    table = Table(
        "cijfers-regio",
        _("Newest figures of those published up to and including %(day)s")
        % {"day": day(clock.today())},
        [_("Figure"), report.region.name, _("Netherlands"), _("In short")],
        [_row(report, row, pages) for row in rows],
        [5, 3, 3, 5],
        sheet=_("Figures"),
    )
    notes = [_("Source: %(source)s") % {"source": one.words} for one in report.sources]
    return Part("cijfers", title, [], [table], [*_reasons(rows), *notes])


def _row(report: RegionReport, row: HeatRow, pages: Pages) -> list[Cell]:
    name = row.indicator.name
    return [
        Cell(name, url=pages.figure(row.indicator.key), dutch=True),
        region_cell(row),
        _figure_cell(row.country),
        Cell(sentence_of(row) or "–"),
    ]


def region_cell(row: HeatRow) -> Cell:
    """The rate of the region, or the words of its page for why there is none."""
    figure, summed = row.region.figure, row.region.summed
    if figure is None and summed is not None and not summed.is_not_available and summed.words:
        return Cell(summed.words, under=summed.period, quiet=True)
    return _figure_cell(figure)


def _figure_cell(figure: FigureView | None) -> Cell:
    if figure is not None and figure.is_shown:
        period = figure.period
        if figure.is_provisional:
            period = f"{period}, {_('provisional')}"
        return Cell(figure_value(figure), under=period)
    sign = ("value", figure.kind if figure else "not_available")
    under = figure.period if figure else ""
    return Cell(str(sign_for(*sign).word), sign=sign, under=under)


def sentence_of(row: HeatRow) -> str:
    """Say which municipalities stand apart from the country, as the page of the figure."""
    return opening_of_places([line for _place, line in row.cells if line])


def rate_words(report: RegionReport, row: HeatRow) -> str:
    """Say the rate of the region, which is shown, and that of the country as far as it is."""
    cell = region_cell(row)
    words = {"name": row.indicator.name, "region": report.region.name, "value": cell.words}
    said = _("%(name)s in %(region)s: %(value)s in %(period)s.") % (words | {"period": cell.under})
    if row.country is None or not row.country.is_shown:
        return said
    beside = _figure_cell(row.country)
    country = {"value": beside.words, "period": beside.under}
    return f"{said} {_('The Netherlands: %(value)s in %(period)s.') % country}"


def _reasons(rows: Iterable[HeatRow]) -> list[str]:
    """Say once why figures are hidden, withdrawn, or not added up."""
    found = []
    for row in rows:
        figure, summed = row.region.figure, row.region.summed
        kind = figure.kind if figure else ""
        if summed is not None and summed.state == "hidden":
            kind = "suppressed"
        if kind in ("suppressed", "withdrawn"):
            word = sign_for("value", kind).word
            found.append(f"{word}: {EXPLAINED[kind]()}")
        elif summed is not None and summed.explained and figure is None:
            found.append(f"{summed.words}: {summed.explained}")
    return list(dict.fromkeys(found))
