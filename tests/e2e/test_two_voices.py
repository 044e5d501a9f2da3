"""Several people on one record: advice back and forth, two at one checklist, and a hand-over."""

import re

from tests.e2e.arrivals import address_of, invited
from tests.e2e.browsing import Visitor

QUESTION = "Met wie hebben jullie hier al over gesproken?"
ANSWER = "Met de verloskundigen en de wijkteams."
ADVICE = "Leg de afspraak met de wijkteams als eerste vast."
REPLY = "Dat doen we in mei."
TYPED = {
    "Toelichting": "De wijkteams sluiten aan.",
    "Waaruit blijkt dit?": "Het verslag van mei.",
    "Wie pakt dit op?": "Wijkteam Noord",
    "Wanneer is dit klaar?": "2027-05-03",
}


def _begin(me: Visitor, slug: str) -> str:
    """Begin with the checklist; gives the address of its principles."""
    me.open(f"/coalities/{slug}/checklist/")
    me.press("Begin met de checklist")
    return f"/coalities/{slug}/checklist/"


def _say(who: Visitor, page: str, words: str, button: str) -> None:
    who.open(page)
    who.page.locator("textarea[name=text]").fill(words)
    who.press(button)


def test_advice_from_a_question_back_to_the_next_round(visit):
    me = invited(visit, "Waalre", who="advies.", width=360)
    checklist = _begin(me, "waalre")
    me.open(f"{checklist}vastgesteld/")
    me.page.locator("[name=agreed_on]").fill("2026-01-15")
    me.press("Vastgesteld in de coalitie")  # no partners in the record yet: say who was there
    assert me.page.locator(".ks-error-summary").count() == 1
    me.page.locator("[name=remark]").fill("De gemeente en de wijkteams.")
    me.press("Vastgesteld in de coalitie")
    me.press("Vraag advies aan Pharos")
    me.page.get_by_label(re.compile("Brede samenstelling")).check()
    me.press("Vraag advies")

    adviser = visit()
    adviser.sign_in("adviseur@demo.example")
    _say(adviser, f"{checklist}2/vraag/", QUESTION, "Vraag delen")
    me.open(f"{checklist}2/")
    assert QUESTION in me.text()
    _say(me, f"{checklist}2/reactie/", ANSWER, "Reactie delen")
    adviser.open(f"{checklist}2/advies/")
    assert ANSWER in adviser.text()
    _say(adviser, f"{checklist}2/advies/", ADVICE, "Advies delen")
    _say(me, f"{checklist}2/reactie/", REPLY, "Reactie delen")

    me.open(checklist)
    me.press("Sluit deze ronde af")
    me.press("Begin een nieuwe ronde")
    me.open(f"{checklist}2/")
    assert ADVICE in me.text()
    me.open(f"{checklist}ronde/1/")
    assert all(words in me.text() for words in (QUESTION, ANSWER, ADVICE, REPLY))


def _first(who: Visitor, number: int, answer: str) -> None:
    question = who.page.locator("fieldset.ks-question").nth(number)
    question.locator(".ks-scale").get_by_label(answer, exact=True).check()


def _send(who: Visitor) -> None:
    """Press save; unlike ``press`` it takes a page that says two people changed the same."""
    with who.page.expect_navigation():
        who.follow(who.page.locator("main").get_by_role("button", name="Opslaan en verder"))


def test_two_people_walk_one_checklist_and_overwrite_nothing(visit):
    one = invited(visit, "Veldhoven", scripts=False)
    two = invited(visit, "Veldhoven", who="collega.", scripts=False)
    checklist = _begin(one, "veldhoven")

    one.open(f"{checklist}1/")
    two.open(f"{checklist}4/")
    _first(one, 0, "Op orde")
    _first(two, 0, "Nog niet")
    _send(one)
    _send(two)
    one.open(f"{checklist}ronde/1/")
    assert {"Op orde", "Nog niet"} <= set(re.findall("Op orde|Nog niet", one.text()))

    one.open(f"{checklist}3/")
    two.open(f"{checklist}3/")
    _first(one, 0, "Op orde")
    _send(one)
    _first(two, 0, "Nog niet")  # the same answer
    _first(two, 1, "Grotendeels")  # and one that only this person gave
    _send(two)
    both = two.text()
    assert "Op orde" in both
    assert "Nog niet" in both
    assert two.page.locator(".ks-error-summary, .ks-conflict, [role=alert]").count()
    two.look()
    one.open(f"{checklist}3/")
    scale = one.page.locator("fieldset.ks-question")
    assert scale.nth(0).locator(".ks-scale").get_by_label("Op orde", exact=True).is_checked()
    assert scale.nth(1).locator(".ks-scale").get_by_label("Grotendeels", exact=True).is_checked()


def test_a_session_that_ended_keeps_every_typed_field(visit):
    me = invited(visit, "Heeze-Leende", scripts=False)
    checklist = _begin(me, "heeze-leende")
    me.open(f"{checklist}1/")
    _first(me, 0, "In ontwikkeling")
    first = me.page.locator("fieldset.ks-question").first
    first.locator("details summary").click()
    first.get_by_label("Wat willen jullie bereiken?").select_option(label="Op orde")
    for label, text in TYPED.items():
        first.get_by_label(label).fill(text)
    me.page.get_by_label(re.compile("^Toelichting van de coalitie")).fill("Wij zijn begonnen.")
    me.context.clear_cookies(name="sessionid")

    _send(me)
    me.page.get_by_label("E-mail").fill(address_of("Heeze-Leende"))
    me.page.get_by_label("Wachtwoord").fill(me.password)
    me.follow(me.page.locator("main form button[type=submit]").first)
    assert "Wij zijn begonnen." in me.text()
    me.press("Terug naar het formulier")
    first = me.page.locator("fieldset.ks-question").first
    said = me.page.get_by_label(re.compile("^Toelichting van de coalitie"))
    assert said.input_value() == "Wij zijn begonnen."
    for label, text in TYPED.items():
        assert first.get_by_label(label).input_value() == text
    wished = first.get_by_label("Wat willen jullie bereiken?").locator("option:checked")
    assert wished.text_content() == "Op orde"  # folded, so not shown
    assert first.locator(".ks-scale").get_by_label("In ontwikkeling", exact=True).is_checked()
    _send(me)
    me.open(f"{checklist}ronde/1/")
    assert "Wij zijn begonnen." in me.text()


def test_a_coordinator_hands_the_record_over(visit):
    me = invited(visit, "Cranendonck", width=360)
    colleague = invited(visit, "Cranendonck", who="opvolger.")
    me.open("/coalities/cranendonck/plan/acties/")
    me.press("Actie toevoegen")
    me.page.locator("[name=title]").fill("Bellen met de kraamzorg")
    me.page.locator("select[name=who] option").nth(1).evaluate(
        "option => { option.selected = true; }"
    )
    me.press("Opslaan")
    me.open("/coalities/cranendonck/leden/")
    me.go("Vertrek je? Draag dit dossier over")
    me.press("Overdragen")  # nobody chosen yet: told at the field
    assert me.page.locator(".ks-error-summary").count() == 1
    me.page.locator("[name=note]").fill("De kraamzorg belt op dinsdag.")
    me.page.locator("[name=successor]").first.check()
    me.press("Overdragen")
    answer = me.page.goto(f"{me.site}/coalities/cranendonck/")
    assert answer.status == 404

    colleague.open("/coalities/cranendonck/leden/")
    assert "De kraamzorg belt op dinsdag." in colleague.text()
    colleague.open("/coalities/cranendonck/plan/acties/")
    assert "Bellen met de kraamzorg" in colleague.text()
