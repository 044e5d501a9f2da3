"""Word documents: real styles, a language and a title, and text that stays text."""

import io
from datetime import date

import docx
import pypdf
import pytest
from docx.oxml.ns import qn

from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.reports import render_report
from kansrijkestart.core.reports.word import render_word

ON = date(2025, 1, 15)
BLOCKS = [
    b.lead("Wat je moet weten."),
    b.contents("Inhoud"),
    b.facts([("geldt", "stand")]),
    b.page_break(),
    b.heading("Eerste hoofdstuk"),
    b.heading("Tekst", 3),
    b.text("Regel een\nregel twee"),
    b.bullets(["een", "twee"]),
    b.heading("Tweede hoofdstuk"),
    b.note("Let op."),
    b.table(["Partner", "Antwoord"], [["JGZ", "Bevestigd"], ["=1+1", "{ EQ }\x07"]], [2, 1]),
]


def word(**more) -> bytes:
    given = {"demo_label": "Demonstratie", "footer": "Voet", "author": "Coalitie Best"} | more
    return render_word("Afspraak", "Coalitie Best", ON, BLOCKS, **given)


def opened(**more):
    return docx.Document(io.BytesIO(word(**more)))


def test_the_same_bytes_twice():
    assert word() == word()


def test_headings_lists_and_tables_are_words_own():
    paper = opened()
    styles = {p.text: p.style.name for p in paper.paragraphs if p.text}
    assert styles["Afspraak"] == "Heading 1"
    assert styles["Inhoud"] == styles["Tweede hoofdstuk"] == "Heading 2"
    assert styles["Tekst"] == "Heading 3"
    assert styles["een"] == "List Bullet"
    [table] = paper.tables
    assert [cell.text for cell in table.rows[0].cells] == ["Partner", "Antwoord"]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]


def test_title_language_and_author_are_set():
    paper = opened()
    facts = paper.core_properties
    assert (facts.title, facts.author, facts.language) == ("Afspraak", "Coalitie Best", "nl-NL")
    assert facts.created.date() == ON
    assert "python-docx" not in facts.comments
    said = {tag.get(qn("w:val")) for tag in paper.styles.element.iter(qn("w:lang"))}
    assert said == {"nl-NL"}
    assert opened(language="en").core_properties.language == "en-GB"


def test_every_page_has_demo_label_footer_and_number():
    [section] = opened().sections
    assert section.header.paragraphs[0].text == "Demonstratie"
    foot = section.footer.paragraphs[0]
    assert foot.text.startswith("Voet Pagina ")
    assert [one.get(qn("w:instr")) for one in foot._p.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]
    assert opened(demo_label=None).sections[0].header.paragraphs[0].text == ""


def test_the_contents_lead_to_their_chapters():
    body = opened().element.body
    links = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    marks = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    assert links == marks == ["deel-1", "deel-2"]


def test_what_was_typed_stays_text():
    paper = opened()
    [table] = paper.tables
    assert [cell.text for cell in table.rows[2].cells] == ["=1+1", "{ EQ }"]
    assert list(paper.element.body.iter(qn("w:instrText"))) == []


def test_a_chart_is_refused():
    chart = b.chart("<svg/>", title="a", subtitle="b", sentence="c")
    with pytest.raises(KeyError):
        render_word("Titel", "", ON, [chart])


def test_the_pdf_of_the_same_blocks_has_chapters_and_contents():
    pdf = render_report("Afspraak", "Coalitie Best", ON, BLOCKS)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    first, second = (page.extract_text() for page in reader.pages)
    assert first.count("Eerste hoofdstuk") == 1  # in the contents
    assert "Inhoud" in first
    assert "Regel een\nregel twee" in second
    outline = [one if isinstance(one, list) else one.title for one in reader.outline]
    assert "Eerste hoofdstuk" in str(outline)
    kinds, waiting = set(), [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        kinds.add(element.get("/S"))
        held = element.get("/K", [])
        kids = [one.get_object() for one in (held if isinstance(held, list) else [held])]
        waiting += [one for one in kids if isinstance(one, dict) and "/S" in one]
    assert {"/TOC", "/H2", "/H3", "/Table", "/L"} <= kinds
