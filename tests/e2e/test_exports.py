"""The yearly exports that others than a coordinator make, by clicking; a real worker makes them."""

import pytest

from tests.e2e.downloads import fetch, open_when_ready, sheets, words

PLACES = ("Best", "Eindhoven", "Veldhoven", "Waalre")
REGION = "Eindhoven-De Kempen"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_regional_lead_makes_the_report_of_the_region(visit, scripts):
    lead = visit(scripts=scripts)
    lead.sign_in("regio@demo.example")
    lead.press("Maak regiorapport")
    lead.press("Alle gegevens van een jaar als bestanden")
    _make(lead, REGION)
    book = sheets(fetch(lead, ".xlsx"))
    assert {"Leeswijzer", "Definities", "Cijfers", "Interventies"} <= set(book)
    told = {cell for row in book["Interventies"] for cell in row}
    assert told >= set(PLACES)
    report = words(fetch(lead, ".pdf"))
    assert REGION in report
    assert "Demonstratie" in report


def test_the_analyst_makes_the_national_export(visit):
    analyst = visit()
    analyst.sign_in("landelijk@demo.example")
    analyst.go("Downloads")
    _make(analyst, "Nederland")
    book = sheets(fetch(analyst, ".xlsx"))
    assert {"Leeswijzer", "Definities", "Cijfers", "Coalities"} <= set(book)
    assert len(book["Coalities"]) > 300  # a row for every municipality
    assert "Nederland" in words(fetch(analyst, ".pdf"))


def _make(me, subject: str) -> None:
    options = me.page.locator("select[name=subject] option").all_inner_texts()
    label = next(text for text in options if subject in text)
    me.page.locator("select[name=subject]").select_option(label=label)
    me.press("Maak download")
    if not me.page.url.endswith("/exports/"):
        me.go("Downloads")
    open_when_ready(me)
