"""A regional coalition becomes local as well, and local only; what does not fit is explained."""


def test_a_coalition_becomes_local_and_a_refusal_says_what_to_do(visit):
    keeper = visit()
    keeper.sign_in("beheer@demo.example")
    keeper.open("/coalities/nieuw/")
    keeper.page.get_by_label("Naam van de coalitie").fill("Proefregio Drenthe")
    keeper.page.get_by_label("Regionaal", exact=True).check()
    keeper.page.locator("main details > summary").first.click()
    keeper.page.locator("select[name=region]").select_option(label="GGD Drenthe")
    keeper.press("Opslaan en verder")
    keeper.open("/coalities/proefregio-drenthe/verloop/")
    keeper.follow(
        keeper.page.locator("section", has_text="Lokaal of regionaal?").get_by_role("link")
    )
    keeper.page.get_by_label("Lokaal en regionaal", exact=True).check()
    keeper.press("Opslaan")
    said = keeper.page.locator("section", has_text="Lokaal of regionaal?").inner_text()
    assert "Lokaal en regionaal · GGD Drenthe" in said
    keeper.open("/coalities/proefregio-drenthe/logboek/")
    assert "lokaal en regionaal" in keeper.text()

    # The lead of another region has local coalitions that take part: theirs stays regional.
    lead = visit(width=360)
    lead.sign_in("regio@demo.example")
    lead.open("/coalities/eindhoven-de-kempen/verloop/lokaal-of-regionaal/")
    lead.page.get_by_label("Lokaal", exact=True).check()
    lead.press("Opslaan")
    assert "Best" in lead.page.locator("main").inner_text()
    assert "hebben al een eigen lokale coalitie" in lead.text()

    # A coordinator of a local coalition reads who makes it regional.
    coordinator = visit()
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/coalities/eindhoven/verloop/lokaal-of-regionaal/")
    coordinator.press("Leden en delen")
