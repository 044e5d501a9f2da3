"""The plan of a coalition: an ambition, an action for it, what makes it last, the road map."""

import re

import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_everybody_reads_the_plan(visit, width):
    member = visit(width=width)
    member.sign_in("lid@demo.example")
    for part in ("", "acties/", "routekaart/", "borging/"):
        member.open(f"/coalities/eindhoven/plan/{part}")
    member.open("/coalities/eindhoven/tijdlijn/")
    assert "Ambitie: Zwangeren" in member.text()


def test_coordinator_makes_a_plan_and_takes_over_the_road_map_once(visit):
    best = visit()
    best.sign_in("coordinator.best@demo.example")
    best.open("/coalities/best/plan/")
    best.press("Ambitie toevoegen")
    best.page.get_by_label("Wat willen jullie?").fill("Elke zwangere eerder in beeld")
    best.page.get_by_label("Voor wie?").fill("Zwangeren met geldzorgen")
    best.page.locator("summary", has_text="Meer vastleggen").click()
    best.page.get_by_label("Waaraan zien jullie dat het lukt?").fill("Meer meldingen voor week 20")
    best.press("Opslaan")
    best.go(re.compile("Actie toevoegen.*Elke zwangere"), within="main")
    best.page.get_by_label("Wat gaat er gebeuren?").fill("Bel de verloskundigen")
    best.press("Opslaan")
    best.open("/coalities/best/plan/")
    shown = best.page.locator("article", has_text="Elke zwangere eerder in beeld").first
    assert "Bel de verloskundigen" in shown.inner_text()

    best.go("Borging", within="main")
    best.press("Borging toevoegen")
    best.page.get_by_label("Wat moet blijven bestaan?").fill("Uren van de coördinator")
    best.page.get_by_label("Waarin is het vastgelegd?").select_option(label="Gezondheidsnota")
    best.page.get_by_label("Er is geen einddatum").check()
    best.press("Opslaan")
    assert "Geen einddatum" in best.text()

    second = visit()
    second.sign_in("coordinator.best@demo.example")
    for window in (best, second):
        window.open("/coalities/best/plan/routekaart/")
    best.press("Neem deze opleveringen over")
    second.press("Neem deze opleveringen over")
    assert "Alles stond er al." in second.page.locator("body").inner_text()
    taken = second.page.locator("main li", has_text="Lokale samenwerkingsafspraken")
    assert taken.count() == 1
