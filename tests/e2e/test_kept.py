"""What is typed on a checklist is kept: by itself, with the back button, in two tabs, on paper."""

from tests.e2e.arrivals import invited
from tests.e2e.browsing import Visitor

SAID = "De wijkteams sluiten aan."


def _note(me: Visitor):
    return me.page.locator("textarea[name=note-explanation]")


def _choose(me: Visitor, number: int, answer: str) -> None:
    question = me.page.locator("fieldset.ks-question").nth(number)
    question.locator(".ks-scale").get_by_label(answer, exact=True).check()


def _chosen(me: Visitor, number: int, answer: str) -> bool:
    question = me.page.locator("fieldset.ks-question").nth(number)
    return question.locator(".ks-scale").get_by_label(answer, exact=True).is_checked()


def test_a_checklist_keeps_itself_also_with_the_back_button_and_in_two_tabs(visit):
    me = invited(visit, "Reusel-De Mierden")
    checklist = "/coalities/reusel-de-mierden/checklist/"
    me.open(checklist)
    me.press("Begin met de checklist")
    me.open(f"{checklist}1/")
    with me.page.expect_response("**/opslaan/") as kept:  # by itself, without leaving the field
        _choose(me, 0, "Grotendeels")
        _note(me).focus()
        me.page.keyboard.type(SAID)
    assert kept.value.status == 200
    with me.page.expect_response("**/opslaan/"):
        _note(me).blur()
    me.page.get_by_text("Concept bewaard om").first.wait_for()
    me.open(checklist)
    me.page.go_back()
    me.page.wait_for_load_state()
    assert _note(me).input_value() == SAID
    assert _chosen(me, 0, "Grotendeels")

    # A second tab on the same page: each keeps what it changed, nothing of the other is undone.
    other = Visitor.__new__(Visitor)
    other.__dict__.update(me.__dict__)
    other.page = me.context.new_page()
    other.open(f"{checklist}1/")
    with me.page.expect_response("**/opslaan/"):
        _choose(me, 1, "Nog niet")
        _note(me).focus()
    with other.page.expect_response("**/opslaan/"):
        _choose(other, 2, "Op orde")
        _note(other).focus()
    me.open(f"{checklist}1/")
    assert _chosen(me, 0, "Grotendeels")
    assert _chosen(me, 1, "Nog niet")
    assert _chosen(me, 2, "Op orde")
    assert _note(me).input_value() == SAID

    # Printed: what was said stays, what only works on a screen goes.
    me.open(f"{checklist}ronde/1/")
    me.page.emulate_media(media="print")
    assert me.page.get_by_text(SAID).first.is_visible()
    assert not me.page.locator(".ks-nav").first.is_visible()
    assert not me.page.locator("main .ks-actions").first.is_visible()
