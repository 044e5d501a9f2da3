"""The text at an answer "other": folded until it is chosen, open without scripts."""

from kansrijkestart.core import clock

WHO = "coordinator@demo.example"
QUESTION = "#vraag-objectives"


def part_of(visit, **how):
    me = visit(**how)
    me.sign_in(WHO)
    me.open(f"/coalities/eindhoven/vragenlijst/{clock.today().year}/kansrijke-start/deel/2/")
    return me, me.page.locator(QUESTION)


def test_the_text_opens_with_its_answer_and_is_never_thrown_away(visit):
    me, question = part_of(visit, width=360)
    text = question.get_by_label("Wat bedoel je met “Anders, namelijk”?")
    assert text.is_hidden()
    question.locator("input[value=other]").check()
    assert text.is_visible()
    me.look()
    text.fill("Per wijk een eigen doel")
    question.locator("input[value=yes]").check()
    assert text.is_visible()  # what was written stays in sight
    me.press("Opslaan en verder")
    assert "Kies ook “Anders, namelijk”" in me.page.locator(".ks-error-summary").inner_text()
    assert text.input_value() == "Per wijk een eigen doel"
    text.fill("")
    question.locator("input[value=no]").check()
    assert text.is_hidden()


def test_without_scripts_the_text_stands_open(visit):
    _me, question = part_of(visit, width=1280, scripts=False)
    assert question.get_by_label("Wat bedoel je met “Anders, namelijk”?").is_visible()
