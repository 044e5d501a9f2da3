"""An analyst keeps the catalogue: download, change, rehearse, store; a new one with its names."""

import csv
import io
import os

import pytest

from tests.e2e.downloads import fetch

FILE = "/interventies/bestand/"
SHOTS = os.environ.get("KS_SHOTS", "")


def shot(visitor, name):
    if SHOTS:
        visitor.page.screenshot(path=f"{SHOTS}/{name}-{visitor.width}.png", full_page=True)


def choose(analyst, text):
    analyst.open(FILE)
    analyst.page.locator("input[type=file]").set_input_files(
        {"name": "catalogus.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    analyst.press("Kijk wat er verandert")
    analyst.look()


def written(rows):
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("width", [1280, 360])
def test_an_analyst_loads_the_catalogue(visit, width):
    analyst = visit(width=width, scripts=False)
    analyst.sign_in("landelijk@demo.example")
    analyst.open("/interventies/")
    analyst.press("Catalogus laden uit een bestand")
    shot(analyst, "file")
    text = fetch(analyst, "csv/").decode("utf-8-sig")
    choose(analyst, text)
    assert "0 nieuw, 0 veranderd" in analyst.text()
    assert analyst.page.get_by_role("button", name="Catalogus bijwerken").count() == 0
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    wrong = [rows[0], ["" for _ in rows[0]]]
    wrong[1][2], wrong[1][3] = "interventje", "na geborte"
    choose(analyst, written(wrong))
    assert "Bedoel je “Interventie”?" in analyst.text()
    shot(analyst, "findings")
    changed = next(row for row in rows if row[0] == "stevig-ouderschap")
    changed[rows[0].index("uitvoerder")] = f"Jeugdgezondheidszorg {width}"
    new = ["" for _ in rows[0]]
    new[1], new[2], new[15] = f"Proefaanbod {width}", "werkwijze", "verzonnen voor de proef"
    choose(analyst, written([*rows, new]))
    assert "1 nieuw, 1 veranderd" in analyst.text()
    shot(analyst, "rehearsal")
    analyst.press("Catalogus bijwerken")
    analyst.look()
    assert "De catalogus is bijgewerkt. 1 interventie is nieuw." in analyst.page.inner_text("body")
    analyst.open("/interventies/stevig-ouderschap/geschiedenis/")
    assert f"Jeugdgezondheidszorg {width}" in analyst.text()


@pytest.mark.parametrize("width", [1280, 360])
def test_an_analyst_adds_an_intervention_and_its_names(visit, width):
    analyst = visit(width=width)
    analyst.sign_in("landelijk@demo.example")
    analyst.open("/interventies/nieuw/")
    shot(analyst, "add")
    name = f"Warm welkom {width}"
    analyst.page.get_by_label("Naam").fill(name)
    analyst.page.get_by_label("Soort", exact=True).select_option("intervention")
    analyst.page.get_by_label("Bron").fill("verzonnen voor de proef")
    analyst.press("Zet in de catalogus")
    analyst.look()
    assert name in analyst.text()
    analyst.press("Andere naam toevoegen")
    analyst.page.get_by_role("textbox", name="Naam").fill(f"Oud welkom {width}")
    analyst.page.get_by_label("Een vroegere naam").check()
    analyst.press("Opslaan")
    analyst.look()
    shot(analyst, "detail")
    analyst.open(f"/interventies/?q=oud+welkom+{width}")
    assert name in analyst.text()
    analyst.press(name)
    analyst.press("Vorm toevoegen")
    shot(analyst, "variant")
    analyst.page.get_by_label("Welke vorm").fill("In de groep")
    analyst.page.get_by_label("Verzekerd").select_option("not_insured")
    analyst.page.get_by_label("Bron").fill("verzonnen voor de proef")
    analyst.press("Opslaan")
    analyst.look()
    analyst.press(f"Naam wijzigen: Oud welkom {width}")
    analyst.press("Haal weg")
    analyst.look()
    shot(analyst, "remove")
    analyst.press("Haal weg")
    assert f"Oud welkom {width}" not in analyst.page.inner_text("main dl")
    analyst.press("Geschiedenis")
    analyst.look()
    assert f"Oud welkom {width}" in analyst.text()
    shot(analyst, "history")


def test_names_in_the_comparison_are_not_broken_on_a_small_screen(visit):
    visitor = visit(width=360)
    visitor.open("/interventies/vergelijken/?kies=multidisciplinair-overleg&kies=voorzorg")
    shot(visitor, "compare")
    label = visitor.page.locator("main td").first
    columns = label.evaluate("cell => getComputedStyle(cell).gridTemplateColumns.split(' ').length")
    assert columns == 1
