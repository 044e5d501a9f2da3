"""One agreement from draft to review: parties answer by link, on a phone, without an account."""

import re
from datetime import timedelta

import pytest

from kansrijkestart.core import clock

LINK = re.compile(r"https?://\S+/bevestigen/(\S+)/")
FOLLOWED = re.compile(r"https?://[^/\s]+(/meldingen/\d+/)")
OWNER = "Lid Eindhoven (demo)"
UNTIL = clock.years_after(clock.today(), 2)
EXAMPLE = "Prenataal huisbezoek door de JGZ"
TITLE = "Samen op huisbezoek na de geboorte"
PARTIES = [
    "JGZ De Groeibank",
    "Kraamzorg Warme Wieg",
    "Wijkteam Zonnepad",
    "Welzijn De Brugwachter",
    "Schuldhulp Nieuwe Bladzij",
]


def draft(me):
    """Write a draft from an example, with five partners; returns its address."""
    me.open("/coalities/eindhoven/afspraken/")
    me.go("Begin met een voorbeeld", within="main")
    me.go(EXAMPLE, within="main")
    page = me.page
    page.get_by_label("Titel", exact=True).fill(TITLE)
    for name in PARTIES:
        page.get_by_label(name, exact=True).first.check()
    page.get_by_label("Wat we hebben afgesproken").fill("Wij gaan samen op bezoek.")
    me.press("Opslaan")
    assert TITLE in me.text()
    return page.url.removeprefix(me.site)


def ask(me, path):
    """Ask each partner at an address of its own."""
    me.open(path)
    me.press("Stuur ter bevestiging")
    for place, name in enumerate(PARTIES):
        me.page.get_by_label(f"Ander adres voor {name}").fill(f"partij{place}@afspraak.example")
    me.press("Stuur ter bevestiging")
    assert "0 van 5 bevestigd" in me.text()


def link_for(reader, place, subject):
    """Wait for the mail to one partner; returns the path of its personal link."""
    for _attempt in range(60):
        reader.page.goto(f"{reader.site}/demo/mail/")
        found = reader.page.locator("main a").filter(has_text=subject)
        for href in [link.get_attribute("href") for link in found.all()]:
            reader.open(href)
            if f"partij{place}@afspraak.example" in reader.text():
                return f"/bevestigen/{LINK.search(reader.text()).group(1)}/"
        reader.page.wait_for_timeout(500)
    pytest.fail(f"no mail to partner {place}")


def answer(visit, path, choice, *, remark="", scripts=True):
    guest = visit(width=360, scripts=scripts)
    guest.open(path)
    assert "Wij gaan" in guest.text()
    guest.page.get_by_label(choice, exact=True).check()
    guest.page.get_by_label("Je naam").fill("Noor de Vries")
    if remark:
        guest.page.get_by_label("Opmerking of reden").fill(remark)
    guest.press("Antwoord versturen")
    assert "vastgelegd" in guest.text()
    assert path not in guest.page.url
    return guest


def test_five_partners_are_asked_the_text_changes_and_a_year_later_the_owner_extends(
    visit, night_after
):
    me, reader = visit(), visit()
    me.sign_in("coordinator@demo.example")
    path = draft(me)
    ask(me, path)
    subject = f"Klopt deze afspraak voor jullie? {TITLE}"
    links = [link_for(reader, place, subject) for place in range(3)]
    answer(visit, links[0], "Bevestigen")
    answer(visit, links[1], "Bevestigen", scripts=False)
    guest = answer(visit, links[2], "Niet akkoord", remark="Dat lukt ons niet.")
    response = guest.page.goto(guest.site + links[2])
    assert response.status == 404
    guest.look()

    overview = f"{path}bevestigingen/"
    me.open(overview)
    assert "2 van 5 bevestigd, 1 niet akkoord, 2 nog zonder antwoord" in me.text()
    assert "Dat lukt ons niet." in me.text()

    me.open(f"{path}wijzigen/")
    me.page.get_by_label("Wat we hebben afgesproken").fill("Wij gaan om de week op bezoek.")
    me.press("Opslaan")
    me.open(overview)
    assert "Versie 2: 0 van 5 bevestigd" in me.text()
    me.open(f"{overview}?versie=1")
    assert "2 van 5 bevestigd" in me.text()
    answer(visit, link_for_newest(reader, 0, links[0], subject), "Bevestigen")

    me.open(f"{path}wijzigen/")
    me.page.locator("summary", has_text="Soort afspraak, eigenaar en start").click()
    me.page.locator("select[name=owner_user]").select_option(label=OWNER)
    me.press("Opslaan")
    me.open(f"{path}stand/")
    me.page.get_by_label("Geldt", exact=True).check()
    me.press("Opslaan")
    assert OWNER in me.text()

    night_after(timedelta(days=365))
    owner = visit(width=360)
    owner.sign_in("lid@demo.example")
    owner.open(review_of(reader))
    owner.page.locator("input[name=until]").fill(UNTIL.isoformat())
    owner.press("Ja, tot deze datum")
    assert "De afspraak geldt nog" in owner.text()
    assert str(UNTIL.year) in owner.text()
    owner.open(overview)
    assert "Versie 2: 1 van 5 bevestigd" in owner.text()
    assert "afspraak.example" not in owner.text()


def review_of(reader):
    """Return where the mail of the week leads its owner, who is asked whether it still holds."""
    reader.open("/demo/mail/")
    mine = reader.page.locator("main li").filter(has_text="lid@demo.example")
    reader.follow(mine.filter(has_text="Jouw week op").locator("a").first)
    asked = reader.text().split(f"Klopt deze afspraak nog? {TITLE}")[1]
    return FOLLOWED.search(asked).group(1)


def link_for_newest(reader, place, old, subject):
    """Wait until the mail about the new text has come; the newest stands on top."""
    for _attempt in range(60):
        found = link_for(reader, place, subject)
        if found != old:
            return found
        reader.page.wait_for_timeout(500)
    pytest.fail("no mail about the new text")


def test_pages_for_asking_and_telling_fit_a_phone(visit):
    me = visit(width=360)
    me.sign_in("coordinator@demo.example")
    me.open("/coalities/eindhoven/afspraken/")
    me.go("Overdracht van kraamzorg naar jeugdgezondheidszorg (verzonnen)", within="main")
    me.go("Wie wel heeft geantwoord, en wie niet", within="main")
    assert "De mail kon niet worden bezorgd" in me.text()
    me.go(re.compile(r"Antwoord vastleggen\s*: Wijkteam"), within="main")
    me.page.get_by_label("Bevestigen", exact=True).check()
    me.page.get_by_label("Van wie hoorde je het?").fill("Teamleider")
    me.press("Opslaan")
    assert "verteld door Teamleider" in me.text()
