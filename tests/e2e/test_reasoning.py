"""From a figure to an ambition in a browser: written, hidden where it is small, and printed."""

import re
from io import BytesIO

import pypdf

from tests.e2e.arrivals import invited
from tests.e2e.downloads import fetch

PLACE, HERE = "Son en Breugel", "/coalities/son-en-breugel/"
CONCLUSION = "Zwangeren in de nieuwe wijk melden zich later."
TITLE = "Wij gaan naar de nieuwe wijk toe."
FILLED_IN = "Ingevuld, verborgen (privacy)"


def pages_of(content):
    return pypdf.PdfReader(BytesIO(content)).pages


def printed(me, path):
    """What comes out of the printer: the page as Chromium prints it."""
    me.open(path)
    return me.page.pdf(prefer_css_page_size=True)


def read_a_figure(me):
    me.open(f"{HERE}cijfers/")
    me.follow(me.page.locator("main table th a").first)
    me.press("Bespreek dit cijfer")


def unfold(me):
    me.page.locator("main details.ks-fold > summary").first.click()


def write(me):
    """A mistake first: what was typed stays, and the second button still goes on."""
    unfold(me)
    me.page.get_by_label(re.compile("^Wat gaan jullie doen")).fill(TITLE)
    me.press("Opslaan en een ambitie maken")
    assert me.page.locator(".ks-error-summary").count() == 1
    me.page.get_by_label("Wat maken jullie eruit op?").fill(CONCLUSION)
    me.press("Opslaan en een ambitie maken")
    assert me.page.get_by_label("Wat willen jullie?").input_value() == TITLE
    me.press("Ambitie opslaan")
    assert CONCLUSION in me.text()
    assert TITLE in me.text()


def count_a_neighbourhood(me):
    me.follow(me.page.get_by_role("link", name=re.compile("^Voeg een groep of wijk toe")).first)
    me.page.get_by_label("Een groep of een wijk?").select_option("neighbourhood")
    me.page.get_by_label(re.compile("^Welke")).fill("Gentiaan")
    me.page.get_by_label(re.compile("^Hoeveel")).fill("6")
    me.page.get_by_label(re.compile("^Van hoeveel")).fill("4711")
    me.page.get_by_label(re.compile("^Van welk jaar")).fill("2024")
    me.page.get_by_label(re.compile("^Waar komt dit vandaan")).fill("Telling van de praktijk")
    me.press("Opslaan")
    assert "Gentiaan" in me.text()
    assert "Verborgen (privacy)" in me.text()
    assert "4711" not in me.page.content()


def test_a_coordinator_thinks_from_a_figure_to_an_ambition(visit):
    me = invited(visit, PLACE, who="redeneer-", width=360)
    read_a_figure(me)
    write(me)
    count_a_neighbourhood(me)
    me.go("Gentiaan", within="main")
    assert FILLED_IN in me.text()
    assert "4711" not in me.page.content()

    me.open(f"{HERE}redeneerlijn/")
    assert CONCLUSION in me.text()
    assert TITLE in me.text()
    assert "Nog geen nieuwer cijfer." in me.text()
    assert "Ambities zonder afspraak of interventie (1)" in me.text()
    assert "4711" not in me.page.content()
    me.follow(me.page.locator("main a[href*='/afspraken/nieuw/?ambitie=']").first)
    assert me.page.locator("select[name=ambition] option:checked").inner_text() == TITLE

    me.open(f"{HERE}redeneerlijn/")
    sheet = fetch(me, "/redeneerlijn/pdf/")
    assert len(pages_of(sheet)) == 1
    assert len(pages_of(printed(me, f"{HERE}redeneerlijn/"))) == 1


def test_the_line_of_the_demonstration_is_printed_on_one_page(visit):
    me = visit()
    me.sign_in("lid@demo.example")
    me.open("/coalities/eindhoven/")
    me.go("Redeneerlijn")
    pages = pages_of(printed(me, "/coalities/eindhoven/redeneerlijn/"))
    assert len(pages) == 1
    said = " ".join(pages[0].extract_text().split())
    assert "Zwangeren die hulp kunnen gebruiken eerder in beeld" in said
    assert "bereikt 18, gepland 24" in said
