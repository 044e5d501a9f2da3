"""An analyst brings figures in: every mistake at once, then a right file to the public and back."""

import csv
import io
import os

import pytest

from tests.e2e.downloads import fetch, wait_for

LIST = "/cijfers/imports/"
SHOTS = os.environ.get("KS_SHOTS", "")
HEADER = (
    "indicator;area;division_year;period_start;period_end;numerator;denominator;value;status;"
    "provisional"
)
# One kind of mistake per row, with a few words of what the page says of it.
MISTAKES = (
    ("bigg2;GM0772;2023;2021;2021;40;200;;;", "Bedoel je “big2”"),
    ("big2;Eindhovne;2023;2021;2021;40;200;;;", "Bedoel je Eindhoven"),
    ("big2;GM9999;2023;2021;2021;40;200;;;", "GM9999"),
    ("big2;Appingedam;2023;2021;2021;40;200;;;", "Appingedam bestond niet"),
    ("big2;GM0772;23;2021;2021;40;200;;;", "“23” is geen jaar"),
    ("big2;GM0772;2023;2021;2019;40;200;;;", "periode"),
    ("big2;GM0772;2023;2021;2021;1.234;2000;;;", "1.234"),
    ("big2;GM0772;2023;2021;2021;201;200;;;", "teller (201)"),
    ("big2;GM0772;2023;2021;2021;0;0;;;", "noemer is 0"),
    ("big2;GM0772;2023;2021;2021;40;200;33,3;;", "33,3"),
    ("big2;GM0772;2023;2021;2021;;;;misschien;", "misschien"),
    ("big2;GM0772;2023;2021;2021;40;;;;", "alleen de noemer"),
    ("big2;GM0772;2023;2020;2020;40;200;;;soms", "soms"),
)


def shot(visitor, name):
    if SHOTS:
        visitor.page.screenshot(path=f"{SHOTS}/{name}-{visitor.width}.png", full_page=True)


def choose(analyst, rows, name="cijfers.csv"):
    analyst.open(LIST)
    analyst.press("Bestand laden")
    text = "\n".join([HEADER, *rows])
    analyst.page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    )
    analyst.page.get_by_label("Bron", exact=True).fill("verzonnen voor de proef")
    analyst.press("Bestand controleren")


@pytest.mark.parametrize(("width", "scripts"), [(1280, False), (360, True)])
def test_an_analyst_brings_figures_in(visit, width, scripts):
    analyst = visit(width=width, scripts=scripts)
    analyst.sign_in("landelijk@demo.example")
    choose(analyst, [row for row, _words in MISTAKES])
    wait_for(analyst, "Wat niet klopt in het bestand")
    shot(analyst, "findings")
    for number, (_row, words) in enumerate(MISTAKES, start=2):
        assert words.lower() in analyst.text().lower(), f"row {number}: {words}"
    text = fetch(analyst, "bevindingen.csv").decode("utf-8-sig")
    found = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert {row[0] for row in found[1:]} >= {str(n) for n in range(2, len(MISTAKES) + 2)}
    analyst.press("Bestand weggooien")
    year = 2022 if scripts else 2021
    choose(
        analyst,
        [
            f"small-for-gestational-age;GM0772;2023;{year};{year};40;400;;;nee",
            f"small-for-gestational-age;GM0753;2023;{year};{year};<10;;;;nee",
        ],
    )
    wait_for(analyst, "Wat publiceren verandert")
    shot(analyst, "rehearsal")
    analyst.press("Opslaan als concept")
    wait_for(analyst, "Publiceer deze cijfers")
    shot(analyst, "draft")
    analyst.press("Publiceer deze cijfers")
    assert "zijn gepubliceerd" in analyst.page.inner_text("body")
    analyst.page.get_by_label("Waarom worden deze cijfers ingetrokken").fill("Foutje in de proef")
    analyst.press("Trek deze cijfers in")
    assert "Foutje in de proef" in analyst.text()
    shot(analyst, "withdrawn")
    analyst.press("Intrekken ongedaan maken")
    assert "ongedaan gemaakt" in analyst.page.inner_text("body")
    shot(analyst, "restored")


def test_an_analyst_keeps_an_indicator(visit):
    analyst = visit(width=360)
    analyst.sign_in("landelijk@demo.example")
    analyst.open("/cijfers/indicatoren/")
    shot(analyst, "indicators")
    analyst.press("Levendgeborenen")
    shot(analyst, "indicator")
    analyst.press("Versie van de definitie toevoegen")
    shot(analyst, "definition")
    analyst.page.get_by_label("breuk").first.fill("In de proef anders geteld.")
    analyst.press("Opslaan")
    assert "In de proef anders geteld." in analyst.text()
    analyst.press("Geschiedenis")
    assert "Versie van de definitie toegevoegd" in analyst.text()
