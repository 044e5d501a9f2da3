"""A coordinator fills in this year's questionnaire: what the record says, mistakes, handing in."""

import pytest

from kansrijkestart.core import clock

AGREEMENTS = "agreement-levels"


def begin(visit, who, slug, width):
    me = visit(width=width)
    me.sign_in(who)
    me.open(f"/coalities/{slug}/vragenlijst/")
    me.follow(me.page.get_by_role("link", name=f"Vragenlijst Kansrijke Start {clock.today().year}"))
    return me


def say_what_is_not_known(me):
    """Choose "we do not know" at every question of choices that has no answer."""
    for question in me.page.locator("section.ks-question").all():
        not_known = question.locator("input[value='?']")
        answered = question.locator("input:checked:not([value=''])")
        if not_known.count() and not answered.count():
            not_known.check()


def go_through(me):
    """Save part after part until the check."""
    for _part in range(12):
        if "/indienen/" in me.page.url:
            return
        say_what_is_not_known(me)
        me.press("Opslaan en verder")
    pytest.fail("the check is not reached")


def test_a_coordinator_fills_it_in_with_three_mistakes_on_the_way(visit):
    me = begin(visit, "coordinator@demo.example", "eindhoven", 1280)
    me.press("Controleren en indienen")
    assert "Moet nog worden beantwoord" in me.text()  # the first: handing in too early
    assert me.page.get_by_role("button", name="Indienen", exact=True).count() == 0
    me.page.go_back()
    me.follow(me.page.locator("main table a").first)
    me.page.locator("input[name=lead-hours]").fill("400")
    me.press("Opslaan en verder")
    assert "Geef hoogstens 80 op." in me.page.locator(".ks-error-summary").inner_text()
    me.page.locator("input[name=lead-hours]").fill("16")
    while not me.page.locator(f"#vraag-{AGREEMENTS}").count():
        say_what_is_not_known(me)
        me.press("Opslaan en verder")
    question = me.page.locator(f"#vraag-{AGREEMENTS}")
    assert "Uit jullie registratie:" in question.inner_text()
    assert "geldt sinds" in question.text_content()  # folded: there are many
    while question.locator("input:checked").count():
        question.locator("input:checked").first.uncheck()
    question.locator("input[value=no]").check()
    me.press("Opslaan en verder")
    summary = me.page.locator(".ks-error-summary").inner_text()
    assert "Schrijf waarom het antwoord anders is dan wat is vastgelegd." in summary
    question.locator("textarea").fill("De afspraken gelden alleen op papier.")
    go_through(me)
    assert "De afspraken gelden alleen op papier." in me.text()  # shown, and not forbidden
    me.press("Indienen")
    assert "Ingediend op" in me.text()
    me.press("Antwoorden om over te nemen")
    assert "16 uur per week" in me.text()
    assert me.page.get_by_role("button", name="Kopieer").first.is_visible()


def test_on_a_phone_an_almost_empty_record_is_handed_in_too(visit):
    me = begin(visit, "coordinator.best@demo.example", "best", 360)
    me.follow(me.page.locator("main table a").first)
    go_through(me)
    me.press("Indienen")
    assert "Ingediend op" in me.text()
    me.press("Open de antwoorden weer")
    me.press("Weer openen")  # without a reason
    assert me.page.locator(".ks-error-summary").count() == 1
    me.page.locator("textarea[name=reason]").fill("Een antwoord klopte niet.")
    me.press("Weer openen")
    assert "Een antwoord klopte niet." in me.text()


def test_without_scripts_it_is_a_form_like_any_other(visit):
    me = visit(width=360, scripts=False)
    me.sign_in("coordinator.best@demo.example")
    me.open(f"/coalities/best/vragenlijst/{clock.today().year}/kansrijke-start/")
    me.follow(me.page.locator("main table a").first)
    me.press("Opslaan en later verder")
    assert "Opgeslagen." in me.text()
    me.press("Antwoorden om over te nemen")
    assert me.page.get_by_role("button", name="Kopieer").count() == 0
