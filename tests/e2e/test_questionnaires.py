"""An analyst makes this year's questionnaire from last year's, and plans its round."""

from datetime import timedelta

from kansrijkestart.core import clock
from tests.e2e.browsing import Visitor

ANALYST = "landelijk@demo.example"


def test_an_analyst_copies_changes_previews_publishes_and_plans(visit):
    visitor = visit()
    visitor.sign_in(ANALYST)
    visitor.open("/vragenlijsten/")
    visitor.press("Nieuwe versie Vragenlijst Kansrijke Start")
    page = visitor.page
    page.get_by_label("Jaar").fill("2025")
    page.get_by_label("Titel").fill("Vragenlijst Kansrijke Start 2025")
    page.get_by_label("Begin met de vragen van").select_option(
        label="Vragenlijst Kansrijke Start 2024"
    )
    page.get_by_label("Waar komen deze vragen vandaan?").fill("Eigen voorbeeld")
    visitor.press("Opslaan")
    assert "Niets: er wordt hetzelfde gevraagd." in page.locator("main").inner_text()
    draft = page.url

    visitor.press("Wijzigen Is er een gezamenlijk plan van aanpak?")
    page.get_by_label("Vraag", exact=True).fill("Hebben jullie samen een plan?")
    page.locator("#id_options-3-text").fill("Vorig jaar wel")
    page.locator("#id_options-3-key").fill("")
    visitor.press("Opslaan")
    assert "Geef dit antwoord een sleutel." in page.locator("main").inner_text()
    assert page.get_by_label("Vraag", exact=True).input_value() == "Hebben jullie samen een plan?"
    page.locator("#id_options-3-key").fill("last-year")
    visitor.press("Opslaan")
    said = page.locator("section", has=page.get_by_role("heading", name="Veranderd sinds"))
    assert "Was: Is er een gezamenlijk plan van aanpak?" in said.inner_text()
    assert "Vorig jaar wel" in said.inner_text()
    visitor.press("Omlaag Hebben jullie samen een plan?")

    visitor.press("Voorbeeld bekijken")
    assert page.get_by_role("group", name="Hebben jullie samen een plan?").is_visible()
    assert not page.locator("main").get_by_role("button").count()

    visitor.open(draft.removeprefix(visitor.site).partition("#")[0])
    visitor.press("Publiceren")
    visitor.press("Publiceren")
    assert "Vanaf nu verandert er niets meer aan." in page.locator("main").inner_text()
    assert not page.get_by_role("link", name="Vraag toevoegen").count()

    visitor.press("Ronde plannen")
    tomorrow = clock.today() + timedelta(days=1)  # of the site's own days, as the form reads them
    later = clock.today() + timedelta(days=90)
    page.get_by_label("Opent", exact=True).fill(f"{later:%Y-%m-%d}T09:00")
    page.get_by_label("Sluit", exact=True).fill(f"{tomorrow:%Y-%m-%d}T00:00")
    visitor.press("Opslaan")
    assert "De ronde sluit voordat die opent." in page.locator("main").inner_text()
    page.get_by_label("Opent", exact=True).fill(f"{tomorrow:%Y-%m-%d}T09:00")
    page.get_by_label("Sluit", exact=True).fill(f"{later:%Y-%m-%d}T00:00")
    visitor.press("Opslaan")
    assert "De ronde opent vanzelf." in page.locator("main").inner_text()
    assert "28 dagen ervoor, 14 dagen ervoor, 3 dagen ervoor" in page.locator("main").inner_text()


def walk_narrow(visitor: Visitor) -> None:
    """The pages with most on them: the list, a draft, a question, the round and who is ready."""
    page = visitor.page
    visitor.open("/vragenlijsten/")
    visitor.press("Vragenlijst GALA: ketenaanpak Kansrijke Start 2025")
    draft = page.url.removeprefix(visitor.site)
    visitor.follow(page.locator("a[href*='/vragen/']").first)
    visitor.open(f"{draft}voorbeeld/")
    visitor.open("/vragenlijsten/")
    visitor.follow(page.locator("a[href*='/rondes/']").last)
    visitor.press("Wie is klaar?")
    assert "Van wie gevraagd is" in page.locator("main").inner_text()
    visitor.open("/vragenlijsten/herinneringen/")


def test_the_same_pages_on_a_phone_and_for_a_regional_lead(visit):
    phone = visit(width=360)
    phone.sign_in(ANALYST)
    walk_narrow(phone)
    lead = visit(width=360)
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/vragenlijst/")
    lead.follow(lead.page.locator("main table a").last)
    words = lead.page.locator("main").inner_text()
    assert "Niet begonnen" in words
    assert "Best" in words
