"""The course of a coalition: a stage, a municipality that leaves, a region and a grant."""

import re


def test_the_coordinator_records_how_the_coalition_went(visit):
    coordinator = visit()
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/coalities/eindhoven/")
    coordinator.go("Verloop")
    assert "verzonnen voor de demo" in coordinator.text()
    coordinator.press("Stand vastleggen")
    coordinator.page.get_by_label("Stand").select_option("formed")
    coordinator.page.get_by_label("Sinds").fill("2023-05-01")
    coordinator.page.get_by_label("Waar komt dit vandaan?").fill("besluit van de coalitie")
    coordinator.press("Opslaan")
    newest = coordinator.page.locator(".ks-steps li").first.inner_text()
    assert "Gevormd" in newest
    assert "besluit van de coalitie" in newest
    assert "Aangemeld" in coordinator.page.locator(".ks-steps li").last.inner_text()

    coordinator.press("Subsidie toevoegen")
    coordinator.page.get_by_label("Regeling", exact=True).fill("Proefregeling")
    coordinator.press("Opslaan")
    row = coordinator.page.locator("tr", has_text="Proefregeling").inner_text()
    assert "Niet bekend" in row


def test_the_region_is_left_and_joined_again_and_the_lead_sees_it(visit):
    coordinator = visit(width=360)
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/coalities/eindhoven/verloop/")
    link = coordinator.page.get_by_role("link", name=re.compile("Niet meer meedoen")).first
    coordinator.follow(link)
    coordinator.press("Opslaan")
    assert "voorbij" in coordinator.text()
    coordinator.press("Aansluiten bij een regionale coalitie")
    choice = coordinator.page.get_by_label("Regionale coalitie")
    choice.select_option(label="Eindhoven-De Kempen")
    coordinator.press("Opslaan")
    lead = visit()
    lead.sign_in("regio@demo.example")
    lead.open("/coalities/eindhoven-de-kempen/verloop/")
    shown = lead.page.locator("section", has_text="Lokale coalities die meedoen").inner_text()
    assert shown.count("Eindhoven") == 2
    lead.press("Gemeente toevoegen")
