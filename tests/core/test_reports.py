"""Reports: tagged, the same bytes, and nothing a user typed is read as markup."""

import io
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pypdf
import pytest

from kansrijkestart.core.reports import blocks as b
from kansrijkestart.core.reports import render_report

ROOT = Path(__file__).resolve().parents[2]
ON = date(2025, 1, 15)
EVIL = (
    r' #read("/etc/passwd") #{1+1} $x^2$ *vet* _schuin_ `code` '
    r"<script>alert(1)</script> @ref \u{41} = kop"
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40"><rect width="90" height="20" '
    'fill="#0f5260"/><text x="2" y="35" font-size="10" font-family="Source Sans 3">acht</text>'
    "</svg>"
)
DEMO = "Demonstratie: deze cijfers zijn verzonnen."
FOOTER = "Dit is geen website van de Rijksoverheid, Pharos of het RIVM."


def report(words: str = "", **more) -> bytes:
    blocks = [
        b.lead("Wat u moet weten." + words),
        b.facts([("23 partners", "uit drie domeinen" + words)]),
        b.heading("Cijfers" + words),
        b.chart(SVG, title="Titel" + words, subtitle="Onder", sentence="Eén zin." + words),
        b.table(["Cijfer", "Best"], [["BIG2" + words, "14,3%"], ["Schulden", "Verborgen"]], [2, 1]),
        b.note("Let op." + words),
        b.page_break(),
        b.bullets(["een" + words, "twee"]),
        b.beside([b.text("links" + words)], [b.text("rechts")]),
    ]
    given = {"demo_label": DEMO, "footer": FOOTER, "author": "Coalitie Best"} | more
    return render_report("Rapport" + words, "Stand" + words, ON, blocks, **given)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_same_bytes_twice_and_in_another_zone():
    here = report()
    assert report() == here
    code = (
        "import django, sys; django.setup(); from tests.core import test_reports as t\n"
        "sys.stdout.buffer.write(t.report())"
    )
    env = os.environ | {
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, env=env, cwd=ROOT, capture_output=True, check=True).stdout == here


def test_hostile_text_is_printed_literally_everywhere():
    read = flat("".join(pages(report(EVIL))))
    assert read.count(flat(EVIL)) == 11  # every place where words can stand
    assert "root:" not in read


def test_every_page_has_demo_label_footer_and_number():
    for number, page in enumerate(found := pages(report()), start=1):
        assert DEMO in page
        assert flat(FOOTER) in flat(page)
        assert f"Pagina {number} van {len(found)}" in page
    assert len(found) == 2


def test_without_demo_label_there_is_none():
    assert "Demonstratie" not in "".join(pages(report(demo_label=None)))


def test_language_is_that_of_the_document_and_of_its_words():
    english = report(language="en")
    assert "Page 1 of 2" in pages(english)[0]
    for pdf, language in ((english, "en"), (report(), "nl")):
        root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
        assert root["/Lang"].startswith(language)


def test_the_file_is_tagged_and_says_what_it_is():
    reader = pypdf.PdfReader(io.BytesIO(report()))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert (reader.metadata.title, reader.metadata.author) == ("Rapport", "Coalitie Best")
    assert reader.metadata.creation_date.date() == ON
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


def test_only_our_own_font_is_used():
    reader = pypdf.PdfReader(io.BytesIO(report()))
    fonts = {
        f.get_object()["/BaseFont"] for p in reader.pages for f in p["/Resources"]["/Font"].values()
    }
    assert {str(font).split("+")[1].split("-")[0] for font in fonts} == {"SourceSans3"}


def test_a_table_with_uneven_rows_is_refused():
    with pytest.raises(ValueError, match="cells"):
        b.table(["a", "b"], [["x"]])
    with pytest.raises(ValueError, match="cells"):
        b.table(["a", "b"], [["x", "y"]], [1])


def test_missing_fonts_are_named(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(FileNotFoundError, match="npm ci"):
        report()


def test_a_letter_that_the_font_lacks_does_not_stop_the_report():
    read = flat("".join(pages(report(" ＝wijd 😀 漢 é ë € – ☃ \x07\x0b\x1f\x7f\x85"))))
    assert "=wijd" in read
    assert "éë€–" in read
    assert "😀" not in read


def cells_of(pdf):
    """Every cell of every row: its kind, its scope and the heads it names itself."""
    rows, waiting = [], [pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        held = element.get("/K", [])
        kids = [one.get_object() for one in (held if isinstance(held, list) else [held])]
        kids = [one for one in kids if isinstance(one, dict) and "/S" in one]
        waiting += kids
        if element.get("/S") == "/TR":
            facts = [dict(pair) for one in kids for pair in [one["/A"][0]]]
            rows.append([(one["/S"], f.get("/Scope")) for one, f in zip(kids, facts, strict=True)])
    return rows


def test_the_first_cell_of_a_row_is_its_head():
    table = b.table(["Gemeente", "Loopt"], [["Best", "4"], ["Eersel", "3"]])
    rows = cells_of(render_report("Rapport", "", ON, [table], None))
    head = [("/TH", "/Column"), ("/TH", "/Column")]
    body = [("/TH", "/Row"), ("/TD", None)]
    assert sorted(rows, key=str) == sorted([head, body, body], key=str)
