"""A coordinator keeps dozens of partners: a name that is known, a file, an end, a person erased."""

import re

PARTNERS = "/coalities/eindhoven/partners/"


def test_a_name_that_looks_alike_is_asked_about_without_scripts(visit):
    coordinator = visit(scripts=False)
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open(f"{PARTNERS}toevoegen/")
    page = coordinator.page
    page.get_by_label("Ziekenhuis", exact=True).check()
    page.get_by_label("Naam van de organisatie: Ziekenhuis", exact=True).fill(
        "Kraamzorg Warmewieg; Ziekenhuis Het Nieuwe Licht"
    )
    coordinator.press("Opslaan en verder")
    assert "is dit dezelfde organisatie?" in coordinator.text()
    page.get_by_label("Ja, dit is Kraamzorg Warme Wieg").check()
    coordinator.press("Opslaan en verder")
    coordinator.open(f"{PARTNERS}?q=het nieuwe licht")
    assert "Ziekenhuis Het Nieuwe Licht" in coordinator.text()
    coordinator.open(f"{PARTNERS}?q=warme wieg")
    assert page.locator("main tbody tr").count() == 2


def test_partners_from_a_file_are_looked_at_first_and_end_together(visit, tmp_path):
    file = tmp_path / "partners.csv"
    file.write_text(
        "organisatie;soort_partner;rol\n"
        "Buurtsteun Appelbloesem;Vrijwilligers en informele steun;helpt thuis\n"
        "Buurtsteun Perenboom;Vrijwilligers en informele steun;\n"
    )
    wrong = tmp_path / "fout.csv"
    wrong.write_text("organisatie;soort_partner\nBuurtsteun Appelbloesem;Bakker\n")
    coordinator = visit()
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open(PARTNERS)
    coordinator.go("Inladen of downloaden als bestand")
    page = coordinator.page
    page.locator("input[type=file]").set_input_files(wrong)
    coordinator.press("Kijk wat er verandert")
    assert "Bakker" in coordinator.text()
    page.locator("input[type=file]").set_input_files(file)
    coordinator.press("Kijk wat er verandert")
    assert "Nieuw: 2" in coordinator.text()
    coordinator.press("Laad dit in")
    coordinator.open(f"{PARTNERS}?q=buurtsteun")
    boxes = page.get_by_label(re.compile("^Vink Buurtsteun"))
    assert boxes.count() == 2
    for box in boxes.all():
        box.check()
    coordinator.press("Beëindig de aangevinkte partners")
    assert "Buurtsteun Perenboom" in coordinator.text()
    page.get_by_label("Waarom doen ze niet meer mee?").fill("Samengegaan")
    coordinator.press("Beëindigen")
    coordinator.open(f"{PARTNERS}?state=ended")
    assert "Samengegaan" in coordinator.text()


def test_a_contact_person_of_long_ago_is_confirmed_and_erased_on_a_phone(visit):
    coordinator = visit(width=360)
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open(f"{PARTNERS}contactpersonen/")
    row = coordinator.page.locator("tr", has_text="Noor Voorbeeld")
    assert "Nog actueel?" in row.inner_text()
    coordinator.follow(row.get_by_role("button", name="Klopt nog"))
    assert "Klopt nog:" not in row.inner_text()
    coordinator.follow(row.get_by_role("link", name="Gegevens meegeven of wissen"))
    coordinator.press("Wis deze persoon")
    assert "Noor Voorbeeld" not in coordinator.text()


def test_who_leads_and_where_an_organisation_works(visit):
    coordinator = visit(width=360)
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open(f"{PARTNERS}trekkers/")
    coordinator.go("Trekker toevoegen", within="main")
    coordinator.page.get_by_label("Naam", exact=True).fill("Lou Voorbeeld")
    coordinator.page.get_by_label("Organisatie", exact=False).first.fill("Regiobureau Kompas")
    coordinator.press("Opslaan")
    coordinator.open("/coalities/eindhoven/")
    assert "Lou Voorbeeld" in coordinator.text()
    coordinator.open(f"{PARTNERS}?q=warme wieg")
    coordinator.follow(coordinator.page.locator("main tbody a").first)
    assert "Netwerk Warme Start" in coordinator.text()
    coordinator.go("Werkgebied en netwerken wijzigen")
    coordinator.page.get_by_label("Netwerken").fill("VSV De Gouden Wieg; ROS Zonnedal")
    coordinator.press("Opslaan")
    assert "ROS Zonnedal" in coordinator.text()
