"""Regional agreements from both sides: the lead proposes, the municipality answers."""

import re

from python_calamine import CalamineWorkbook

TITLE = "Samen scholen in gespreksvoering"
NOTE = "Wij bieden de scholing ook aan vrijwilligers aan."


def test_the_lead_proposes_and_the_municipality_answers(visit, tmp_path):
    lead = visit()
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/afspraken/")
    lead.follow(lead.page.locator("main").get_by_role("link", name=TITLE).first)
    agreement = lead.page.url
    lead.press("Aan de gemeenten voorleggen")
    lead.page.locator("select[name=owner_organisation]").select_option(index=1)
    lead.page.get_by_label("Is Kansrijke Start opgenomen in beleid?").check()
    lead.press("Voorleggen")
    assert "In afstemming" in lead.text()

    keeper = visit(width=360)
    keeper.sign_in("coordinator@demo.example")
    keeper.open("/coalities/eindhoven/regionale-afspraken/")
    keeper.follow(keeper.page.locator("main").get_by_role("link", name=TITLE))
    keeper.follow(
        keeper.page.locator("main").get_by_role("link", name=re.compile("^Antwoord geven"))
    )
    keeper.page.get_by_label("Aangepast overgenomen").check()
    keeper.page.locator("textarea[name=note]").fill(NOTE)
    keeper.press("Opslaan")
    assert "Aangepast overgenomen" in keeper.text()

    lead.page.goto(agreement)
    lead.look()
    row = lead.page.locator("tr", has_text="Eindhoven")
    assert "Aangepast overgenomen" in row.inner_text()
    assert NOTE in row.inner_text()
    assert "Nog niets gemeld" in lead.page.locator("tr", has_text="Best").inner_text()
    with lead.page.expect_download() as download:
        lead.page.get_by_role("link", name="Download (Excel)").click()
    target = tmp_path / "overname.xlsx"
    download.value.save_as(target)
    rows = CalamineWorkbook.from_path(target).get_sheet_by_name("Overname").to_python()
    assert [TITLE, "Eindhoven", "Aangepast overgenomen", NOTE] in [
        [line[0], line[2], line[3], line[5]] for line in rows
    ]


def test_a_member_reads_the_answers_and_gives_none(visit):
    member = visit(width=360, colours="dark")
    member.sign_in("lid@demo.example")
    member.open("/coalities/eindhoven/regionale-afspraken/")
    member.follow(member.page.locator("main tbody a").first)
    assert not member.page.locator("main").get_by_role("link", name="Wijzigen").count()


def test_a_number_of_the_table_opens_its_list(visit):
    for email, path, empty in (
        (
            "coordinator@demo.example",
            "/coalities/eindhoven/afspraken/waarover/",
            "nog niets afgesproken",
        ),
        (
            "regio@demo.example",
            "/regios/eindhoven-de-kempen/afspraken/waarover/",
            "niets vastgelegd in wat de regio kan lezen",
        ),
    ):
        reader = visit(width=360 if "regio" in email else 1280)
        reader.sign_in(email)
        reader.open(path)
        number = reader.page.locator(".ks-cube td a[href*='applies=on']").first
        shown = re.match(r"\d+", number.inner_text())
        reader.follow(number)
        if "regio" not in email:
            assert shown
            assert reader.page.locator("main tbody tr").count() == int(shown[0])
        reader.open(f"{path}?leeg=1")
        assert empty in reader.text()


def test_the_lead_reads_the_framework_and_adds_a_version(visit):
    lead = visit(width=360, scripts=False)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/kader/")
    assert "in de bron leeg" in lead.text()
    lead.press("Versie toevoegen")
    lead.page.get_by_label("Versie").fill("2.0")
    lead.page.get_by_label("Afspraakniveau").check()
    lead.press("Opslaan")
    assert "Afspraakniveau" in lead.text()
    lead.open("/regios/eindhoven-de-kempen/")
    assert "Zes onderwerpen" in lead.text()
