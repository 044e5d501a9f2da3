"""The coordinator's whole journey by clicking, at two widths and without scripts.

It ends with the adviser's reply to the request for advice that the coordinator made.
"""

import os
import re

import pytest

from tests.e2e.arrivals import invited
from tests.e2e.browsing import Visitor
from tests.e2e.downloads import fetch, open_when_ready, sheets, words

# Per run a coalition with an adviser, and a municipality whose coalition is yet to be registered.
RUNS = {
    "wide": (1280, True, "Oirschot", "Tholen"),
    "phone": (360, True, "Bladel", "Reimerswaal"),
    "no scripts": (1280, False, "Eersel", "Kapelle"),
}
# A wide screen is looked at without scripts, and scripts are on a phone; a long run does all three.
if not os.environ.get("SOAK"):
    del RUNS["wide"]
PRINCIPLES = [
    "Stevige trekker",
    "Brede samenstelling",
    "Goede samenwerkingsafspraken",
    "Cijfers, ervaringen en kennis",
    "Onderbouwde keuze van interventies",
]
SAID, MORE = "Wij zijn begonnen.", "De wijkteams sluiten in het najaar aan."
ADVICE = "Begin met één afspraak die jullie al hebben."


@pytest.mark.parametrize("run", RUNS)
def test_the_whole_journey_of_a_coordinator(visit, run):
    width, scripts, place, elsewhere = RUNS[run]
    me = invited(visit, place, width=width, scripts=scripts)
    me.open("/")
    _register(me, elsewhere)
    me.go("Mijn coalities")
    me.go(place)
    _partners(me, place)
    _agreement(me)
    _checklist(me, place)
    _interventions(me)
    _figures_and_the_rest(me)
    _files(me, place)

    adviser = visit(width=width, scripts=scripts)
    adviser.sign_in("adviseur@demo.example")
    adviser.follow(adviser.page.locator("tr", has_text=place).get_by_role("link").last)
    assert "Wat is de beste eerste stap?" in adviser.text()
    adviser.page.locator("textarea[name=text]").fill(ADVICE)
    adviser.press("Advies delen")

    me.go("Mijn coalities")
    me.go(place)
    me.go("Checklist")
    me.go(re.compile("Brede samenstelling"), within="main")
    assert ADVICE in me.text()


def _register(me: Visitor, place: str) -> None:
    me.go("Nog een coalitie aanmelden")
    me.page.get_by_label("Naam van de coalitie").fill(f"Kansrijk {place}")
    me.page.locator("input[name=municipalities]").fill(place)
    me.press("Opslaan en verder")
    me.go("Overzicht")
    assert f"Kansrijk {place}" in me.page.locator("body").inner_text()


def _partners(me: Visitor, place: str) -> None:
    me.go("Partners")
    me.press("Partners toevoegen")
    me.page.get_by_label("Verloskundigen", exact=True).check()
    me.press("Opslaan en verder")  # the name is missing: told at the field, the tick stays
    assert me.page.locator(".ks-error-summary").count() == 1
    if me.scripts:
        focus = me.page.evaluate("document.activeElement.className")
        assert "ks-error-summary" in focus, f"the focus is on {focus!r}"
    for kind in ("Verloskundigen", "Wijkteam", "Jeugdgezondheidszorg (JGZ)"):
        me.page.get_by_label(kind, exact=True).check()
        name = me.page.get_by_label(f"Naam van de organisatie: {kind}", exact=True)
        name.fill(f"{kind} {place} Oost")
    me.press("Opslaan en verder")
    me.go("Partners")
    me.go(f"Wijkteam {place} Oost")
    me.page.locator("input[name=organisation]").fill(f"Wijkteam {place} West")
    me.press("Opslaan")
    me.go(f"Wijkteam {place} West")
    me.go("Beëindigen")
    me.press("Beëindigen")
    me.go("1 partner die niet meer meedoet")
    assert f"Wijkteam {place} West" in me.page.locator("main").inner_text()


def _agreement(me: Visitor) -> None:
    me.go("Afspraken")
    me.press("Afspraak toevoegen")
    me.page.get_by_label("Titel").fill("Signaleren")
    me.page.get_by_label("Vroegsignalering", exact=True).check()
    me.press("Opslaan")
    # Who is new is led on to the checklist.
    me.go("Afspraken")
    me.go("Signaleren")
    assert "Signaleren" in me.page.locator("h1").inner_text()
    me.press("Wijzigen")
    me.page.get_by_label("Titel").fill("Samen signaleren")
    me.press("Opslaan")
    assert "Samen signaleren" in me.page.locator("h1").inner_text()


def _checklist(me: Visitor, place: str) -> None:
    me.go("Checklist")
    # After the first agreement the guide began it already.
    if me.page.locator("main").get_by_text("Begin met de checklist", exact=True).count():
        me.press("Begin met de checklist")
        me.go("Checklist")
    for number, title in enumerate(PRINCIPLES):
        me.go(re.compile(title), within="main")
        _principle(me, title, is_full=number == 1)
        me.go("Checklist")
    me.go(re.compile(PRINCIPLES[1]), within="main")
    _is_kept(me)
    me.go("Checklist")
    me.press("Samen vaststellen")
    me.page.locator("[name=agreed_on]").fill("2026-01-15")
    me.page.get_by_label(re.compile(f"^Verloskundigen {place} Oost")).check()
    me.press("Vastgesteld in de coalitie")
    me.press("Vraag advies aan Pharos")
    me.page.get_by_label(re.compile("Brede samenstelling")).check()
    me.page.locator("[name=question]").fill("Wat is de beste eerste stap?")
    me.press("Vraag advies")
    assert "Advies gevraagd" in me.text()


def _principle(me: Visitor, title: str, *, is_full: bool) -> None:
    """Answer the first statement; on one page all that a coalition may want to say."""
    assert title in me.page.locator("h1").inner_text().replace("\u00ad", "")
    questions = me.page.locator("fieldset.ks-question")
    first = questions.first.locator(".ks-scale")
    first.get_by_label("In ontwikkeling", exact=True).check()
    if is_full:
        questions.nth(1).locator(".ks-scale").get_by_label("Op orde", exact=True).check()
        more = questions.first.locator("details")
        more.locator("summary").click()
        more.get_by_label("Wat willen jullie bereiken?").select_option(label="Op orde")
        more.get_by_label("Toelichting").fill(MORE)
        me.page.get_by_label(re.compile("^Toelichting van de coalitie")).fill(SAID)
    me.press("Opslaan en verder")


def _is_kept(me: Visitor) -> None:
    first = me.page.locator("fieldset.ks-question").first
    assert first.get_by_label("In ontwikkeling", exact=True).first.is_checked()
    assert first.locator("textarea").first.input_value() == MORE
    said = me.page.get_by_label(re.compile("^Toelichting van de coalitie"))
    assert said.input_value() == SAID


def _interventions(me: Visitor) -> None:
    me.go("Interventies", within=".ks-dossier")
    me.press("Interventie toevoegen")
    me.page.locator("select[name=intervention]").select_option(label="BoekStart")
    me.page.get_by_label("Gepland", exact=True).check()
    me.press("Opslaan")
    assert "BoekStart" in me.text()


def _figures_and_the_rest(me: Visitor) -> None:
    me.go("Cijfers")
    me.follow(me.page.locator("main tbody th a").first)
    for name in ("Plan", "Leden en delen", "Logboek"):
        me.go(name)


def _files(me: Visitor, place: str) -> None:
    me.go("Overzicht")
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name=re.compile("Download stand van zaken")).first.click()
    assert place in words(download.value.path().read_bytes())
    me.go("Downloads")
    me.press("Maak download")
    me.go("Downloads")
    open_when_ready(me)
    book = sheets(fetch(me, ".xlsx"))
    assert any("Samen signaleren" in row for row in book["Afspraken"])
