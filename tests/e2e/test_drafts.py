"""Closing a page half-way loses nothing."""

import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_an_agreement_written_half_way_is_there_the_next_time(visit, width):
    me = visit(width=width)
    me.sign_in("regio@demo.example")
    page = "/coalities/eindhoven-de-kempen/afspraken/nieuw/"
    me.open(page)
    me.page.get_by_label("Titel").fill("Samen signaleren in de regio")
    with me.page.expect_response("**/bewaard/concept/**") as kept:
        me.page.get_by_label("Titel").blur()
    assert kept.value.status == 200
    me.page.get_by_text("Concept bewaard om").first.wait_for()
    me.open("/regios/eindhoven-de-kempen/")  # no question: it is kept

    me.open(page)
    assert me.page.get_by_label("Titel").input_value() == ""
    me.press("Zet mijn tekst terug")
    assert me.page.get_by_label("Titel").input_value() == "Samen signaleren in de regio"
    me.press("Gooi het weg")
    assert "Wat je niet had opgeslagen, is weg." in me.text()
    assert me.page.get_by_role("heading", name="Je had nog niet alles opgeslagen").count() == 0
