"""Linking the record to a statement: at 360 px, and without scripts."""

import pytest

from tests.e2e.arrivals import invited


@pytest.mark.parametrize(("scripts", "width", "who"), [(True, 360, "a."), (False, 1280, "b.")])
def test_a_coordinator_links_a_document_to_a_statement(visit, scripts, width, who):
    place = "Valkenswaard" if scripts else "Bergeijk"
    me = invited(visit, place, who=who, scripts=scripts, width=width)
    checklist = f"/coalities/{place.lower()}/checklist/"
    me.open(checklist)
    me.press("Begin met de checklist")
    me.open(f"{checklist}1/")
    first = me.page.locator("fieldset.ks-question").first
    first.locator(".ks-scale").get_by_label("Grotendeels", exact=True).check()
    first.locator("details summary").click()
    me.look()
    me.follow(first.get_by_role("button", name="Opslaan en koppelen aan het dossier"))
    me.page.get_by_label("Titel van het document").fill("Gezondheidsnota")
    me.press("Opslaan")  # the address is still missing: told at the field
    assert me.page.locator(".ks-error-summary").count() == 1
    me.page.get_by_label("Webadres van het document").fill("gemeente.example/nota")
    me.press("Opslaan")
    me.look()
    first = me.page.locator("fieldset.ks-question").first
    assert first.locator(".ks-scale").get_by_label("Grotendeels", exact=True).is_checked()
    first.locator("details summary").click()
    assert first.get_by_role("link", name="Gezondheidsnota").is_visible()
    # Enter in a text field saves and goes on; it does not press the button of a statement.
    first.get_by_label("Wie pakt dit op?").fill("De gemeente")
    with me.page.expect_navigation():
        first.get_by_label("Wie pakt dit op?").press("Enter")
    assert me.page.url.endswith("/checklist/2/")
    me.open(f"{checklist}ronde/1/")
    assert "Gezondheidsnota" in me.text()
