"""A coordinator compares, chooses, records reach and money; the lead finds the same numbers."""

import re

from tests.e2e.downloads import sheets

LIST = "/coalities/best/interventies/"
TABLE = "/regios/eindhoven-de-kempen/matrix/"


def compare(me, *names):
    me.open("/interventies/")
    for name in names:
        me.page.locator("#offers tr").filter(has_text=name).first.get_by_role("checkbox").check()
    me.press("Vergelijk wat is aangevinkt")


def choose(me):
    """From what stands side by side to the list of the coalition."""
    compare(me, "BoekStart", "BabythuisZorg", "Nu Niet Zwanger")
    assert "Op de lijst van Best" in me.text()
    assert "Nu Niet Zwanger · Loopt" in " ".join(me.text().split())
    me.page.get_by_label("BoekStart", exact=True).check()
    me.press("Voeg toe wat is aangevinkt")
    assert me.page.get_by_label("BoekStart", exact=True).is_checked()
    assert not me.page.get_by_label("BabythuisZorg", exact=True).is_checked()
    me.page.get_by_label("Waarom deze").fill("De bibliotheek bereikt hier veel ouders.")
    me.press("Opslaan")
    assert "De bibliotheek bereikt hier veel ouders." in me.text()


def record_reach(me, year, number):
    me.press("Jaar vastleggen")
    me.page.get_by_label("Jaar").fill(year)
    me.page.get_by_label("Bereikt").first.fill(number)
    me.press("Opslaan")


def totals(lead):
    """The row "Loopt" on the page, which is the one in the file."""
    lead.open(TABLE)
    cells = lead.page.locator("main table.ks-matrix tfoot td").all_inner_texts()
    shown = [" ".join(cell.split()) for cell in cells]
    with lead.page.expect_download() as download:
        lead.page.get_by_role("link", name="Download tabel (Excel)").click()
    rows = sheets(download.value.path().read_bytes())["Interventies per gemeente"]
    assert list(rows[-1][1:]) == shown
    return [int(words.split()[0]) for words in shown]


def test_a_coordinator_offers_and_the_lead_counts_the_same(visit):
    lead = visit()
    lead.sign_in("regio@demo.example")
    before = totals(lead)

    best = visit(width=360)
    best.sign_in("coordinator.best@demo.example")
    choose(best)
    best.go(re.compile(r"Bereik ?: BoekStart"), within="main")
    record_reach(best, "2024", "140")
    assert "140" in best.text()
    record_reach(best, "2025", "7")
    assert "minder dan tien" in best.text().lower()
    assert "7" not in best.page.locator("main table").inner_text().replace("2027", "")

    best.open(LIST)
    best.go("Geld", within="main")
    best.press("Geld toevoegen")
    best.page.get_by_label("Waarvoor?").fill("BoekStart in Best")
    best.page.get_by_label("Waar komt het vandaan?").select_option(label="SPUK GALA")
    best.page.get_by_label("Bedrag in hele euro's").fill("9.000")
    best.page.get_by_label("Laatste dag").fill("2027-12-31")
    best.press("Opslaan")
    assert "Kwartaal 4 van 2027" in best.text()

    assert sum(totals(lead)) == 1 + sum(before)

    best.open(LIST)
    best.go(re.compile(r"Stoppen ?: BoekStart"), within="main")
    best.page.get_by_label("Tot", exact=True).fill("2026-11-01")
    best.page.get_by_label("Waarom gestopt").fill("De bibliotheek doet dit nu zelf.")
    best.press("Stoppen")
    assert totals(lead) == before
