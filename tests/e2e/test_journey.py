"""The coordinator's whole journey by clicking, at two widths and without scripts.

It ends with the adviser's reply to the request for advice that the coordinator made.
"""

import re

import pytest

from tests.e2e.browsing import Visitor
from tests.e2e.downloads import fetch, open_when_ready, sheets, words

# Per run a coalition with an adviser, and a municipality whose coalition is yet to be registered.
RUNS = {
    "wide": (1280, True, "Oirschot", "Tholen"),
    "phone": (360, True, "Bladel", "Reimerswaal"),
    "no scripts": (1280, False, "Eersel", "Kapelle"),
}
ADVICE = "Begin met één afspraak die jullie al hebben."


def _invited(visit, place: str, *, width: int, scripts: bool) -> Visitor:
    """Invite a coordinator for a coalition and let them accept; gives their browser."""
    administrator = visit()
    administrator.sign_in("beheer@demo.example")
    administrator.press("Iemand uitnodigen")
    administrator.page.get_by_label("E-mailadres").fill(f"{place.lower()}@demo.example")
    administrator.page.get_by_label("Coördinator van een coalitie").check()
    administrator.page.locator("select[name=coalition]").select_option(label=place)
    administrator.press("Uitnodiging versturen")
    person = visit(width=width, scripts=scripts)
    person.accept_invitation(place)
    return person


@pytest.mark.parametrize("run", RUNS)
def test_the_whole_journey_of_a_coordinator(visit, run):
    width, scripts, place, elsewhere = RUNS[run]
    me = _invited(visit, place, width=width, scripts=scripts)
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
    adviser.page.locator("tr", has_text=place).get_by_role("link").last.click()
    adviser.page.wait_for_load_state()
    adviser.look()
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
    ended = me.page.locator("details", has_text="niet meer meedoet").first
    ended.locator("summary").click()
    assert f"Wijkteam {place} West" in ended.inner_text()


def _agreement(me: Visitor) -> None:
    me.go("Afspraken")
    me.press("Afspraak toevoegen")
    me.page.get_by_label("Titel").fill("Signaleren")
    me.page.get_by_label("Vroegsignalering", exact=True).check()
    me.press("Opslaan")
    assert "Signaleren" in me.page.locator("h1").inner_text()
    me.press("Wijzigen")
    me.page.get_by_label("Titel").fill("Samen signaleren")
    me.press("Opslaan")
    assert "Samen signaleren" in me.page.locator("h1").inner_text()


def _checklist(me: Visitor, place: str) -> None:
    me.go("Checklist")
    me.press("Begin met de checklist")
    me.go("Checklist")
    me.go(re.compile("Brede samenstelling"), within="main")
    questions = me.page.locator("fieldset.ks-question")
    questions.nth(0).get_by_label("In ontwikkeling", exact=True).check()
    questions.nth(1).get_by_label("Op orde", exact=True).check()
    said = me.page.get_by_label(re.compile("^Toelichting van de coalitie"))
    said.fill("Wij zijn begonnen.")
    me.press("Opslaan en verder")
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


def _interventions(me: Visitor) -> None:
    me.go("Interventies", within=".ks-dossier")
    me.press("Interventie toevoegen")
    me.page.locator("select[name=intervention]").select_option(label="BoekStart")
    me.page.get_by_label("Gepland", exact=True).check()
    me.press("Opslaan")
    assert "BoekStart" in me.text()


def _figures_and_the_rest(me: Visitor) -> None:
    me.go("Cijfers")
    me.page.locator("main tbody th a").first.click()
    me.page.wait_for_load_state()
    me.look()
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
