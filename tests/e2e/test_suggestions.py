"""From an unfavourable figure to an intervention that is considered; a narrowed table as a file."""

import re

import pytest

from tests.e2e.downloads import sheets

FIGURES = "/coalities/veldhoven/cijfers/"
SUGGESTIONS = "/coalities/eindhoven/interventies/suggesties/"


def test_a_figure_leads_to_what_stands_beside_it(visit):
    adviser = visit(width=360)
    adviser.sign_in("adviseur@demo.example")
    adviser.open(FIGURES)
    row = adviser.page.locator("main tbody tr").filter(has_text="Ongunstiger").first
    figure = row.locator("th a").inner_text().replace("\N{SOFT HYPHEN}", "").strip()

    analyst = visit()
    analyst.sign_in("landelijk@demo.example")
    analyst.open("/interventies/home-start/cijfers/")
    analyst.page.get_by_label(figure, exact=True).check()
    analyst.press("Opslaan")

    adviser.open(FIGURES)
    adviser.press("Welke interventies passen bij deze cijfers?")
    assert f"Omdat: {figure} is in Veldhoven ongunstiger dan in Nederland" in adviser.text()
    assert "Dit is geen rangorde" in adviser.text()


@pytest.mark.parametrize("width", [1280, 360])
def test_two_suggestions_are_compared_without_scripts(visit, width):
    partner = visit(width=width, scripts=False)
    partner.sign_in("lid@demo.example")
    partner.open("/coalities/eindhoven/interventies/")
    partner.press("Wat past bij onze cijfers?")
    assert "jullie ambitie" in partner.text()
    assert "Overwegen" not in partner.text()
    boxes = partner.page.locator("input[name=kies]")
    for number in range(2):
        boxes.nth(number).check()
    partner.press("Vergelijk wat is aangevinkt")
    assert partner.page.locator("table").count() == 1


def test_a_coordinator_considers_what_is_suggested(visit):
    me = visit(width=360)
    me.sign_in("coordinator@demo.example")
    me.open(SUGGESTIONS)
    row = me.page.locator("main table tbody tr").filter(has_text="Home-Start")
    me.follow(row.get_by_role("link", name=re.compile("Overwegen")))
    assert me.page.get_by_label("In overweging").is_checked()
    me.press("Opslaan")
    me.open(SUGGESTIONS)
    listed = me.page.locator("section[aria-labelledby=listed]").inner_text()
    assert "Home-Start" in listed
    assert "In overweging" in listed


def test_nothing_to_go_by_says_what_to_do(visit):
    best = visit(width=360)
    best.sign_in("coordinator.best@demo.example")
    best.open("/coalities/best/interventies/suggesties/")
    assert "cijfers" in best.text()


def test_a_narrowed_table_is_downloaded_as_it_is_shown(visit):
    lead = visit()
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/matrix/?stage=forming&phase=after")
    shown = lead.page.locator("main table.ks-matrix tbody tr").count()
    with lead.page.expect_download() as download:
        lead.page.get_by_role("link", name="Download tabel (Excel)").click()
    assert "-deel.xlsx" in download.value.suggested_filename
    book = sheets(download.value.path().read_bytes())
    assert len(book["Interventies per gemeente"]) == shown + 2
    assert "Gekozen: Fase: Na de geboorte" in str(book["Deel van de tabel"])
