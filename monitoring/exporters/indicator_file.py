"""One indicator of one municipality as a file: its years, and its chart as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from kansrijkestart.core.spreadsheets import Cell, Workbook, csv_bytes
from monitoring import charts
from monitoring.selectors.figures import FigureView
from monitoring.selectors.pages import FullLine
from monitoring.selectors.pictures import trend_file
from monitoring.selectors.sources import Sources
from monitoring.selectors.tables import YearRow
from monitoring.sentences import kind_words
from monitoring.statistics import Interval
from monitoring.templatetags.figures import verdict_word

FILES = ("excel.csv", "machine.csv", "tabel.xlsx", "grafiek.png", "grafiek.svg")


@dataclass(frozen=True)
class IndicatorFile:
    """What every file of an indicator in one area is made from.

    One that is not compared has no columns of a region or the country; ``notes`` stand in the
    reading guide of the workbook.
    """

    line: FullLine
    rows: Sequence[YearRow]
    sources: Sources
    address: str
    stem: str
    region: str = ""
    notes: Sequence[str] = ()
    is_compared: bool = True

    def content(self, name: str) -> bytes | None:
        """The file of this name; None when there is nothing to put in it."""
        if name not in FILES:
            return None
        if name == "excel.csv":
            return csv_bytes(header(self), year_cells(self), "dutch")
        if name == "machine.csv":
            return csv_bytes(header(self), year_cells(self), "machine")
        if name == "tabel.xlsx":
            return workbook(self)
        drawn = picture(self)
        if drawn is None:
            return None
        return charts.png(drawn) if name.endswith(".png") else drawn.encode()

    def file_name(self, name: str) -> str:
        """Says which figure and which area, and that figures were invented where they were."""
        return f"{self.stem}{'-demonstratie' if settings.DEMO_MODE else ''}-{name}"


def file_links(
    route: str, args: Sequence[object], code: str, *, has_chart: bool
) -> list[tuple[str, str]]:
    """The files of an indicator with their words, for under the table."""
    words = (
        _("Table for Dutch Excel (CSV)"),
        _("Table for computers (CSV)"),
        _("Table (Excel)"),
        _("Chart (PNG)"),
        _("Chart (SVG)"),
    )
    query = f"?gemeente={code}" if code else ""
    return [
        (label, reverse(route, args=[*args, name]) + query)
        for label, name in zip(words, FILES, strict=True)
        if has_chart or not name.startswith("grafiek")
    ]


def header(made: IndicatorFile) -> list[str]:
    """Columns in words; both files and the workbook have the same."""
    beside = [
        made.region or _("Region"),
        _("Netherlands"),
        _("Comparison with the Netherlands"),
        _("Definition"),
        _("Division"),
    ]
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
        *(beside if made.is_compared else []),
        _("Source"),
    ]


def year_cells(made: IndicatorFile) -> list[list[Cell]]:
    """A row per period, the newest first; a hidden figure has its words and no number."""
    return [_cells(row, made) for row in made.rows]


def _cells(row: YearRow, made: IndicatorFile) -> list[Cell]:
    one, source = row.own, made.sources.of(row.own)
    return [
        one.period,
        _number(one),
        *_limits(one.interval),
        *_limits(one.wide_interval),
        one.numerator,
        one.denominator,
        kind_words(one.kind),
        _("yes") if one.is_provisional else _("no"),
        *(_beside(row) if made.is_compared else []),
        source.words if source else None,
    ]


def _beside(row: YearRow) -> list[Cell]:
    return [
        _number(row.region),
        _number(row.country),
        verdict_word(row.compared.verdict.word) if row.compared else None,
        row.own.definition.number,
        row.own.division_year,
    ]


def _number(one: FigureView | None) -> Cell:
    if one is None or one.value is None:
        return None
    return round(one.value, 4) if one.scale else round(one.value)


def _limits(interval: Interval | None) -> list[Cell]:
    if interval is None:
        return [None, None]
    return [round(interval.low, 4), round(interval.high, 4)]


def workbook(made: IndicatorFile) -> bytes:
    """The years under their header, and how to read them on a sheet of its own."""
    line, demo = made.line, [_("Demonstration: invented figures.")] if settings.DEMO_MODE else []
    notes = [
        line.sentence,
        "",
        *demo,
        *made.notes,
        _("Permanent link: %(address)s") % {"address": made.address},
        *(_("Source: %(words)s") % {"words": one.words} for one in made.sources),
    ]
    title = f"{line.indicator.name}, {line.municipality.name}"
    with Workbook(clock.today(), title=title, label=" ".join(demo)) as book:
        book.add_sheet(_("Years"), header(made), year_cells(made), fixed_columns=1)
        book.add_notes(_("Reading guide"), notes)
        return book.content


def picture(made: IndicatorFile) -> str | None:
    """The chart with its title, sentence, source and address in it; None when nothing is shown."""
    told = _("Source: %(words)s") % {"words": "; ".join(one.words for one in made.sources)}
    drawn = trend_file(made.line, f"{told}. {made.address}")
    return charts.on_paper(drawn) if drawn else None
