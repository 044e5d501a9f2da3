"""A coordinator reads figures, compares, takes files along and comes back by the permanent link."""

import re

import pytest

from tests.e2e.downloads import sheets

FIGURES = "/coalities/eindhoven/cijfers/"
INDICATOR = f"{FIGURES}late-antenatal-care/"


def take(me, label):
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name=label).click()
    return download.value.path().read_bytes()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_coordinator_compares_and_takes_files_along(visit, width):
    me = visit(width=width)
    me.sign_in("coordinator@demo.example")
    me.open(FIGURES)
    assert "Eigen cijfers" in me.text()
    me.follow(me.page.locator("main table a", has_text="zwangerschap").first)
    me.open(INDICATOR)
    me.press("Vergelijk met de regio, het land en gemeenten die erop lijken")
    me.look()
    said = me.text()
    assert "Nederland" in said
    assert "Naast gemeenten die erop lijken" in said
    assert "Nuenen" not in said, "a municipality that declined does not stand here"
    me.press("Alle jaren van dit cijfer")
    assert take(me, "Grafiek (PNG)").startswith(b"\x89PNG")
    assert b"<svg" in take(me, "Grafiek (SVG)")
    assert "2023" in take(me, "Tabel voor computers (CSV)").decode()
    assert take(me, "Tabel voor Excel (CSV)").startswith(b"\xef\xbb\xbf")
    book = sheets(take(me, "Tabel (Excel)"))
    assert list(book) == ["Jaren", "Leeswijzer"]
    link = me.page.get_by_role("link", name=re.compile("^http"))
    shown = me.page.locator("h1").inner_text()
    me.follow(link)
    assert me.page.locator("h1").inner_text() == shown


def test_a_coordinator_counts_something_and_a_small_number_is_not_kept(visit):
    me = visit(width=360, scripts=False)
    me.sign_in("coordinator@demo.example")
    me.open(FIGURES)
    me.press("Eigen cijfer toevoegen")
    me.look()
    me.page.get_by_label("Hoe noemen jullie dit cijfer?").fill("Gezinnen met een buddy")
    me.page.get_by_label("Over welke fase gaat het?").select_option("after")
    me.page.get_by_label("Wat voor cijfer is het?").select_option("count")
    me.page.get_by_label("Welke kant op is goed?").select_option("up")
    me.page.get_by_label("Wie of wat tellen jullie?").fill("Gezinnen met een buddy in dat jaar")
    me.page.get_by_label("Waar komen de getallen vandaan?").fill("Telling van de coalitie")
    me.press("Opslaan")
    me.press("Getal vastleggen")
    me.page.get_by_label("Gezinnen met een buddy in dat jaar").fill("6")
    me.press("Opslaan")
    me.look()
    assert "Verborgen (privacy)" in me.text()


def test_the_lead_reads_the_region_in_one_table(visit):
    lead = visit(width=360)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/cijfers/")
    lead.look()
    lead.press("Alle cijfers per gemeente")
    lead.look()
    assert "dit is geen ranglijst" in lead.text()
    names = lead.page.locator("main thead th").all_inner_texts()[1:-2]
    assert names == sorted(names)


def test_an_analyst_reads_one_figure_in_the_country(visit):
    me = visit(width=360)
    me.sign_in("landelijk@demo.example")
    me.open("/landelijk/")
    me.press("Cijfers in het land")
    me.look()
    assert "Het is geen ranglijst" in me.text()
