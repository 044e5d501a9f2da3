"""The client routes in a browser: say for whom something is, and see it and the holes."""

import pytest

from tests.e2e.downloads import words

HERE = "/coalities/eindhoven/klantroutes/"


def test_a_coordinator_puts_an_intervention_on_the_routes_and_prints_them(visit):
    me = visit()
    me.sign_in("coordinator@demo.example")
    me.open("/coalities/eindhoven/interventies/")
    me.go("Klantroutes", within="main")
    table = me.page.locator("main table")
    assert "CenteringOuderschap" in table.inner_text()
    assert "Hier is nog niets vastgelegd" in table.inner_text()
    loose = me.page.locator("section[aria-labelledby=unplaced] li").filter(
        has=me.page.get_by_role("link", name="Zet op de klantroutes")
    )
    name = loose.first.get_by_role("link").first.inner_text()
    me.follow(loose.first.get_by_role("link", name="Zet op de klantroutes"))
    box = me.page.get_by_label("Extra steun: er is meer nodig dan een steuntje in de rug")
    box.scroll_into_view_if_needed()
    box.check()
    me.press("Opslaan")
    me.open(HERE)
    assert name in table.inner_text()
    with me.page.expect_download() as download:
        me.page.locator("main a[href$='/klantroutes/pdf/']").click()
    sheet = words(download.value.path().read_bytes())
    assert name in sheet
    assert "Hier is nog niets vastgelegd" in sheet


def test_a_lead_narrows_the_routes_to_one_municipality(visit):
    lead = visit()
    lead.sign_in("regio@demo.example")
    lead.open("/coalities/eindhoven-de-kempen/interventies/toevoegen/?kies=samen-oplopen")
    lead.page.get_by_text("Meer vastleggen").click()
    lead.page.get_by_label("Steuntje in de rug: iets extra naast de basiszorg").check()
    lead.page.get_by_label("Best", exact=True).check()
    lead.press("Opslaan")
    lead.go("Klantroutes", within="main")
    table = lead.page.locator("main table")
    assert "Best" in table.inner_text()
    lead.go("Best", within="main .ks-filter")
    assert "voor Best." in lead.text()
    assert lead.page.locator("main table a").count() >= 1
    lead.go("Eindhoven", within="main .ks-filter")
    assert lead.page.locator("main table a").count() == 0


@pytest.mark.parametrize("width", [1280, 360])
def test_a_partner_reads_the_routes_without_scripts_and_cannot_change(visit, width):
    me = visit(width=width, scripts=False)
    me.sign_in("lid@demo.example")
    me.open(HERE)
    assert "Prenataal huisbezoek: aanmelden en terugkoppelen" in me.text()
    assert "Zet op de klantroutes" not in me.text()
    assert "Dat is geen nee" in me.text()


def test_the_routes_fit_a_phone(visit):
    me = visit(width=360)
    me.sign_in("coordinator@demo.example")
    me.open(HERE)
