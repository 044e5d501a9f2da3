"""One task per role, each with its result checked."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.e2e.downloads import wait_for

COUNTS = (
    "indicator;area;division_year;period_start;period_end;"
    "numerator;denominator;value;status;provisional"
)


def test_coordinator_of_best_has_something_to_show(visit, tmp_path):
    """Three partners, one agreement, and the one-page report for the alderman."""
    best = visit()
    best.sign_in("coordinator.best@demo.example")
    best.open("/coalities/best/partners/")
    best.press("Partners toevoegen")
    for kind, name in (
        ("Verloskundigen", "Verloskundigen Het Nieuwe Pad"),
        ("Wijkteam", "Wijkteam Noordrand"),
        ("Jeugdgezondheidszorg (JGZ)", "JGZ De Kleine Stap"),
    ):
        best.page.get_by_label(kind, exact=True).check()
        best.page.get_by_label(f"Naam van de organisatie: {kind}", exact=True).fill(name)
    best.press("Opslaan en verder")
    best.open("/coalities/best/partners/")
    assert "Wijkteam Noordrand" in best.text()

    best.open("/coalities/best/afspraken/nieuw/")
    best.page.get_by_label("Titel").fill("Aanmelden bij de JGZ")
    best.page.get_by_label("Prenataal huisbezoek", exact=True).check()
    best.page.get_by_label("JGZ De Kleine Stap", exact=True).check()
    best.press("Opslaan")  # the first one is a step of the guide, which goes on to the checklist
    best.open("/coalities/best/afspraken/")
    assert "Aanmelden bij de JGZ" in best.text()

    best.open("/coalities/best/")
    with best.page.expect_download() as download:
        best.page.get_by_role("link", name=re.compile(r"Download stand van zaken")).first.click()
    target = tmp_path / "stand.pdf"
    download.value.save_as(target)
    pages = PdfReader(target).pages
    assert len(pages) == 1
    text = pages[0].extract_text()
    assert "Best" in text
    assert "Demonstratie" in text


def test_partner_does_an_action(visit):
    member = visit(width=360)
    member.sign_in("lid@demo.example")
    member.open("/acties/")
    member.follow(
        member.page.locator("main").get_by_role("link", name=re.compile("Vraag de maatjes"))
    )
    member.page.locator("main textarea").first.fill("Zij komen graag langs bij de verloskundige.")
    member.follow(member.page.locator("main form button[type=submit]").first)
    member.open("/coalities/eindhoven/plan/acties/")
    row = member.page.locator("tr", has_text="Vraag de maatjes")
    assert "Gedaan" in row.inner_text()


def test_adviser_answers_the_request_of_eindhoven(visit):
    adviser = visit()
    adviser.sign_in("adviseur@demo.example")
    adviser.open("/adviseur/")
    adviser.open("/coalities/eindhoven/checklist/3/advies/")
    words = "Kijk samen welke afspraak het meest oplevert voor ouders."
    adviser.page.locator("textarea[name=text]").fill(words)
    adviser.press("Advies delen")
    coordinator = visit()
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/coalities/eindhoven/checklist/3/")
    assert words in coordinator.text()
    member = visit()
    member.sign_in("lid@demo.example")
    member.open("/coalities/eindhoven/checklist/3/")
    assert words not in member.text()


def test_regional_lead_finds_the_five_without_a_reported_coalition(visit):
    lead = visit()
    lead.sign_in("regio@demo.example")
    lead.open("/regios/eindhoven-de-kempen/?stand=niet-bekend")
    shown = lead.text()
    for name in ("Geldrop-Mierlo", "Veldhoven", "Waalre", "Heeze-Leende", "Cranendonck"):
        assert name in shown
    assert lead.page.locator("main tbody tr").count() == 5
    lead.open("/regios/eindhoven-de-kempen/matrix/")
    assert "15 van 15" in lead.text()


def _upload(analyst, path: Path) -> None:
    analyst.open("/cijfers/imports/nieuw/")
    analyst.page.locator("input[type=file]").set_input_files(path)
    analyst.page.locator("input[name=source]").fill("Proefbestand")
    analyst.press("Bestand controleren")


def test_analyst_is_told_every_mistake_and_then_publishes(visit, tmp_path):
    wrong, good = tmp_path / "fout.csv", tmp_path / "goed.csv"
    wrong.write_text(
        f"{COUNTS}\nbig2;GM9999;2023;2024;2024;20;100;;;\nonzin;GM0772;2023;2024;2024;120;100;;;\n"
    )
    good.write_text(f"{COUNTS}\nbig2;GM0772;2023;2024;2024;310;2400;;value;nee\n")
    analyst = visit()
    analyst.sign_in("landelijk@demo.example")
    _upload(analyst, wrong)
    wait_for(analyst, "Wat niet klopt in het bestand")
    told = analyst.text()
    assert "GM9999" in told
    assert "onzin" in told
    _upload(analyst, good)
    wait_for(analyst, "Opslaan als concept")
    analyst.press("Opslaan als concept")
    wait_for(analyst, "Publiceer deze cijfers")
    analyst.follow(analyst.page.get_by_role("button", name=re.compile("[Pp]ublice")).first)
    coordinator = visit()
    coordinator.sign_in("coordinator@demo.example")
    coordinator.open("/coalities/eindhoven/cijfers/big2/")
    assert "2024" in coordinator.text()


def test_analyst_reads_files_of_figures_on_a_phone_in_the_dark(visit):
    """A source may be one long address, and the columns of a file are named in code."""
    analyst = visit(width=360, colours="dark")
    analyst.sign_in("landelijk@demo.example")
    analyst.open("/cijfers/imports/")
    analyst.follow(analyst.page.locator("main tbody a[href*='/imports/']").last)


def test_administrator_invites_somebody_and_takes_access_away_at_once(visit):
    administrator, newcomer = visit(), visit()
    administrator.sign_in("beheer@demo.example")
    administrator.open("/gebruikers/uitnodigen/")
    administrator.page.get_by_label("E-mailadres").fill("nieuw@demo.example")
    administrator.page.get_by_label("Coördinator van een coalitie").check()
    administrator.page.locator("select[name=coalition]").select_option(label="Veldhoven")
    administrator.press("Uitnodiging versturen")

    newcomer.accept_invitation("Veldhoven")
    newcomer.open("/coalities/veldhoven/")

    administrator.open("/gebruikers/?q=nieuw@demo.example")
    administrator.follow(administrator.page.locator("main a", has_text="Afnemen").first)
    administrator.follow(
        administrator.page.locator("main form[method=post] button[type=submit]").first
    )
    newcomer.page.goto(f"{newcomer.site}/coalities/veldhoven/")
    assert "/accounts/login/" in newcomer.page.url


@pytest.mark.parametrize("width", [1280, 360])
def test_visitor_finds_best_on_the_map(visit, width):
    visitor = visit(width=width)
    visitor.open("/landkaart/?q=best")
    visitor.follow(visitor.page.locator("main").get_by_role("link", name=re.compile("^Best")).first)
    assert visitor.page.url.endswith("/landkaart/best/")
