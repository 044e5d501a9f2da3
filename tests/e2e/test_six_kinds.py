"""Six kinds of people, each from the own start page to a task that is done.

In Dutch, at two widths; two of them by the keys only, and a coordinator in English. Four do it
once more without scripts; a coordinator without them is in test_journey.
"""

import re

import pytest

from tests.e2e.arrivals import invited
from tests.e2e.downloads import fetch, sheets, wait_for, words
from tests.e2e.keyboard import Keys

REGION = "Eindhoven-De Kempen"
# In every run, unlike other tests of two widths: that these finish at both was promised.
BOTH_WIDTHS = pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True)])
ALSO_WITHOUT_SCRIPTS = pytest.mark.parametrize(
    ("width", "scripts"), [(1280, True), (360, True), (360, False)]
)
# Places of which no other test reads the record.
BY_KEYS = {1280: "Cranendonck", 360: "Waalre"}


def download(me, name):
    with me.page.expect_download() as found:
        me.page.locator("main").get_by_role("link", name=name).first.click()
    return found.value.path().read_bytes()


@ALSO_WITHOUT_SCRIPTS
def test_a_visitor_reads_how_far_a_municipality_is_and_takes_the_list_along(visit, width, scripts):
    me = visit(width=width, scripts=scripts)
    me.open("/")
    me.page.locator("main input[type=search]").first.fill("sittard")
    me.press("Zoek")
    me.go(re.compile("Sittard-Geleen"), within="main")
    assert "Zuid-Limburg" in me.text()
    me.go("Praktijkvoorbeelden")
    me.follow(me.page.locator("main h2 a, main h3 a").first)
    me.go("Methode", within="footer")
    me.go("Open data", within="footer")
    found = fetch(me, "gemeenten/excel.csv").decode("utf-8-sig")
    assert "Sittard-Geleen" in found


@BOTH_WIDTHS
def test_a_coordinator_has_something_to_show_by_the_keys_only(visit, width, scripts):
    place = BY_KEYS[width]
    me = invited(visit, place, who="toetsen.", width=width, scripts=scripts)
    me.open("/")
    keys = Keys(me)
    keys.skip_to_the_text()
    keys.follow("Partners toevoegen")
    keys.tick(me.page.get_by_label("Wijkteam", exact=True))
    name = me.page.get_by_label("Naam van de organisatie: Wijkteam", exact=True)
    keys.write(name, f"Wijkteam {place}")
    keys.press("Opslaan en verder")
    keys.follow("Afspraken", within=".ks-dossier")
    keys.follow("Afspraak toevoegen")
    keys.write(me.page.get_by_label("Titel"), "Prenataal huisbezoek")
    keys.tick(me.page.get_by_label("Prenataal huisbezoek", exact=True))
    keys.press("Opslaan")  # the first agreement: the guide leads on to the checklist
    assert "/checklist/" in me.page.url  # of a principle, where another test began one
    keys.follow("Overzicht", within=".ks-dossier")
    keys.reach(me.page.get_by_role("link", name=re.compile("Download stand van zaken")).first)
    with me.page.expect_download() as found:
        me.page.keyboard.press("Enter")
    said = words(found.value.path().read_bytes())
    assert place in said
    assert "2 partners: sociaal domein" in said  # the municipality is one already
    assert "1 afspraak geldt" in said  # the one that they had already


@ALSO_WITHOUT_SCRIPTS
def test_a_member_finishes_an_action_that_was_given_to_them(visit, width, scripts):
    action = f"Bel de verloskundigen ({width}, {scripts})"
    coordinator = visit(width=width)
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/coalities/eindhoven/plan/acties/nieuw/")
    coordinator.page.get_by_label("Wat gaat er gebeuren?").fill(action)
    who = coordinator.page.get_by_label(re.compile("^Wie"))
    who.select_option(label=next(o for o in who.locator("option").all_inner_texts() if "Lid" in o))
    coordinator.page.get_by_label(re.compile("^Wanneer")).fill("2026-12-15")
    coordinator.press("Opslaan")

    me = visit(width=width, scripts=scripts)
    me.sign_in("lid@demo.example")
    me.open("/")
    me.go(action, within="main")
    me.page.get_by_label(re.compile("Wat is eruit gekomen")).fill("Zij doen mee.")
    me.press("Klaar melden")
    me.open("/")
    assert action not in me.text()

    coordinator.open("/coalities/eindhoven/logboek/")
    assert action in coordinator.text()


@BOTH_WIDTHS
def test_an_adviser_writes_one_contact_down_for_two_and_prints_a_sheet(visit, width, scripts):
    me = visit(width=width, scripts=scripts)
    me.sign_in("adviseur@demo.example")
    me.open("/")
    assert me.page.locator("h1").inner_text() == "Mijn coalities"
    me.press("Contact vastleggen")
    for place in ("Veldhoven", "Valkenswaard"):
        me.page.get_by_label(place, exact=True).check()
    me.page.locator("[name=kind]").select_option(label="Regiobijeenkomst")
    me.page.locator("[name=question]").select_option(index=1)
    me.page.locator("[name=text]").fill(f"Over ouders in de coalitie ({width}).")
    me.press("Opslaan")
    me.go("Contacten")
    assert f"Over ouders in de coalitie ({width})." in me.text()
    me.open("/")
    me.follow(me.page.locator("main tbody").get_by_role("link", name="Veldhoven").first)
    sheet = words(download(me, re.compile("Gespreksblad")))
    assert "Veldhoven" in sheet
    assert f"Over ouders in de coalitie ({width})." in sheet


@ALSO_WITHOUT_SCRIPTS
def test_a_regional_lead_makes_the_report_of_the_year_by_the_keys_only(visit, width, scripts):
    me = visit(width=width, scripts=scripts)
    me.sign_in("regio@demo.example")
    me.open("/")
    keys = Keys(me)
    keys.skip_to_the_text()
    keys.follow("Maak regiorapport")
    for name, told in (
        (re.compile("^Download rapport"), "Naast vorig jaar"),
        (re.compile("^Voor de gemeenteraden"), "Gemeenten in de regio 15"),
    ):
        keys.reach(me.page.locator("main").get_by_role("link", name=name).first)
        with me.page.expect_download() as found:
            me.page.keyboard.press("Enter")
        said = words(found.value.path().read_bytes())
        assert REGION in said
        assert told in said
    keys.reach(me.page.locator("main").get_by_role("link", name="Alle tabellen (Excel)").first)
    with me.page.expect_download() as found:
        me.page.keyboard.press("Enter")
    book = sheets(found.value.path().read_bytes())
    assert any("Son en Breugel" in row for rows in book.values() for row in rows)
    keys.follow("Tekst om over te nemen")
    keys.follow("Knelpunten", within="header")
    assert me.page.locator("h1").inner_text() == "Knelpunten in de regio"


@ALSO_WITHOUT_SCRIPTS
def test_an_analyst_sees_who_is_late_and_takes_the_figures_of_the_year_along(visit, width, scripts):
    me = visit(width=width, scripts=scripts)
    me.sign_in("landelijk@demo.example")
    me.open("/")
    assert me.page.locator("h1").inner_text() == "Landelijk overzicht"
    me.follow(me.page.locator("main dl a[href$='state=asked']").first)  # of … municipalities
    assert "Eindhoven" in me.text()
    me.go("Landelijk")
    me.go(re.compile("Cijfers in het land"), within="main")
    me.go("Downloads")
    me.press("Bestanden van 2025: Nederland")
    wait_for(me, "Klaar")
    book = sheets(fetch(me, ".xlsx"))
    assert max(map(len, book.values())) > 300, "no table with a row for every municipality"
    assert "2025" in " ".join(str(cell) for row in book["Leeswijzer"] for cell in row)


# Places of which nobody else reads the record.
@pytest.mark.parametrize(
    ("width", "place"), [(1280, "Bladel"), (360, "Nuenen, Gerwen en Nederwetten")]
)
def test_a_coordinator_does_the_same_in_english(visit, width, place):
    me = invited(visit, place, who="english.", width=width)
    me.set_language("en")
    me.open("/")
    me.press("Add partners")
    me.page.get_by_label("Wijkteam", exact=True).check()
    name = me.page.get_by_label("Name of the organisation: Wijkteam", exact=True)
    name.fill(f"Wijkteam {place} Zuid")
    me.press("Save and go on")
    me.go("Agreements", within=".ks-dossier")
    me.press("Add an agreement")
    me.page.get_by_label("Title").fill("Referring to volunteers")
    me.page.get_by_label("Toeleiden en verwijzen", exact=True).check()
    me.press("Save")
    assert "/checklist/" in me.page.url
    me.go("Overview", within=".ks-dossier")
    said = words(download(me, re.compile("^Download the state of affairs")))
    assert "2 partners:" in said
    assert "Nog niet vastgelegd" not in said
