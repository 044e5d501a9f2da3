"""Agreements taken along: documents, the list, and the dates in one's own calendar."""

import csv
import io
import urllib.error
import urllib.request

import docx
import pytest
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.e2e.downloads import words

LIST = "/coalities/eindhoven/afspraken/"
TITLE = "Prenataal huisbezoek: aanmelden en terugkoppelen"


def _save(me, name):
    with me.page.expect_download() as download:
        me.page.locator("main").get_by_role("link", name=name, exact=True).click()
    return download.value.path().read_bytes()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_partner_takes_an_agreement_along(visit, scripts):
    me = visit(scripts=scripts)
    me.sign_in("lid@demo.example")
    me.open(LIST)
    me.go(TITLE, within="main")
    pdf = _save(me, "Afspraak (PDF)")
    assert PdfReader(io.BytesIO(pdf)).metadata.title == TITLE
    said = words(pdf)
    assert "Bevestigingen" in said
    assert "Demonstratie" in said
    paper = docx.Document(io.BytesIO(_save(me, "Afspraak als Word-document")))
    assert paper.core_properties.title == TITLE
    assert "Bevestigingen" in [one.text for one in paper.paragraphs]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_coordinator_takes_the_list_and_all_texts_along(visit, width):
    me = visit(width=width)
    me.sign_in("coordinator@demo.example")
    me.open(LIST)
    rows = me.page.locator("main tbody tr").count()
    table = csv.DictReader(io.StringIO(_save(me, "Lijst (CSV)").decode("utf-8-sig")), delimiter=";")
    assert TITLE in [row["Titel"] for row in table]
    assert table.line_num >= rows + 1
    book = load_workbook(io.BytesIO(_save(me, "Lijst (Excel)")))
    assert book["Afspraken"]["A1"].value == "Titel"
    me.go("Alle teksten in één document (pdf of Word)", within="main")
    with me.page.expect_download() as download:
        me.page.get_by_role("button", name="Maak het document").click()
    report = words(download.value.path().read_bytes())
    assert "Inhoud" in report
    assert TITLE in report


def _answer(url):
    """Ask as a calendar program does: no cookies, no account."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - our own site
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_dates_stand_in_ones_own_calendar_until_taken_back(visit, width):
    me = visit(width=width)
    me.sign_in("coordinator@demo.example")
    me.open("/")
    me.go("Agenda")
    made = "Maak een adres"
    me.press(made if made in me.text() else "Maak een nieuw adres")
    url = me.page.get_by_label("Adres van je agenda").input_value()
    assert url.startswith(me.site)
    status, content = _answer(url)
    assert status == 200
    titles = [str(one["summary"]) for one in Calendar.from_ical(content).walk("VEVENT")]
    assert f"Opnieuw bekijken: {TITLE}" in titles
    me.open("/agenda/")
    assert url not in me.page.content()
    me.press("Trek het adres in")
    assert "Het adres werkt niet meer." in me.text()
    assert _answer(url) == (404, b"")
