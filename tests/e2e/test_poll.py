"""A poll answered through links, and a practice example on its way to the public site."""

import re

import pytest

LINK = re.compile(r"https?://\S+/peiling/(\S+)/")


def open_poll(coordinator, title, addresses):
    """Open a poll about the third principle and invite people by address; gives its address."""
    coordinator.open("/coalities/eindhoven/checklist/")
    coordinator.go("Bekijk de peilingen", within="main")
    coordinator.press("Peiling openen")
    coordinator.page.get_by_label("Titel").fill(title)
    coordinator.page.locator("select[name=principle]").select_option(index=3)
    coordinator.press("Peiling openen")
    coordinator.page.get_by_label("Andere e-mailadressen").fill("\n".join(addresses))
    coordinator.press("Uitnodigingen versturen")
    return coordinator.page.url.removeprefix(coordinator.site)


def mails(visitor, subject, number):
    """Wait until the worker has sent this many mails; gives their addresses, newest first."""
    for _attempt in range(60):
        visitor.page.goto(f"{visitor.site}/demo/mail/")
        found = visitor.page.locator("main a").filter(has_text=subject)
        if found.count() >= number:
            return [link.get_attribute("href") for link in found.all()]
        visitor.page.wait_for_timeout(500)
    pytest.fail(f"{number} mails about {subject} did not come")


def links_in(visitor, subject, number):
    found = set()
    for path in mails(visitor, subject, number):
        visitor.open(path)
        found |= {f"/peiling/{secret}/" for secret in LINK.findall(visitor.text())}
    return sorted(found)


def fill_in(visit, path, place, *, width=1280, scripts=True):
    """Somebody without an account chooses the same option at every statement."""
    guest = visit(width=width, scripts=scripts)
    guest.open(path)
    for question in guest.page.locator("main fieldset").all():
        question.locator("input[type=radio]").nth(place).check()
    guest.press("Antwoorden versturen")
    assert "Bedankt" in guest.text()
    return guest


def close(coordinator, path):
    coordinator.open(path)
    coordinator.press("Peiling sluiten")
    coordinator.press("Peiling sluiten")


def test_a_poll_closed_with_four_answers_shows_nothing_and_one_with_six_the_spread(visit):
    coordinator, reader = visit(), visit()
    coordinator.sign_in("coordinator@demo.example")
    for title, number in (("Peiling met vier", 4), ("Peiling met zes", 6)):
        addresses = [f"gast{place}@{number}.example" for place in range(number)]
        path = open_poll(coordinator, title, addresses)
        links = links_in(reader, title, number)
        assert len(links) == number
        guests = [
            fill_in(visit, link, place % 4, width=360 if place % 2 else 1280, scripts=place != 1)
            for place, link in enumerate(links)
        ]
        coordinator.open(path)
        assert f"{number} ontvangen" in coordinator.text()
        assert coordinator.page.locator("main table").count() == 0
        close(coordinator, path)
        coordinator.open(path)
        shown = coordinator.text()
        assert ("Te weinig antwoorden om te tonen" in shown) == (number == 4)
        assert coordinator.page.locator("main table").count() == (number == 6)
        guests[0].open(links[0])
        assert "Je eigen antwoorden" in guests[0].text()
        assert "Nog niet" in guests[0].page.locator("main tbody").inner_text()
    assert "Ver uit elkaar" in shown
    member = visit(width=360)
    member.sign_in("lid@demo.example")
    member.open(path)
    assert "Ver uit elkaar" in member.text()


def test_a_reminder_goes_once_and_a_wrong_link_opens_nothing(visit):
    coordinator, reader = visit(), visit()
    coordinator.sign_in("coordinator@demo.example")
    path = open_poll(coordinator, "Peiling met herinnering", ["een@gast.example"])
    (link,) = links_in(reader, "Peiling met herinnering", 1)
    coordinator.open(path)
    coordinator.press("Herinnering sturen")
    mails(reader, "Herinnering: peiling", 1)
    coordinator.open(path)
    assert coordinator.page.get_by_role("button", name="Herinnering sturen").count() == 0
    wrong = link[:-2] + ("A/" if link[-2] != "A" else "B/")
    response = reader.page.goto(reader.site + wrong)
    assert response.status == 404
    reader.look()


def test_a_practice_example_goes_from_the_coordinator_to_everybody(visit):
    coordinator, adviser, visitor = visit(), visit(width=360), visit()
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/praktijkvoorbeelden/")
    coordinator.go("Praktijkvoorbeelden van Eindhoven", within="main")
    coordinator.press("Praktijkvoorbeeld schrijven")
    title = "Ouders lezen mee"
    coordinator.page.get_by_label("Titel").fill(title)
    coordinator.page.get_by_label("Wat hebben jullie gedaan?").fill("Ouders lezen onze brieven.")
    coordinator.page.get_by_label("Voor wie?").fill("(Aanstaande) ouders")
    coordinator.page.get_by_label("Na de geboorte").check()
    coordinator.page.get_by_label("Wat leverde het op?").fill("Kortere brieven.")
    coordinator.press("Opslaan")
    coordinator.press("Aanbieden aan de adviseur")
    visitor.open("/praktijkvoorbeelden/")
    assert title not in visitor.text()
    assert "Samen op huisbezoek" in visitor.text()
    adviser.sign_in("adviseur@demo.example")
    adviser.open("/praktijkvoorbeelden/")
    adviser.go(title, within="main")
    adviser.press("Plaatsen")
    visitor.open("/praktijkvoorbeelden/?q=brieven&phase=after")
    visitor.go(title, within="main")
    assert "Kortere brieven." in visitor.text()
