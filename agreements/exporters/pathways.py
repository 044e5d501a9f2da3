"""Care pathways as sheets for professionals and as files, in the words of the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from agreements.models import CarePathway, ServiceDirectory
from agreements.selectors.pathways import Answer, Asked, Place, asked_of
from agreements.selectors.pathways_record import pathway_words
from coalitions.models import Coalition
from coalitions.selectors.page_head import place_line
from kansrijkestart.core import clock
from kansrijkestart.core.context_processors import demo_words
from kansrijkestart.core.reports import Block, render_report
from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.spreadsheets import Cell, Workbook, csv_bytes
from kansrijkestart.core.templatetags.ks import day

WIDTHS: Final = [7, 6, 7]


@dataclass(frozen=True)
class PathwaysFile:
    """What a file is about: a whole coalition, or one of its municipalities."""

    coalition: Coalition
    name: str
    places: Sequence[Place]

    @property
    def demo(self) -> str:
        is_demo = settings.DEMO_MODE or self.coalition.is_demo
        return f"{_('Demonstration.')} {demo_words()}" if is_demo else ""

    @property
    def missing(self) -> int:
        return sum(row.pathway is None for place in self.places for row in place.themes)


def checked_words(pathway: CarePathway | ServiceDirectory) -> str:
    """Say when it was last checked, and that this is long ago."""
    key = pathway.upkeep
    word = str(sign_for("upkeep", key).word)
    if pathway.checked_on is None:
        return word.lower()
    when = date_format(pathway.checked_on, "j F Y")
    return f"{when} ({word.lower()})" if key == "old" else when


def pathway_pdf(pathway: CarePathway) -> bytes:
    """One care pathway on a sheet; smaller type keeps it to one page where that goes."""
    asked = PathwaysFile(pathway.coalition, pathway.municipality.name, [])
    return _report(asked, pathway_words(pathway), _pathway_blocks(pathway), 1)


def pathways_pdf(asked: PathwaysFile) -> bytes:
    """All care pathways of the file, one after another, under where the directory is kept."""
    blocks: list[Block] = []
    for place in asked.places:
        if place.directories:
            blocks += [b.heading(f"{_('Service directory')}: {place.municipality.name}")]
            blocks += [b.bullets([_directory_words(row) for row in place.directories])]
        for pathway in place.pathways:
            blocks += [b.heading(pathway_words(pathway)), *_table_blocks(pathway)]
    blocks += [b.note(line) for line in _missing_words(asked)]
    return _report(asked, _("Care pathways"), blocks, None)


def _report(
    asked: PathwaysFile, title: str, blocks: Sequence[Block], most_pages: int | None
) -> bytes:
    today = clock.today()
    place = place_line(asked.coalition, [asked.name])
    return render_report(
        title,
        f"{asked.coalition.name} · {place} · {date_format(today, 'j F Y')}",
        today,
        blocks,
        demo_label=asked.demo or None,
        language=get_language() or settings.LANGUAGE_CODE,
        author=asked.coalition.name,
        footer=_("This is not a website of the national government, Pharos or RIVM."),
        most_pages=most_pages,
    )


def _owner_block(pathway: CarePathway) -> Block:
    owner = pathway.owner.name if pathway.owner else _("not recorded yet")
    said = _("Looked after by: %(owner)s. Last checked: %(when)s.")
    return b.text(said % {"owner": owner, "when": checked_words(pathway)})


def _pathway_blocks(pathway: CarePathway) -> list[Block]:
    """A heading per question: a sheet of one care pathway."""
    blocks = [_owner_block(pathway)]
    for asked in asked_of(pathway):
        blocks += [b.heading(str(asked.question.label)), *_answer_blocks(asked)]
    return blocks


def _table_blocks(pathway: CarePathway) -> list[Block]:
    """One table: a care pathway among others."""
    rows = []
    for asked in asked_of(pathway):
        question = str(asked.question.label)
        rows += [[question, *_answer_cells(one)] for one in asked.answers]
        if not asked.answers:
            rows.append([question, _("Nothing is recorded here yet"), "–", "–"])
    head = [_("Question"), _("What"), _("Who"), _("How to reach them")]
    return [_owner_block(pathway), b.table(head, rows, [5, 7, 6, 7])]


def _answer_blocks(asked: Asked) -> list[Block]:
    if not asked.answers:
        return [b.text(_("Nothing is recorded here yet"))]
    head = [_("What"), _("Who"), _("How to reach them")]
    return [b.table(head, [_answer_cells(one) for one in asked.answers], WIDTHS)]


def _answer_cells(answer: Answer) -> list[str]:
    line = answer.line
    what = ". ".join(filter(None, [answer.title, answer.note]))
    reach = ", ".join(filter(None, [line.contact, line.url]))
    return [what, answer.who or "–", reach or "–"]


def _directory_words(row: ServiceDirectory) -> str:
    keeper = row.keeper.name if row.keeper else _("not recorded yet")
    words = _("%(name)s, kept by: %(keeper)s, last checked: %(when)s")
    said = words % {"name": row.name, "keeper": keeper, "when": checked_words(row)}
    return f"{said}, {row.url}" if row.url else said


def pathways_header() -> list[str]:
    return [
        _("Municipality"),
        _("About what"),
        _("Question"),
        _("What"),
        _("In other words"),
        _("Who"),
        _("How to reach them"),
        _("Address"),
        _("Who looks after it"),
        _("Last checked"),
        _("Checked in the past year?"),
    ]


def _upkeep_cells(row: CarePathway | ServiceDirectory) -> list[Cell]:
    """When it was last checked, and whether that is less than a year ago."""
    never = _("not checked yet")
    words = {"fresh": _("yes"), "old": _("no"), "never": never}
    return [row.checked_on or never, words[row.upkeep]]


def pathways_rows(places: Iterable[Place]) -> list[list[Cell]]:
    """Return a row per answer; a theme without a care pathway is a row that says so."""
    rows: list[list[Cell]] = []
    for place in places:
        for row in place.themes:
            about = [place.municipality.name, row.theme.name]
            if row.pathway:
                rows += [[*about, *cells] for cells in _rows_of(row.pathway)]
            else:
                rows.append([*about, _("not recorded yet"), *[""] * 8])
    return rows


def _rows_of(pathway: CarePathway) -> list[list[Cell]]:
    owner = pathway.owner.name if pathway.owner else _("not recorded yet")
    upkept: list[Cell] = [owner, *_upkeep_cells(pathway)]
    rows: list[list[Cell]] = []
    for asked in asked_of(pathway):
        question = str(asked.question.label)
        for one in asked.answers:
            line = one.line
            who = line.organisation.name if line.organisation else ""
            rows.append([question, one.title, one.note, who, line.contact, line.url, *upkept])
        if not asked.answers:
            rows.append([question, _("not recorded yet"), "", "", "", "", *upkept])
    return rows


def directory_rows(places: Iterable[Place]) -> list[list[Cell]]:
    """Return a row per service directory, and one for a municipality without any."""
    unknown = _("not recorded yet")
    rows: list[list[Cell]] = []
    for place in places:
        name = place.municipality.name
        for one in [*place.directories, *place.ended]:
            keeper = one.keeper.name if one.keeper else unknown
            upkept = _upkeep_cells(one)
            rows.append([name, one.name, one.url, keeper, *upkept, one.ended_on or ""])
        if not place.directories and not place.ended:
            rows.append([name, unknown, "", "", "", "", ""])
    return rows


def _missing_words(asked: PathwaysFile) -> list[str]:
    if not asked.missing:
        return []
    words = ngettext(
        "For one theme no care pathway is recorded yet. That is not a no.",
        "For %(number)s themes no care pathway is recorded yet. That is not a no.",
        asked.missing,
    )
    return [words % {"number": asked.missing}]


def pathways_notes(asked: PathwaysFile) -> list[str]:
    """Say what the file is about and what the rows cannot say."""
    return [
        _("Care pathways of %(name)s.") % {"name": asked.name},
        *_missing_words(asked),
        _("The themes are those that public texts name; the full national list was not found."),
        _("Nothing about persons or families belongs in this file."),
        _("As of %(date)s") % {"date": day(clock.today())},
    ]


def pathways_xlsx(asked: PathwaysFile) -> bytes:
    """Return the answers and the service directories as a workbook."""
    title = _("Care pathways")
    with Workbook(clock.today(), title=f"{title} {asked.name}", label=asked.demo) as book:
        if asked.demo:
            book.add_notes(_("Demonstration"), [asked.demo])
        widths = [20, 20, 28, 40, 30, 28, 32, 28, 28, 14, 16]
        rows = pathways_rows(asked.places)
        book.add_sheet(title, pathways_header(), rows, widths, fixed_columns=2)
        header = [
            *(_("Municipality"), _("Kept in"), _("Address"), _("Who keeps it")),
            *(_("Last checked"), _("Checked in the past year?"), _("Not kept any more since")),
        ]
        rows = directory_rows(asked.places)
        book.add_sheet(_("Service directory"), header, rows, [20, 36, 36, 28, 16, 16, 16])
        book.add_notes(_("Explanation"), pathways_notes(asked))
    return book.content


def pathways_csv(asked: PathwaysFile) -> bytes:
    """Return the answers for a Dutch spreadsheet program, with the notes under them."""
    header = pathways_header()
    empty: list[Cell] = [""] * (len(header) - 1)
    lines = ["", *filter(None, [asked.demo]), *pathways_notes(asked)]
    notes = [[line, *empty] for line in lines]
    return csv_bytes(header, [*pathways_rows(asked.places), *notes], "dutch")


PATHWAY_FILES: Final = {"csv": pathways_csv, "pdf": pathways_pdf, "xlsx": pathways_xlsx}
