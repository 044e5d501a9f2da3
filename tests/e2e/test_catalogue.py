"""The catalogue in a browser: search by a former spelling, compare, keep it."""

import pytest


@pytest.mark.parametrize("width", [1280, 360])
def test_a_visitor_searches_and_compares_without_scripts(visit, width):
    visitor = visit(width=width, scripts=False)
    visitor.open("/interventies/?q=centering+pregnancy")
    assert "CenteringZwangerschap" in visitor.text()
    visitor.open("/interventies/?q=menukaart")
    assert "vroegere naam" in visitor.text()
    visitor.open("/interventies/")
    boxes = visitor.page.locator("input[name=kies]")
    for number in range(4):
        boxes.nth(number).check()
    assert "minstens 2 en hoogstens 4 vakjes" in visitor.text()
    visitor.press("Vergelijk wat is aangevinkt")
    visitor.look()
    assert visitor.page.locator("table tbody tr").count() >= 8
    visitor.open("/interventies/prenataal-huisbezoek-jgz/")
    assert "Wettelijke taak, geen keuze" in visitor.text()
    visitor.open("/interventies/multidisciplinair-overleg/")
    assert "Wie betaalt welke vorm" in visitor.text()


def test_an_analyst_keeps_the_catalogue(visit):
    analyst = visit()
    analyst.sign_in("landelijk@demo.example")
    analyst.open("/interventies/voorzorg/wijzigen/")
    analyst.page.get_by_label("Uitgevoerd door").fill("Jeugdverpleegkundigen")
    analyst.press("Opslaan")
    analyst.look()
    assert "Jeugdverpleegkundigen" in analyst.text()
    analyst.open("/interventies/voorzorg/geschiedenis/")
    assert "Jeugdverpleegkundigen" in analyst.text()
    analyst.open("/interventies/voorzorg/cijfers/")
    analyst.open("/interventies/voorzorg/erkenningen/nieuw/")
