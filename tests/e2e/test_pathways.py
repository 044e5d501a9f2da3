"""Care pathways in a browser: recorded by a coordinator, read by a professional on a phone."""

import re

import pytest

from tests.e2e.downloads import fetch, sheets, words

HERE = "/coalities/best/zorgpaden/"
PARTNER = "Wijkteam Het Nieuwe Zorgpad"


def add_partner(me):
    me.open("/coalities/best/partners/toevoegen/")
    me.page.get_by_label("Wijkteam", exact=True).check()
    me.page.get_by_label("Naam van de organisatie: Wijkteam", exact=True).fill(PARTNER)
    me.press("Opslaan en verder")


def test_a_coordinator_records_the_directory_and_makes_a_pathway(visit):
    me = visit()
    me.sign_in("coordinator.best@demo.example")
    add_partner(me)
    me.open("/coalities/best/afspraken/")
    me.go("Waar de sociale kaart wordt bijgehouden", within="main")
    me.go("Leg vast waar", within="main")
    me.page.get_by_label("Waar wordt de sociale kaart bijgehouden?").fill("Sociale kaart Best")
    me.page.get_by_label(re.compile("^Adres")).fill("https://socialekaart.example.org/best")
    me.page.get_by_label("Wie houdt hem actueel?").select_option(label=PARTNER)
    me.press("Opslaan")
    assert "Sociale kaart Best" in me.text()
    assert "Nog niet nagekeken" in me.text()
    me.follow(me.page.get_by_role("button", name=re.compile("Nog steeds juist")))
    assert "Nog niet nagekeken" not in me.text()

    me.go("Zorgpaden", within="main .ks-subnav")
    row = me.page.locator("main tr", has_text="Geldzorgen")
    assert "Nog niet vastgelegd" in row.inner_text()
    me.follow(row.get_by_role("link"))
    me.page.get_by_label("Welke hulp is er?").fill("Gesprek met mevrouw 1234.56.782")
    me.page.get_by_label("Wie geeft die hulp, en hoe bereik je die?").select_option(label=PARTNER)
    me.page.get_by_label("Hoe bereik je die?", exact=False).last.fill(
        "040 000 00 09 of team@example.org"
    )
    me.press("Opslaan")
    assert "burgerservicenummer" in me.text()
    kept = me.page.get_by_label("Welke hulp is er?")
    assert kept.input_value() == "Gesprek met mevrouw 1234.56.782"
    kept.fill("Gesprek over geld bij de verloskundige")
    me.press("Opslaan")
    assert "Geldzorgen in Best" in me.page.locator("h1").inner_text()

    section = me.page.locator("section", has=me.page.get_by_text("Welke afspraken zijn er?"))
    me.follow(section.get_by_role("link", name=re.compile("Antwoord toevoegen")))
    me.page.get_by_label("Of in jullie eigen woorden").fill("Regionaal kader geldzorgen")
    me.press("Opslaan")
    assert "Regionaal kader geldzorgen" in me.text()
    assert me.page.locator("main a[href='tel:0400000009']").count() == 1
    assert me.page.locator("main a[href='mailto:team@example.org']").count() == 1

    sheet = words(fetch(me, "/pdf/"))
    assert "Regionaal kader geldzorgen" in sheet
    assert "040 000 00 09" in sheet
    me.open(HERE)
    rows = sheets(fetch(me, "zorgpaden.xlsx"))["Zorgpaden"]
    assert any("Gesprek over geld bij de verloskundige" in row for row in rows)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_professional_reads_it_on_a_phone_and_changes_nothing(visit, scripts):
    me = visit(width=360, scripts=scripts)
    me.sign_in("lid@demo.example")
    me.open("/coalities/eindhoven/zorgpaden/")
    assert "Langer dan een jaar geleden nagekeken" in me.text()
    assert "Zorgpad toevoegen" not in me.text()
    me.go("Geldzorgen", within="main")
    assert "Schulden vroeg bespreken" in me.text()
    call = me.page.locator("main a[href='tel:0400000001']")
    assert call.bounding_box()["height"] >= 44
    assert "Nog steeds juist" not in me.text()
    me.open("/coalities/eindhoven/sociale-kaart/")
    assert "Welzijn De Brugwachter" in me.text()


def test_a_coordinator_puts_answers_in_order_and_says_that_all_is_right(visit):
    me = visit(width=360, colours="dark")
    me.sign_in("coordinator@demo.example")
    me.open("/coalities/eindhoven/zorgpaden/")
    me.go("Verslaving", within="main")
    assert "Langer dan een jaar geleden nagekeken" in me.text()
    me.press("Nog steeds juist")
    assert "Langer dan een jaar geleden nagekeken" not in me.text()
    me.open("/coalities/eindhoven/zorgpaden/")
    me.go("Geldzorgen", within="main")
    titles = me.page.locator("section[aria-labelledby=question-support] .ks-row-title")
    first, second = titles.all_inner_texts()
    me.follow(me.page.get_by_role("button", name=re.compile(f"Omhoog.*{second}")))
    assert titles.all_inner_texts() == [second, first]
