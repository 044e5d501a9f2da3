"""One indicator of one municipality as a file: its years, and its chart as a picture."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.spreadsheets import Cell, Workbook
from monitoring import charts
from monitoring.models import Indicator
from monitoring.selectors.figures import FigureView
from monitoring.selectors.pages import FullLine
from monitoring.selectors.pictures import trend_file
from monitoring.selectors.sources import Sources
from monitoring.selectors.tables import YearRow
from monitoring.sentences import kind_words
from monitoring.statistics import Interval
from monitoring.templatetags.figures import verdict_word

FILES = ("excel.csv", "machine.csv", "tabel.xlsx", "grafiek.png", "grafiek.svg")


def file_links(
    slug: str, indicator: Indicator, chosen: Municipality, *, has_chart: bool
) -> list[tuple[str, str]]:
    """The files of an indicator with their words, for under the table."""
    words = (
        _("Table for Dutch Excel (CSV)"),
        _("Table for computers (CSV)"),
        _("Table (Excel)"),
        _("Chart (PNG)"),
        _("Chart (SVG)"),
    )
    query = f"?gemeente={chosen.code}"
    return [
        (label, reverse("monitoring:indicator_file", args=[slug, indicator.key, name]) + query)
        for label, name in zip(words, FILES, strict=True)
        if has_chart or not name.startswith("grafiek")
    ]


def header(region: str) -> list[str]:
    """Columns in words; both files and the workbook have the same."""
    return [
        _("Period"),
        _("Value"),
        _("Lower limit (95%)"),
        _("Upper limit (95%)"),
        _("Lower limit (99.8%)"),
        _("Upper limit (99.8%)"),
        _("Numerator"),
        _("Denominator"),
        _("Kind of value"),
        _("Provisional"),
        region or _("Region"),
        _("Netherlands"),
        _("Comparison with the Netherlands"),
        _("Definition"),
        _("Division"),
        _("Source"),
    ]


def year_cells(rows: Sequence[YearRow], sources: Sources) -> list[list[Cell]]:
    """A row per period, the newest first; a hidden figure has its words and no number."""
    return [_cells(row, sources) for row in rows]


def _cells(row: YearRow, sources: Sources) -> list[Cell]:
    one, source = row.own, sources.of(row.own)
    compared = row.compared
    return [
        one.period,
        _number(one),
        *_limits(one.interval),
        *_limits(one.wide_interval),
        one.numerator,
        one.denominator,
        kind_words(one.kind),
        _("yes") if one.is_provisional else _("no"),
        _number(row.region),
        _number(row.country),
        verdict_word(compared.verdict.word) if compared else None,
        one.definition.number,
        one.division_year,
        source.words if source else None,
    ]


def _number(one: FigureView | None) -> Cell:
    if one is None or one.value is None:
        return None
    return round(one.value, 4) if one.scale else round(one.value)


def _limits(interval: Interval | None) -> list[Cell]:
    if interval is None:
        return [None, None]
    return [round(interval.low, 4), round(interval.high, 4)]


def workbook(
    line: FullLine, region: str, rows: Sequence[YearRow], sources: Sources, address: str
) -> bytes:
    """The years under their header, and how to read them on a sheet of its own."""
    demo = [_("Demonstration: invented figures.")] if settings.DEMO_MODE else []
    notes = [
        line.sentence,
        "",
        *demo,
        _("Permanent link: %(address)s") % {"address": address},
        *(_("Source: %(words)s") % {"words": one.words} for one in sources),
    ]
    title = f"{line.indicator.name}, {line.municipality.name}"
    with Workbook(clock.today(), title=title, label=" ".join(demo)) as book:
        book.add_sheet(_("Years"), header(region), year_cells(rows, sources), fixed_columns=1)
        book.add_notes(_("Reading guide"), notes)
        return book.content


def picture(line: FullLine, sources: Sources, address: str) -> str | None:
    """The chart with its title, sentence, source and address in it; None when nothing is shown."""
    told = _("Source: %(words)s") % {"words": "; ".join(one.words for one in sources)}
    drawn = trend_file(line, f"{told}. {address}")
    return charts.on_paper(drawn) if drawn else None
