"""The yearly report of a region: what it says, what it cannot know, and what it never tells."""

import io
import re
from datetime import date, timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Uptake
from coalitions.models import Ambition, OrganisationMunicipality
from kansrijkestart.core import clock
from monitoring.models import Response
from monitoring.services.releases import release_withdraw
from tests import factories as make
from tests.dashboard.region_report.world import (
    NOT_RECORDED,
    PAGES,
    add,
    address,
    compared,
    pages_of,
    reached,
    sheets_of,
    tables_of,
    text_of,
)
from tests.monitoring.year_world import fill, open_round, questionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("september")]


@pytest.mark.usefixtures("lead")
def test_the_numbers_of_now_are_beside_those_of_the_last_day_of_last_year(client, region, regional):
    begun = add(region, "Best")
    reached(begun, "announced", date(2024, 1, 1))
    reached(begun, "forming", date(2026, 2, 1))
    make.ChoiceFactory.create(coalition=begun, since=date(2025, 3, 1))
    make.ChoiceFactory.create(coalition=begun, since=date(2026, 3, 1))
    make.AgreementFactory.create(coalition=begun, state="in_force", starts_on=date(2025, 5, 1))
    make.AgreementFactory.create(
        coalition=regional, scope="local", state="in_force", starts_on=date(2026, 5, 1)
    )
    reached(regional, "announced", date(2025, 1, 1))
    make.PartnershipFactory.create(coalition=regional, since=date(2025, 1, 1))
    make.PartnershipFactory.create(coalition=regional, since=date(2026, 1, 1))
    make.PartnershipFactory.create(
        coalition=regional, since=date(2025, 1, 1), until=date(2026, 1, 1)
    )
    page = client.get(address("region_report", region))
    assert tables_of(page)["vergelijking"][0] == ["Wat", "1 september 2026", "31 december 2025"]
    assert compared(page) == {
        "Gemeenten in de regio": ["1", "1"],
        "Gemeenten waar een coalitie is gestart": ["1", "0"],
        "Gemeenten waar een interventie loopt": ["1", "1"],
        "Verschillende interventies die lopen": ["2", "1"],
        "Gemeenten met eigen afspraken die gelden": ["1", "1"],
        "Stand van de regionale coalitie": ["In opbouw", "Aangemeld"],
        "Partners van de regionale coalitie": ["2", "2"],
        "Afspraken van de regio die gelden": ["1", "0"],
    }
    assert tables_of(page)["per-gemeente"][1] == ["Best", "In opbouw", "Aangemeld", "2", "1"]


@pytest.mark.usefixtures("lead")
def test_what_the_record_cannot_know_of_a_past_day_is_not_recorded_and_no_zero(client, region):
    late = add(region, "Best")  # a record of this year, in which nothing has a day
    make.ChoiceFactory.create(coalition=late, reported_on=date(2026, 3, 1))
    make.AgreementFactory.create(coalition=late, state="in_force", starts_on=date(2026, 4, 1))
    make.PartnershipFactory.create(coalition=region.coalitions.get(), since=None)
    found = compared(client.get(address("region_report", region)))
    assert found.pop("Gemeenten in de regio") == ["1", "1"]
    assert found.pop("Stand van de regionale coalitie") == ["In opbouw", NOT_RECORDED]
    assert found.pop("Afspraken van de regio die gelden") == [NOT_RECORDED, NOT_RECORDED]
    assert set(map(tuple, found.values())) == {("1", NOT_RECORDED)}
    places = tables_of(client.get(address("region_report", region)))["per-gemeente"]
    assert places[1][1:3] == ["In opbouw", NOT_RECORDED]


@pytest.mark.usefixtures("lead")
def test_a_number_of_last_year_is_that_of_the_report_of_last_year(client, region, regional):
    begun = add(region, "Best")
    reached(begun, "forming", date(2025, 2, 1))
    make.ChoiceFactory.create(coalition=begun, since=date(2025, 3, 1))
    make.AgreementFactory.create(
        coalition=begun, state="ended", starts_on=date(2025, 5, 1), ended_on=date(2026, 2, 1)
    )
    make.PartnershipFactory.create(coalition=regional, since=date(2025, 1, 1))
    this = compared(client.get(address("region_report", region)))
    last = compared(client.get(address("region_report", region, 2025)))
    assert {what: row[1] for what, row in this.items()} == {
        what: row[0] for what, row in last.items()
    }
    assert last["Gemeenten met eigen afspraken die gelden"][0] == "1", "it applied then"
    page = client.get(address("region_report", region)).content.decode()
    assert f"{address('region_report', region)}?jaar=2025#partners" in page
    assert "?op=2025-12-31" in page


@pytest.fixture
def closed(region, regional):
    """A coalition that shares nothing beside one that shares, each with a word of its own."""
    add(region, "Open", "formed")
    return add(region, "Dicht", "formed", shares=())


def private_records(coalition):
    """Everything of a local coalition that the region may not read."""
    make.ChoiceFactory.create(coalition=coalition, intervention__name="GEHEIM interventie")
    make.AgreementFactory.create(coalition=coalition, in_force=True, title="GEHEIM afspraak")
    make.PartnershipFactory.create(
        coalition=coalition, organisation__name="GEHEIM partner", partner_type__name="GEHEIM soort"
    )
    Ambition.objects.create(coalition=coalition, title="GEHEIM ambitie")


@pytest.mark.usefixtures("lead")
def test_who_does_not_share_is_named_and_nothing_of_it_is_anywhere(client, region, closed):
    paths = [address(name, region, year) for name in PAGES for year in (None, 2025)]

    def everything():
        return [_without_tokens(client.get(path)) for path in paths]

    before = everything()
    private_records(closed)
    assert everything() == before
    page = client.get(paths[0])
    assert ["Dicht", "Gevormd", NOT_RECORDED, "Deelt niet", "Deelt niet"] in tables_of(page)[
        "per-gemeente"
    ]
    assert "Deelt niet: Dicht." in text_of(page)
    for kind in ("interventions_region", "agreements_region"):
        make.ConsentFactory.create(municipality=closed.coverage.get().municipality, kind=kind)
    assert "GEHEIM interventie" in text_of(client.get(paths[0]))
    assert "GEHEIM partner" not in text_of(client.get(paths[0])), "no consent is about partners"
    assert "GEHEIM ambitie" not in text_of(client.get(paths[0]))


def _without_tokens(response):
    return re.sub(rb"(nonce|csrfmiddlewaretoken)[^>]*", b"", response.content)


@pytest.mark.usefixtures("lead")
def test_partners_stand_by_kind_and_by_where_they_work(client, region, regional, closed):
    kind = make.PartnerTypeFactory.create(name="Ziekenhuis")
    one, two = make.PartnershipFactory.create_batch(2, coalition=regional, partner_type=kind)
    open_ = region.memberships.get(municipality__name="Open").municipality
    OrganisationMunicipality.objects.create(organisation=one.organisation, municipality=open_)
    found = tables_of(client.get(address("region_report", region)))
    assert found["soorten"][1] == ["Ziekenhuis", "medisch domein", "2", NOT_RECORDED]
    assert found["werkgebied"][1:] == [
        ["Dicht", NOT_RECORDED],
        ["Open", "1"],
    ]
    assert two.organisation.name not in str(found), "kinds and numbers, no names"


@pytest.mark.usefixtures("lead")
def test_agreements_of_the_region_with_their_uptake_and_ambitions(client, region, regional):
    add(region, "Best")
    add(region, "Veldhoven")
    owner = make.OrganisationFactory.create()
    agreement = make.AgreementFactory.create(
        coalition=regional,
        title="Huisbezoek",
        in_force=True,
        proposed=True,
        owner_organisation=owner,
    )
    Uptake.objects.create(
        agreement=agreement,
        municipality=region.memberships.first().municipality,
        state="adapted",
        decided_on=date(2026, 1, 1),
    )
    Ambition.objects.create(coalition=regional, title="Elk kind in beeld", for_whom="Ouders")
    found = tables_of(client.get(address("region_report", region)))
    assert found["van-kracht"][1][:2] == ["Huisbezoek", "5 januari 2024"]
    assert found["overname"][1] == [
        "Huisbezoek",
        "1",
        "2",
        "Aangepast overgenomen: 1; Nog niets gemeld: 1",
    ]
    assert found["ambities-regio"][1] == ["Elk kind in beeld", "Ouders", NOT_RECORDED]
    council = " ".join(pages_of(client.get(address("region_council_pdf", region)).content))
    assert "Huisbezoek (overgenomen door 1 van de 2 gemeenten, nog niets gemeld door 1)" in council
    assert "Elk kind in beeld" in council


@pytest.mark.usefixtures("lead")
def test_the_round_of_the_year_tells_how_far_and_no_answers(client, region):
    for name in ("Aa", "Bee", "Cee"):
        add(region, name)
    opened = open_round(questionnaire())
    for name, state in (("Bee", "busy"), ("Cee", "submitted")):
        row = Response.objects.filter(round=opened, municipality__name=name)
        row.update(state=state, submitted_at=clock.now() if state == "submitted" else None)
    found = tables_of(client.get(address("region_report", region)))
    assert found["ronde"][1:] == [
        ["Niet begonnen", "1", "Aa"],
        ["Bezig", "1", "Bee"],
        ["Ingediend", "1", "Cee"],
        ["Niet gevraagd: geen coalitie bekend", "0", "–"],
    ]
    earlier = text_of(client.get(address("region_report", region, 2025)))
    assert "Er is geen vragenlijst van dit jaar." in earlier


@pytest.mark.usefixtures("lead")
def test_a_region_without_any_coalition_gives_a_sensible_report(client, regional):
    region = make.RegionFactory.create(name="Leeg", stated_size=14)
    make.RegionMembershipFactory.create(region=region, user_id=client.session["_auth_user_id"])
    page = client.get(address("region_report", region))
    assert "14 gemeenten, niet genoemd in de bron." in text_of(page)
    assert "Deze regio heeft in deze site nog geen regionale coalitie." in text_of(page)
    assert set(map(tuple, compared(page).values())) == {(NOT_RECORDED, NOT_RECORDED)}
    place = make.MunicipalityFactory.create(name="Alleen")
    make.RegionMunicipalityFactory.create(region=region, municipality=place)
    page = client.get(address("region_report", region))
    assert "1 gemeente: in 0 is een coalitie gestart, van 1 is het niet bekend." in text_of(page)
    assert "Geen coalitie bekend in: Alleen." in text_of(page)
    for name in PAGES[1:]:
        assert client.get(address(name, region)).status_code == 200, name


def observed(definition, municipality, release=None, **more):
    more |= {"release": release} if release else {}
    return make.ObservationFactory.create(definition=definition, municipality=municipality, **more)


@pytest.fixture
def definition():
    indicator = make.IndicatorFactory.create(key="roken", name="Roken")
    return make.DefinitionFactory.create(indicator=indicator, minimum_count=None)


@pytest.mark.usefixtures("lead")
def test_a_hidden_rate_of_the_region_stays_hidden_with_the_reason(client, region, definition):
    add(region, "Best")
    make.ObservationFactory.create(
        definition=definition,
        municipality=None,
        region=region,
        kind="suppressed",
        value=None,
        numerator=None,
        denominator=None,
    )
    observed(definition, region.memberships.get().municipality)
    page = client.get(address("region_report", region))
    assert tables_of(page)["cijfers-regio"][1][:2] == ["Roken", "Verborgen (privacy)"]
    assert (
        "Verborgen (privacy): We laten dit cijfer niet zien om gezinnen te beschermen."
        in text_of(page)
    )
    annex = re.search(r'id="bijlage-tekst">(.*?)</div>', page.content.decode(), re.S).group(1)
    assert "Roken" not in annex


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize("how", ["embargo", "withdrawn"])
def test_a_release_under_embargo_or_withdrawn_gives_no_number(client, region, definition, how):
    add(region, "Best")
    until = clock.now() + timedelta(days=9) if how == "embargo" else None
    release = make.ReleaseFactory.create(published=True, embargo_until=until)
    make.ObservationFactory.create(
        release=release,
        definition=definition,
        municipality=None,
        region=region,
        numerator=777,
        denominator=1000,
        value=77.7,
    )
    observed(definition, region.memberships.get().municipality)
    if how == "withdrawn":
        shown = " ".join(pages_of(client.get(address("region_report_pdf", region)).content))
        assert "77,7%" in shown, "it is there before it is withdrawn"
        release_withdraw(release=release, reason="Fout in de bron")
    for name in PAGES:
        content = client.get(address(name, region)).content
        if name.endswith("pdf"):
            content = " ".join(pages_of(content)).encode()
        if name.endswith("xlsx"):
            content = str(sheets_of(content)).encode()
        assert b"77,7" not in content, name


@pytest.mark.usefixtures("lead")
def test_the_council_reads_two_pages_of_a_full_region(client, region, regional):
    for number in range(60):
        add(
            region,
            f"Gemeente met een lange naam {number:02}",
            "unknown" if number % 2 else "formed",
        )
    for number in range(99):
        title = f"Ambitie {number} " + "waarin heel veel woorden staan " * 5
        Ambition.objects.create(coalition=regional, title=title[:200])
        make.AgreementFactory.create(
            coalition=regional,
            title=f"Afspraak {number} " + "met een titel die niet op één regel past " * 4,
            in_force=True,
        )
    for number in range(30):
        indicator = make.IndicatorFactory.create(
            name=f"Cijfer {number} " + "met een lange naam " * 5
        )
        made = make.DefinitionFactory.create(indicator=indicator)
        make.ObservationFactory.create(definition=made, municipality=None, region=region)
        observed(made, region.memberships.first().municipality)
    for year in (None, 2025):
        content = client.get(address("region_council_pdf", region, year)).content
        assert len(pages_of(content)) <= 2
    text = " ".join(pages_of(content))
    assert "en nog 25" in text.split("Cijfers in het kort")[1]  # of thirty figures five stand here
    assert "en nog" in text.split("Cijfers in het kort")[0]


@pytest.mark.usefixtures("lead")
def test_the_files_are_tagged_named_and_of_the_year(client, region):
    add(region, "Best")
    for name, start in (
        ("region_report_pdf", "regiorapport"),
        ("region_council_pdf", "raadspakket"),
    ):
        response = client.get(address(name, region, 2025))
        assert response["Content-Disposition"].endswith(f'"{start}-{region.slug}-2025.pdf"')
        reader = pypdf.PdfReader(io.BytesIO(response.content))
        assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert reader.trailer["/Root"]["/Lang"] == "nl"
        assert "31 december 2025" in pages_of(response.content)[0]
    book = client.get(address("region_report_xlsx", region))
    assert book["Content-Disposition"].endswith(f'"regiorapport-{region.slug}-2026.xlsx"')


@pytest.mark.usefixtures("lead")
@pytest.mark.parametrize("year", ["1999", "2027", "x"])
def test_a_year_that_is_no_choice_is_said_and_gives_no_file_of_another_year(client, region, year):
    page = client.get(f"{address('region_report', region)}?jaar={year}")
    assert page.status_code == 200
    assert page.context["filter_form"].errors
    for name in PAGES[1:]:
        assert client.get(f"{address(name, region)}?jaar={year}").status_code == 404


def test_who_does_not_lead_reads_what_the_open_pages_show(client, sign_in, region, regional):
    own = add(region, "Best")
    make.AgreementFactory.create(coalition=own, in_force=True)
    Ambition.objects.create(coalition=regional, title="Elk kind in beeld")
    sign_in("analyst")
    page = client.get(address("region_report", region))
    assert {"gemeenten", "interventies", "cijfers"} <= {part.key for part in page.context["parts"]}
    assert not {"partners", "ambities", "afspraken", "vragenlijst"} & {
        part.key for part in page.context["parts"]
    }
    assert "Gemeenten met eigen afspraken die gelden" not in text_of(page)
    for name in PAGES[1:]:
        content = client.get(address(name, region)).content
        found = str(sheets_of(content)) if name.endswith("xlsx") else str(pages_of(content))
        assert "Elk kind" not in found
        assert "afspraken die gelden" not in found


@pytest.mark.usefixtures("lead")
def test_a_region_of_sixty_coalitions_asks_as_much_as_one_of_five(client, region, regional):
    make.PartnershipFactory.create(coalition=regional)
    opened = open_round(questionnaire())
    first = cost_of_all(client, region, opened, range(5))
    assert cost_of_all(client, region, opened, range(5, 60)) == first
    assert max(first) <= 60


def cost_of_all(client, region, opened, numbers):
    for number in numbers:
        own = add(region, f"Plaats {number}")
        reached(own, "forming", date(2025, 1, 1))
        make.ChoiceFactory.create(coalition=own, since=date(2025, 1, 1))
        make.AgreementFactory.create(coalition=own, in_force=True)
    fill(opened)
    costs = []
    for name in PAGES:
        client.get(address(name, region))  # fills what is kept between requests
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(name, region)).status_code == 200
        costs.append(len(queries))
    return costs


@pytest.mark.usefixtures("lead")
def test_the_report_is_in_the_language_of_the_reader(client, region, closed):
    for language, words in (("nl", "Deelt niet"), ("en", "Does not share")):
        for name in PAGES[:3]:
            content = client.get(
                address(name, region), headers={"accept-language": language}
            ).content
            found = {
                "region_report": lambda given: given.decode(),
                "region_report_pdf": lambda given: str(pages_of(given)),
                "region_report_xlsx": lambda given: str(sheets_of(given)),
            }[name](content)
            assert words in found, (language, name)


@pytest.mark.usefixtures("lead")
def test_the_pages_of_the_region_lead_to_its_report(client, region):
    add(region, "Best")
    page = client.get(f"/regios/{region.slug}/").content.decode()
    assert page.count(f'href="{address("region_report", region)}"') == 4, "two menus, button, list"


@pytest.mark.usefixtures("lead")
def test_a_number_of_agreements_leads_to_the_page_on_which_its_municipality_stands(client, region):
    for number in range(21):
        own = add(region, f"Plaats {number:02}")
        make.AgreementFactory.create(coalition=own, in_force=True)
    page = client.get(address("region_report", region)).content.decode()
    code = region.memberships.get(municipality__name="Plaats 20").municipality.code.lower()
    [link] = re.findall(rf'href="(/regios/[^"#]*afspraken/[^"#]*)#{code}"', page)
    assert f'id="{code}"' in client.get(link).content.decode()


@pytest.mark.usefixtures("lead")
def test_the_choice_of_a_year_is_not_printed(client, region):
    page = client.get(address("region_report", region)).content.decode()
    assert '<form method="get" class="ks-ask d-print-none">' in page
