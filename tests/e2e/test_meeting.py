"""A meeting from its agenda to the minutes as a PDF: on a screen by keyboard, and on a phone."""

import pytest
from pypdf import PdfReader

from kansrijkestart.core import clock

PLAN = "/coalities/eindhoven/plan/"
OWN = "Wie opent het nieuwe ouderpunt?"
SAID = "De wijkteams openen het samen in september."
TODO = "Sleutels regelen voor het ouderpunt"


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (360, False)])
def test_a_meeting_from_agenda_to_minutes(visit, width, scripts):
    me = visit(width=width, scripts=scripts)
    me.sign_in("coordinator@demo.example")
    prepare(me)
    agenda = me.page.url
    me.follow(me.page.get_by_role("button", name=f"Omhoog {OWN}"))
    me.go("Begin het overleg", within="main")
    me.look()
    me.page.locator("main [type=checkbox]").first.check()
    me.page.get_by_label("Aantal ouders").fill("2")
    me.press("Naar het eerste punt")
    me.look()
    assert "1 van 2" in me.text()
    if scripts:
        by_arrows(me)
    decide(me)
    me.page.goto(agenda + "afronden/")
    me.look()
    me.press("Overleg afronden")
    me.look()
    assert SAID in me.text()
    read_the_pdf(me)
    me.open(f"{PLAN}acties/")
    assert TODO in me.text()
    me.open("/coalities/eindhoven/overleggen/")
    me.look()


def prepare(me):
    """From what lies ahead to an agenda with a record and a point of one's own."""
    me.open(f"{PLAN}komt-eraan/")
    me.go("Bereid een overleg voor", within="main")
    me.look()
    me.page.get_by_label("Op welke dag is het overleg?").fill(clock.today().isoformat())
    me.press("Opslaan")
    me.look()
    me.page.get_by_label("Eigen punten").fill(OWN)
    # What is late is ticked already; this meeting is about one record.
    assert me.page.locator("main [type=checkbox]:checked").count() > 1
    for box in me.page.locator("main [type=checkbox]").all():
        box.uncheck()
    me.page.locator("main [type=checkbox]").first.check()
    me.press("Zet op de agenda")
    me.look()


def by_arrows(me):
    """The arrow keys go on and back, but not from within a field."""
    first = me.page.url
    me.page.keyboard.press("ArrowRight")
    me.page.get_by_text("2 van 2", exact=True).wait_for()
    me.page.get_by_label("Wat is er besproken en besloten?").focus()
    me.page.keyboard.press("ArrowLeft")
    assert "2 van 2" in me.text()
    me.page.keyboard.press("Tab")
    me.page.locator("h1").click()
    me.page.keyboard.press("ArrowLeft")
    me.page.get_by_text("1 van 2", exact=True).wait_for()
    assert me.page.url == first


def decide(me):
    me.page.get_by_label("Wat is er besproken en besloten?").fill(SAID)
    me.page.get_by_label("Besloten", exact=True).check()
    me.page.locator("summary").filter(has_text="Actie toevoegen").click()
    me.page.get_by_label("Wat gaat er gebeuren?").fill(TODO)
    me.press("Opslaan en verder")
    me.look()
    assert "2 van 2" in me.text()


def read_the_pdf(me):
    with me.page.expect_download() as got:
        me.page.locator("main").get_by_role("link", name="Verslag (PDF)").click()
    pages = PdfReader(got.value.path()).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    for said in (OWN, SAID, TODO, "Acties uit dit overleg", "Aantal ouders aanwezig: 2"):
        assert said in words, said
