"""An agreement from an example: fill it, change its text, compare the two texts."""

import re

EXAMPLE = "Vroegsignalering met een vast instrument"


def test_coordinator_begins_with_an_example_and_compares_two_texts(visit, tmp_path):
    best = visit()
    best.sign_in("coordinator.best@demo.example")
    best.open("/coalities/best/afspraken/")
    best.go("Begin met een voorbeeld", within="main")
    assert "Eigen voorstel" in best.text()
    best.go(EXAMPLE, within="main")
    text = best.page.get_by_label("Wat we hebben afgesproken")
    assert "Wie gebruikt het" in text.input_value()
    best.page.get_by_label("Titel").fill("Signaleren in Best")
    text.fill("Welk signaleringsinstrument gebruiken we?\nDat kiezen we in het najaar.")
    best.press("Opslaan")
    # The first agreement is a step of the guide, which goes on to the checklist.
    if "gids=1" in best.page.url:
        best.open("/coalities/best/afspraken/")
        best.go("Signaleren in Best", within="main")
    assert "Signaleren in Best" in best.page.locator("h1").inner_text()
    address = re.sub(r"^https?://[^/]+", "", best.page.url)

    best.go("Wijzigen", within="main .ks-head")
    best.page.get_by_label("Wat we hebben afgesproken").fill(
        "Welk signaleringsinstrument gebruiken we?\nEen korte vragenlijst."
    )
    best.press("Opslaan")
    best.go("Alle teksten, en wat er veranderde", within="main")
    best.press("Vergelijk")
    assert "toegevoegd" in best.page.locator("ins").first.inner_text()
    assert "Een korte vragenlijst." in best.page.locator("ins").first.inner_text()
    assert "Dat kiezen we in het najaar." in best.page.locator("del").first.inner_text()

    best.open(address)
    best.go("Instrument toevoegen", within="main")
    best.page.get_by_label("Instrument", exact=True).fill("Korte vragenlijst")
    best.page.get_by_label("Nee", exact=True).check()
    best.press("Opslaan")
    assert "Korte vragenlijst" in best.page.locator("#instruments").inner_text()

    file = tmp_path / "werkwijze.pdf"
    file.write_bytes(b"%PDF-1.7 werkwijze")
    best.go("Bijlage toevoegen", within="main")
    best.page.locator("input[type=file]").set_input_files(file)
    best.press("Bijlage toevoegen")
    with best.page.expect_download() as download:
        best.page.locator("main").get_by_role("link", name="werkwijze.pdf", exact=True).click()
    assert download.value.suggested_filename == "werkwijze.pdf"


def test_a_long_list_of_partners_is_searched_and_a_role_appears_with_its_tick(visit):
    lead = visit(width=360)
    lead.sign_in("coordinator@demo.example")
    lead.open("/coalities/eindhoven/afspraken/nieuw/")
    party = lead.page.get_by_label("Kraamzorg Warme Wieg", exact=True)
    role = lead.page.get_by_label("Wat Kraamzorg Warme Wieg doet", exact=True)
    assert not role.is_visible()
    party.check()
    role.fill("meldt aan")
    lead.look()


def test_the_lead_of_the_region_sees_who_uses_what(visit):
    lead = visit(width=360)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/instrumenten/")
    row = lead.page.locator("tr", has_text="Eindhoven").first
    assert "Vragenlijst bij de intake" in row.inner_text()
    assert "Niet opgegeven" in lead.page.locator("tr", has_text="Best").first.inner_text()
    assert "Deelt niet" in lead.page.locator("tr", has_text="Waalre").first.inner_text()
    assert "Samen betalen met de zorgverzekeraar" in lead.text()
