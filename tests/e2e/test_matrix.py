"""The regional lead and the table: ask what is missing, load with a rehearsal, undo, download."""

import re

import pytest

from tests.e2e.downloads import sheets

TABLE = "/regios/eindhoven-de-kempen/matrix/"
SENTENCE = "Voor het regiobeeld van dit jaar horen we graag wat er loopt."


def shown_totals(lead):
    cells = lead.page.locator("main table.ks-matrix tfoot td").all_inner_texts()
    return [" ".join(cell.split()) for cell in cells]


def downloaded_totals(lead):
    with lead.page.expect_download() as download:
        lead.page.get_by_role("link", name="Download tabel (Excel)").click()
    book = sheets(download.value.path().read_bytes())
    rows = book["Interventies per gemeente"]
    assert [row[0] for row in rows][-1] == "Loopt"
    return list(rows[-1][1:])


def upload(lead, text, name="tabel.csv"):
    lead.open(f"{TABLE}laden/")
    lead.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    lead.page.get_by_label("Waar komt deze tabel vandaan?").fill("Proef van de regio")
    lead.page.get_by_label("Datum van de tabel").fill("2024-05-01")
    lead.press("Kijk wat er verandert")


@pytest.mark.parametrize(("width", "place"), [(1280, "Best"), (360, "Eindhoven")])
def test_the_lead_asks_for_what_is_missing(visit, width, place):
    lead = visit(width=width)
    lead.sign_in("regio@demo.example")
    lead.open(TABLE)
    lead.press("Wie heeft nog niets opgegeven")
    row = lead.page.locator("tbody tr").filter(has_text=re.compile(rf"^\s*{place}\b"))
    row.get_by_label(place, exact=True).check()
    lead.page.get_by_label("Je eigen zin").fill(SENTENCE)
    lead.press("Vraag om aanvulling")
    assert f"{place} is gevraagd" in lead.page.locator("body").inner_text()
    assert "Kan opnieuw vanaf" in row.inner_text()
    asked = visit(width=width)
    asked.sign_in(
        "coordinator.best@demo.example" if place == "Best" else "coordinator@demo.example"
    )
    asked.open(f"/coalities/{place.lower()}/interventies/")
    assert SENTENCE in asked.text()
    for _attempt in range(60):
        asked.open("/demo/mail/")
        if "Regio Eindhoven-De Kempen vraagt" in asked.text():
            break
        asked.page.wait_for_timeout(1000)
    else:
        pytest.fail("no mail was sent")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_lead_loads_with_a_rehearsal_and_takes_it_back(visit, width):
    lead = visit(width=width)
    lead.sign_in("regio@demo.example")
    lead.open(TABLE)
    before = shown_totals(lead)
    assert before == downloaded_totals(lead)

    upload(lead, "Gemeente,BoekStart,Onbekend\nBestt,1,\nBergeijk,soms,\n")
    told = lead.text()
    for words in ("Bedoel je Best?", "soms", "Onbekend"):
        assert words in told
    assert shown_after(lead) == before

    upload(lead, "Gemeente,BoekStart,GIZ-methodiek\nBest,1,Gestopt\nBergeijk,,1\n")
    told = lead.text()
    assert "1 nieuw, 1 hetzelfde, 1 in strijd" in told
    conflict = lead.page.locator("table[aria-labelledby=conflicts] tbody tr").inner_text()
    assert "Gestopt" in conflict
    assert "Loopt" in conflict
    lead.press("Opslaan")
    assert "1 vakje is nieuw" in lead.page.locator("body").inner_text()
    lead.open(TABLE)
    during = shown_totals(lead)
    assert during != before
    assert during == downloaded_totals(lead)

    lead.open(f"{TABLE}laden/")
    lead.follow(lead.page.locator("tbody tr").first.get_by_role("link"))
    lead.press("Deze tabel terugdraaien")
    assert "1 gegeven ging terug" in lead.page.locator("body").inner_text()
    assert shown_after(lead) == before == downloaded_totals(lead)


def shown_after(lead):
    lead.open(TABLE)
    return shown_totals(lead)


def test_a_filter_works_without_scripts_and_says_what_it_hides(visit):
    lead = visit(scripts=False)
    lead.sign_in("regio@demo.example")
    lead.open(TABLE)
    lead.page.locator("summary", has_text="Maak de tabel korter").click()
    lead.page.get_by_label("Stand van de coalitie").select_option("forming")
    lead.page.get_by_label("Fase").select_option("after")
    lead.press("Toon")
    said = re.search(r"verbergt (\d+) van de 15 gemeenten", lead.text())
    assert said is not None
    hidden = int(said[1])
    assert 0 < hidden < 15
    assert lead.page.locator("table.ks-matrix tbody tr").count() == 15 - hidden
    lead.press("Toon alles")
    assert lead.page.locator("table.ks-matrix tbody tr").count() == 15
