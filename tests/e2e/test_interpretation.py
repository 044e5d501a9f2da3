"""A coordinator reads the figures and writes down what the coalition makes of one, at 360 px."""


def test_a_coordinator_writes_what_a_figure_tells(visit):
    me = visit(width=360)
    me.sign_in("coordinator@demo.example")
    me.open("/coalities/eindhoven/cijfers/")
    me.press("Bespreek deze cijfers")
    choice = me.page.locator("select[name=indicator]")
    choice.select_option(index=1)
    me.press("Duiding opslaan")  # nothing concluded yet: told at the field
    assert me.page.locator(".ks-error-summary").count() == 1
    me.page.get_by_label("Wat maken jullie eruit op?").fill("Wij zien dit ook in de wijken.")
    me.press("Duiding opslaan")
    assert "Wij zien dit ook in de wijken." in me.text()
    mine = me.page.locator("main article").filter(has_text="Wij zien dit ook")
    me.follow(mine.first.locator("h2 a"))
    assert "Wij zien dit ook in de wijken." in me.text()
    me.open("/coalities/eindhoven/checklist/")
    assert "een duiding van de cijfers, jonger dan 18 maanden" in me.text()
