"""Money: a coordinator records what ends when; the lead of the region sees each euro once."""

import pytest

PAGE = "/coalities/eindhoven/geld/"


@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_of_the_coalition_reads_the_money(visit, width):
    member = visit(width=width)
    member.sign_in("lid@demo.example")
    member.open(PAGE)
    assert "Als eerste stopt" in member.text()
    assert "Geld toevoegen" not in member.text()
    picture = member.page.locator("main svg[role=img]").filter(visible=True)
    assert picture.count() == 1


def test_coordinator_records_ends_and_takes_away(visit):
    best = visit(width=360)
    best.sign_in("coordinator.best@demo.example")
    best.open("/coalities/best/interventies/")
    best.go("Geld", within="main")
    best.press("Geld toevoegen")
    best.page.get_by_label("Waarvoor?").fill("Buurtgezinnen")
    best.page.get_by_label("Waar komt het vandaan?").select_option(label="SPUK GALA")
    best.page.get_by_label("Bedrag in hele euro's").fill("12.500,50")
    best.press("Opslaan")
    assert "Schrijf hele euro's, zonder centen" in best.text()
    best.page.get_by_label("Bedrag in hele euro's").fill("12.500")
    best.press("Opslaan")
    assert "€ 12.500" in best.text().replace("\N{NO-BREAK SPACE}", " ")
    assert "Einde niet bekend" in best.text()
    best.go("Buurtgezinnen", within="main")
    best.press("Beëindig dit geld")
    best.page.get_by_label("Laatste dag").fill("2027-06-30")
    best.press("Opslaan")
    assert "Kwartaal 2 van 2027" in best.text()
    best.go("Buurtgezinnen", within="main")
    best.press("Haal weg: het is per ongeluk vastgelegd")
    best.press("Haal weg")
    assert "Het logboek bewaart wat hier stond" in best.page.locator("body").inner_text()
    assert "Nog geen geld vastgelegd" in best.text()


def test_money_is_recorded_without_scripts(visit):
    member = visit(scripts=False)
    member.sign_in("coordinator@demo.example")
    member.open("/coalities/eindhoven/geld/toevoegen/")
    member.page.get_by_label("Waarvoor?").fill("Tolken")
    member.page.get_by_label("Waar komt het vandaan?").select_option(label="Een andere bron")
    member.page.get_by_label("Welke andere bron?").fill("Provincie")
    member.press("Opslaan")
    assert "Tolken" in member.text()
    assert "Provincie" in member.text()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_lead_sees_the_region_and_who_does_not_share(visit, width):
    lead = visit(width=width)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/geld/")
    assert "Regionale pot scholing" in lead.text()
    assert "Niet opgegeven" in lead.text()
    lead.set_language("en")
    lead.open("/regios/eindhoven-de-kempen/geld/")
    assert "What ends when" in lead.text()
