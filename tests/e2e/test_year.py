"""A whole year of a questionnaire: asked, filled in, closed, frozen, compared and taken along."""

import hashlib
import json
import re
from datetime import timedelta

from django.utils.timezone import localtime

from kansrijkestart.core import clock
from tests.e2e.downloads import SECONDS, fetch, sheets, wait_for

HERE = "/coalities/eindhoven/"
PLANNED = "/coalities/eindhoven/vragenlijst/2025/gala/"
# What beat does every other minute: open what has begun, freeze what is over.
OPEN = "from monitoring.services.rounds import rounds_open; rounds_open()"
# The clock of the site is not moved: the round ends at this moment instead.
CLOSE = """
from kansrijkestart.core import clock
from monitoring.models import Round
from monitoring.services.editions import rounds_freeze
rows = Round.objects.filter(questionnaire_version__questionnaire__key="gala")
rows.filter(questionnaire_version__year=2025).update(closes_at=clock.now())
rounds_freeze()
"""


def plan(visit):
    """The analyst publishes the draft and lets it begin now."""
    me = visit()
    me.sign_in("landelijk@demo.example")
    me.open("/vragenlijsten/")
    me.press("Vragenlijst GALA: ketenaanpak Kansrijke Start 2025")
    me.press("Publiceren")
    me.press("Publiceren")
    me.press("Ronde plannen")
    now = localtime(clock.now())
    me.page.get_by_label("Opent", exact=True).fill(f"{now:%Y-%m-%dT%H:%M}")
    me.page.get_by_label("Sluit", exact=True).fill(f"{now + timedelta(days=9):%Y-%m-%dT00:00}")
    me.press("Opslaan")
    return me


def until_there(me, path):
    """Wait for what a worker makes."""
    for _attempt in range(SECONDS):
        if me.page.goto(me.site + path).status == 200:
            me.look()
            return
        me.page.wait_for_timeout(1000)
    raise AssertionError(f"{path} is not there")


def fill_in(me):
    me.press("Controleren en indienen")  # the first mistake: too early
    assert "Moet nog worden beantwoord" in me.text()
    me.open(f"{PLANNED}deel/1/")
    levels = me.page.locator("#vraag-agreement-levels")
    assert "Uit jullie registratie:" in levels.inner_text()
    levels.locator("input[value=no]").check()  # the second: no, beside two that say yes
    me.press("Opslaan en verder")
    assert "gaat niet samen" in me.page.locator(".ks-error-summary").inner_text()
    others = levels.locator("input:checked:not([value=no])")
    while others.count():
        others.first.uncheck()
    me.press("Opslaan en verder")  # the third: otherwise than the record, without a reason
    assert "Schrijf waarom" in me.page.locator(".ks-error-summary").inner_text()
    levels.locator("textarea").fill("De afspraken gelden nog niet.")
    me.press("Opslaan en verder")
    for question in me.page.locator("section.ks-question").all():
        not_known = question.locator("input[value='?']")
        if not_known.count() and not question.locator("input:checked:not([value=''])").count():
            not_known.check()
    me.press("Opslaan en verder")
    me.press("Indienen")
    assert "Ingediend op" in me.text()


def becomes_formed(me):
    """The record goes on after the round is over."""
    me.open(f"{HERE}verloop/stand/nieuw/")
    me.page.locator("select[name=stage]").select_option("formed")
    me.page.locator("input[name=since]").fill(f"{clock.today():%Y-%m-%d}")
    me.press("Opslaan")
    assert me.page.locator(".ks-error-summary").count() == 0, me.text()
    assert "Gevormd" in me.text(), me.text()


def test_a_year_from_the_first_question_to_a_file_that_can_be_checked(visit, do_on_site):
    analyst = plan(visit)
    do_on_site(OPEN)
    me = visit(width=360)
    me.sign_in("coordinator@demo.example")
    until_there(me, f"{PLANNED}deel/1/")
    me.open(PLANNED)
    fill_in(me)

    do_on_site(CLOSE)
    me.open(PLANNED)
    assert me.page.get_by_role("link", name="Controleren en indienen").count() == 0
    analyst.open("/edities/")
    analyst.page.get_by_role("link", name=re.compile("GALA.*2025")).first.click()
    wait_for(analyst, "Controlegetal")
    edition = analyst.page.url.removeprefix(analyst.site)
    checksum = analyst.page.locator("main dl code").inner_text()

    becomes_formed(me)
    me.open(f"/coalities/eindhoven{edition}")
    drift = me.page.locator("section", has=me.page.locator("#drift")).inner_text()
    assert "Ja, de coalitie is in opbouw" in drift
    assert "Ja, de coalitie is gevormd" in drift

    me.press("Download de bestanden")
    wait_for(me, "Deze bestanden zijn van bevroren editie")
    manifest = json.loads(fetch(me, "manifest.json"))
    assert manifest["edition_checksum"] == checksum
    book = fetch(me, ".xlsx")
    [listed] = [one for one in manifest["files"] if one["name"].endswith(".xlsx")]
    assert hashlib.sha256(book).hexdigest() == listed["sha256"]
    told = {cell for rows in sheets(book).values() for row in rows for cell in row}
    assert "De afspraken gelden nog niet." in told
    answers = {cell for row in sheets(book)["Antwoorden"] for cell in row}
    assert "Ja, de coalitie is in opbouw" in answers, "the edition stays as it was"
    assert "Ja, de coalitie is gevormd" not in answers
