"""Report content (the same list of blocks as for a PDF) to a Word document with real styles.

Headings, lists and tables are Word's own, so that a screen reader finds its way; the document has a
title and a language. Text stays text: nothing a user typed becomes a field.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from kansrijkestart.core.colours import COLOURS
from kansrijkestart.core.reports.blocks import Block
from kansrijkestart.core.spreadsheets import clean_text, zip_files

LANGUAGES: Final = {"nl": "nl-NL", "en": "en-GB"}
INK, ACCENT, MUTED = "--ks-ink", "--ks-petrol", "--ks-ink-2"
STYLES: Final = {
    "Title": (22, INK),
    "Heading 1": (22, INK),
    "Heading 2": (15, ACCENT),
    "Heading 3": (12, INK),
    "Normal": (11, INK),
}
FONT: Final = "Calibri"


def render_word(
    title: str,
    subtitle: str,
    date: date,  # the date of the document, not of today
    blocks: Sequence[Block],
    demo_label: str | None = None,
    language: str = "nl",
    *,
    author: str = "",
    footer: str = "",
) -> bytes:
    """Return a .docx; the same content gives the same bytes. Charts and columns are for PDF only.

    ``demo_label`` stands in the header of every page, ``footer`` at its foot beside the number.
    """
    from docx import Document  # heavy, and only where a document is really made

    paper = Document()
    _describe(paper, title, author or settings.SITE_NAME, date, LANGUAGES[language])
    _dress(paper, LANGUAGES[language])
    with override(language):
        _frame(paper, demo_label or "", footer)
    paper.add_paragraph(clean_text(title), style="Heading 1")
    _muted(paper.add_paragraph(clean_text(subtitle)))
    chapters = [block for block in blocks if block["kind"] == "heading" and block["level"] == 2]
    marks = {id(block): f"deel-{number}" for number, block in enumerate(chapters, start=1)}
    for block in blocks:
        _WRITERS[block["kind"]](paper, block, marks=marks, chapters=chapters)
    out = io.BytesIO()
    paper.save(out)
    return _same_every_time(out.getvalue())


def _same_every_time(content: bytes) -> bytes:
    """Pack the parts anew with fixed dates, without the picture of the library's example."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zip_files({name: archive.read(name) for name in archive.namelist()})


def _describe(paper: Any, title: str, author: str, on: date, language: str) -> None:
    facts = paper.core_properties
    facts.title, facts.author, facts.last_modified_by = clean_text(title)[:255], author, author
    facts.language, facts.comments, facts.keywords = language, "", "Kansrijke Start"
    facts.created = facts.modified = datetime.combine(on, time(), tzinfo=UTC)
    facts.revision = 1


def _dress(paper: Any, language: str) -> None:
    """Give the styles the site's colours and the language of the text."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    for name, (size, colour) in STYLES.items():
        style = paper.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = RGBColor.from_string(COLOURS[colour].lstrip("#").upper())
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    for tag in paper.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), language)
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.1)


def _frame(paper: Any, demo_label: str, footer: str) -> None:
    section = paper.sections[0]
    if demo_label:
        section.header.paragraphs[0].add_run(clean_text(demo_label)).bold = True
    foot = section.footer.paragraphs[0]
    before, _page, rest = str(_("Page {page} of {pages}")).partition("{page}")
    between, _pages, after = rest.partition("{pages}")
    foot.add_run(f"{clean_text(footer)} {before}".lstrip())
    _field(foot, "PAGE")
    foot.add_run(between)
    _field(foot, "NUMPAGES")
    foot.add_run(after)
    _muted(foot)


def _muted(paragraph: Any) -> None:
    from docx.shared import Pt, RGBColor

    for run in paragraph.runs:
        run.font.size = Pt(10)
        run.font.color.rgb = RGBColor.from_string(COLOURS[MUTED].lstrip("#").upper())


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _field(paragraph: Any, code: str) -> None:
    """Add what Word counts itself: the page, the number of pages."""
    field = _element("w:fldSimple", instr=code)
    run, number = _element("w:r"), _element("w:t")
    number.text = "1"
    run.append(number)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  the library has no way in for fields


def _heading(paper: Any, block: Block, *, marks: dict[int, str], **_more: Any) -> None:
    paragraph = paper.add_paragraph(clean_text(block["text"]), style=f"Heading {block['level']}")
    mark = marks.get(id(block))
    if mark:
        number = mark.rpartition("-")[2]
        paragraph._p.insert(  # noqa: SLF001
            1 if paragraph._p.pPr is not None else 0,  # noqa: SLF001
            _element("w:bookmarkStart", id=number, name=mark),
        )
        paragraph._p.append(_element("w:bookmarkEnd", id=number))  # noqa: SLF001


def _contents(
    paper: Any, block: Block, *, marks: dict[int, str], chapters: Sequence[Block], **_more: Any
) -> None:
    """Links to the chapters. Its own heading is no chapter, so it is not among them."""
    paper.add_paragraph(clean_text(block["title"]), style="Heading 2")
    for chapter in chapters:
        link = _element("w:hyperlink", anchor=marks[id(chapter)])
        paragraph = paper.add_paragraph(style="List Bullet")
        run = paragraph.add_run(clean_text(chapter["text"]))
        link.append(run._r)  # noqa: SLF001
        paragraph._p.append(link)  # noqa: SLF001


def _text(paper: Any, block: Block, *, style: str = "Normal", **_more: Any) -> None:
    paper.add_paragraph(clean_text(block["text"]), style=style)


def _list(paper: Any, block: Block, **_more: Any) -> None:
    for item in block["items"]:
        paper.add_paragraph(clean_text(item), style="List Bullet")


def _facts(paper: Any, block: Block, **_more: Any) -> None:
    for item in block["items"]:
        paragraph = paper.add_paragraph()
        paragraph.add_run(clean_text(item["value"])).bold = True
        paragraph.add_run(f" {clean_text(item['label'])}")


def _table(paper: Any, block: Block, **_more: Any) -> None:
    """A table with a head that comes back on every page and names for its rows."""
    from docx.shared import Cm

    table = paper.add_table(rows=0, cols=len(block["head"]), style="Table Grid")
    table.autofit = False
    whole = sum(block["widths"])
    widths = [Cm(16.8 * share / whole) for share in block["widths"]]
    for number, row in enumerate([block["head"], *block["rows"]]):
        cells = table.add_row().cells
        for place, (cell, words) in enumerate(zip(cells, row, strict=True)):
            cell.width = widths[place]
            cell.paragraphs[0].add_run(clean_text(words)).bold = not number or not place
    head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    head.append(_element("w:tblHeader", val="true"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("w:cantSplit", val="true"))  # noqa: SLF001
    paper.add_paragraph()


def _break(paper: Any, _block: Block, **_more: Any) -> None:
    paper.add_page_break()


_WRITERS: Final[dict[str, Callable[..., None]]] = {
    "heading": _heading,
    "contents": _contents,
    "text": _text,
    "lead": partial(_text, style="Normal"),
    "note": partial(_text, style="Intense Quote"),
    "list": _list,
    "facts": _facts,
    "table": _table,
    "break": _break,
}
