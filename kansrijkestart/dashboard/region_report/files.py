"""The report as files: the whole as PDF and as workbook, and two pages for the councils."""

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.spreadsheets import Cell, Workbook
from kansrijkestart.core.templatetags.ks import day
from kansrijkestart.dashboard.region_report.annex import offered_words
from kansrijkestart.dashboard.region_report.content import Part, Table
from kansrijkestart.dashboard.region_report.coverage import known_today
from kansrijkestart.dashboard.region_report.figures import rate_words
from kansrijkestart.dashboard.region_report.parts import parts_of
from kansrijkestart.dashboard.region_report.record import uptake_words
from kansrijkestart.dashboard.selectors.heat import HeatRow
from kansrijkestart.dashboard.selectors.region_report import RegionReport

COUNCIL_PAGES: Final = 2
# So much of each goes into the two pages; what is more is counted, and stands in the whole report.
MOST_NAMES: Final = 20
MOST_AMBITIONS: Final = 5
MOST_AGREEMENTS: Final = 6
MOST_INTERVENTIONS: Final = 8
MOST_FIGURES: Final = 5
LONGEST: Final = 160


def title_of(report: RegionReport) -> str:
    return _("Regional report %(year)s") % {"year": report.year}


def report_pdf(report: RegionReport) -> bytes:
    """Return the whole report as a tagged PDF."""
    blocks: list[Block] = []
    for part in parts_of(report):
        blocks += _blocks(part)
    return _pdf(report, title_of(report), blocks)


def council_pdf(report: RegionReport) -> bytes:
    """Return what a council needs to know, in at most two pages."""
    title = _("For the councils: Kansrijke Start %(year)s") % {"year": report.year}
    return _pdf(report, title, _council(report), COUNCIL_PAGES)


def _pdf(
    report: RegionReport, title: str, blocks: Sequence[Block], most_pages: int | None = None
) -> bytes:
    name = report.region.name
    demo = _demo_lines(report)
    words = _("Region %(name)s · as of %(day)s")
    return render_report(
        title,
        words % {"name": name, "day": day(report.now.on)},
        report.now.on,
        blocks,
        demo_label=" ".join(demo) or None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
        most_pages=most_pages,
    )


def _demo_lines(report: RegionReport) -> list[str]:
    is_demo = settings.DEMO_MODE or report.region.is_demo or report.now.matrix.is_demo
    return [f"{_('Demonstration.')} {demo_words()}"] if is_demo else []


def _blocks(part: Part) -> list[Block]:
    says = [b.lead(one) if part.key == "kort" else b.text(one) for one in part.says]
    blocks = [b.heading(part.title), *says]
    for table in part.tables:
        if len(part.tables) > 1 or part.key in ("kort", "cijfers"):
            blocks.append(b.heading(table.title, 3))
        blocks.append(_table(table))
    if part.key == "leeswijzer":
        return [*blocks, b.bullets(part.notes)]
    return [*blocks, *([b.bullets(part.notes)] if part.notes else [])]


def _table(table: Table) -> Block:
    if not table.rows:
        return b.text(table.empty)
    rows = [[one.text for one in row] for row in table.rows]
    return b.table(table.head, rows, table.widths, plain=True)  # words stand between the numbers


def report_xlsx(report: RegionReport) -> bytes:
    """Return every table of the report as a sheet, and how to read it.

    Counts are numbers there; a figure is written with its unit, as on the page.
    """
    demo = _demo_lines(report)
    name = f"{title_of(report)} {report.region.name}"
    parts = parts_of(report)
    with Workbook(report.now.on, title=name, label=" ".join(demo)) as book:
        if demo:
            book.add_notes(_("Demonstration"), demo)
        book.add_notes(_("Read me"), [name, *_lines(parts)])
        for part in parts:
            for table in part.tables:
                head, rows = sheet_of(table)
                book.add_sheet(table.sheet or table.title, head, rows, [36], fixed_columns=1)
    return book.content


def _lines(parts: Sequence[Part]) -> list[str]:
    """What stands beside the tables, in the order of the report."""
    lines: list[str] = []
    for part in parts:
        told = [*part.says, *part.notes]
        lines += ["", part.title, *told] if told else []
    return lines


def sheet_of(table: Table) -> tuple[list[str], list[list[Cell]]]:
    """Return the head and rows of a table; what is said below numbers gets a column of its own."""
    remarks = [
        "; ".join(
            f"{name}: {cell.under}"
            for name, cell in zip(table.head, row, strict=True)
            if cell.under
        )
        for row in table.rows
    ]
    rows: list[list[Cell]] = [[cell.value for cell in row] for row in table.rows]
    if not any(remarks):
        return table.head, rows or [[table.empty, *[None] * (len(table.head) - 1)]]
    found = zip(rows, remarks, strict=True)
    return [*table.head, _("Remark")], [[*row, words or None] for row, words in found]


def _council(report: RegionReport) -> list[Block]:
    """Numbers beside last year, what the region wants and agreed, and its figures."""
    short, coverage = parts_of(report)[:2]
    blocks: list[Block] = [b.lead(one) for one in short.says]
    blocks += [b.heading(short.tables[0].title), _table(short.tables[0])]
    if coverage.tables:
        blocks += [b.heading(coverage.tables[0].title), _table(coverage.tables[0])]
    without = [
        one.municipality.name
        for one in report.now.places
        if one.coalition is None and one.through is None
    ]
    if without:
        blocks.append(
            b.text(_("No coalition is known in: %(names)s.") % {"names": listed(without)})
        )
    blocks += _agreed(report)
    offered = offered_words(report, MOST_INTERVENTIONS)
    if offered:
        blocks += [b.heading(_("Interventions")), b.text(offered)]
    telling = _telling(report)
    if telling:
        blocks += [b.heading(_("Figures in short")), b.bullets(telling)]
    more = _(
        "Everything that is known, per municipality and with how to read it, is in the whole "
        "report. “Not recorded” is not a zero; what a municipality does not share with the region "
        "is not in here."
    )
    return [*blocks, *(b.note(one) for one in (known_today(report), more) if one)]


def _agreed(report: RegionReport) -> list[Block]:
    lead = report.lead
    if lead is None or lead.record is None:
        return []
    blocks: list[Block] = []
    ambitions = [_cut(one.title) for one in lead.ambitions]
    if ambitions:
        blocks += [
            b.heading(_("Ambitions of the region")),
            b.bullets(_some(ambitions, MOST_AMBITIONS)),
        ]
    taken = {table.agreement.pk: table for table in lead.uptake}
    agreed = []
    for one in lead.record.agreements_on(report.now.on):
        table, title = taken.get(one.pk), _cut(one.title)
        agreed.append(f"{title} ({uptake_words(table)})" if table else title)
    if agreed:
        title = _("Agreements of the region in force")
        blocks += [b.heading(title), b.bullets(_some(agreed, MOST_AGREEMENTS))]
    return blocks


def _telling(report: RegionReport) -> list[str]:
    """The rates of the region that are shown, where most municipalities differ first."""
    shown = [row for row in report.figures if row.region.figure and row.region.figure.is_shown]
    shown.sort(key=lambda row: -_differing(row))
    return _some([rate_words(report, row) for row in shown], MOST_FIGURES)


def _differing(row: HeatRow) -> int:
    return sum(line.differs for _place, line in row.cells if line)


def _some(lines: Sequence[str], most: int) -> list[str]:
    """Return the first of them, and how many there are beside."""
    rest = len(lines) - most
    more = [_("and %(count)s more") % {"count": rest}] if rest > 0 else []
    return [*lines[:most], *more]


def listed(names: Sequence[str]) -> str:
    return ", ".join(_some(names, MOST_NAMES))


def _cut(text: str) -> str:
    """A title as it fits: whole, or up to a word."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]}…"
