"""The coordinator's whole journey, at two widths and without scripts, and the adviser's reply."""

import re

import pytest

PLACES = {1280: ("oirschot", "Oirschot"), 360: ("bladel", "Bladel"), 0: ("eersel", "Eersel")}


def _invited(visit, place: str, *, width: int, scripts: bool):
    """Invite a coordinator for a coalition and let them accept; gives their browser."""
    email = f"{place.lower()}@demo.example"
    administrator = visit()
    administrator.sign_in("beheer@demo.example")
    administrator.open("/gebruikers/uitnodigen/")
    administrator.page.get_by_label("E-mailadres").fill(email)
    administrator.page.get_by_label("Coördinator van een coalitie").check()
    administrator.page.locator("select[name=coalition]").select_option(label=place)
    administrator.press("Uitnodiging versturen")
    person = visit(width=width, scripts=scripts)
    person.accept_invitation(place)
    return person


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, True), (1280, False)])
def test_the_whole_journey_of_a_coordinator(visit, width, scripts):
    slug, place = PLACES[width if scripts else 0]
    me = _invited(visit, place, width=width, scripts=scripts)
    base = f"/coalities/{slug}"

    me.open("/")
    me.open(f"{base}/")
    me.open(f"{base}/partners/toevoegen/")
    me.page.get_by_label("Verloskundigen", exact=True).check()
    me.press("Opslaan en verder")  # the name is missing: told at the field, the tick stays
    assert me.page.locator(".ks-error-summary").count() == 1
    me.page.get_by_label("Naam van de organisatie: Verloskundigen", exact=True).fill(
        f"Verloskundigen {place} Oost"
    )
    me.press("Opslaan en verder")
    me.open(f"{base}/partners/")
    assert f"Verloskundigen {place} Oost" in me.text()

    me.open(f"{base}/afspraken/")
    me.press("Afspraak toevoegen")
    me.page.get_by_label("Titel").fill("Signaleren")
    me.page.get_by_label("Vroegsignalering", exact=True).check()
    me.press("Opslaan")
    assert "Signaleren" in me.page.locator("h1").inner_text()

    me.open(f"{base}/checklist/")
    me.press("Begin met de checklist")
    me.open(f"{base}/checklist/2/")
    first = me.page.locator("fieldset.ks-question").first
    first.get_by_label("In ontwikkeling", exact=True).check()
    me.page.get_by_label(re.compile("^Toelichting van de coalitie")).fill("Wij zijn begonnen.")
    me.press("Opslaan en verder")
    me.open(f"{base}/checklist/2/")
    assert me.page.get_by_label(re.compile("^Toelichting van de coalitie")).input_value() == (
        "Wij zijn begonnen."
    )

    me.open("/interventies/?q=boekstart")
    me.open(f"{base}/interventies/toevoegen/")
    me.page.locator("select[name=intervention]").select_option(label="BoekStart")
    me.page.get_by_label("Gepland", exact=True).check()
    me.press("Opslaan")
    assert "BoekStart" in me.text()

    me.open(f"{base}/cijfers/")
    me.open(f"{base}/cijfers/big2/")
    me.open(f"{base}/plan/")
    me.open(f"{base}/leden/")
    me.open(f"{base}/logboek/")
    _download(me, base)


def _download(me, base: str) -> None:
    """Ask for the yearly export; a real worker makes it."""
    me.open(f"{base}/downloads/")
    me.press("Maak download")
    for _attempt in range(60):
        me.page.wait_for_timeout(1000)
        me.page.goto(f"{me.site}{base}/downloads/")
        if me.page.locator("main tbody tr", has_text="Klaar").count():
            break
    else:
        pytest.fail(f"the export was not made: {me.text()}")
    me.look()
    me.page.locator("main tbody a").first.click()
    me.page.wait_for_load_state()
    me.look()
    links = me.page.locator("main a[href*='.xlsx']")
    with me.page.expect_download() as download:
        links.first.click()
    assert download.value.path().stat().st_size > 3000
