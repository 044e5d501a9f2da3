"""The region's pages: what the lead sees, what stays hidden, and the files."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from agreements.models import AgreementTheme
from tests import factories as make
from tests.dashboard.test_public import title_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def regional():
    return make.CoalitionFactory.create(
        regional=True, name="Regionale coalitie", slug="de-streek", stage="forming"
    )


@pytest.fixture
def region(regional):
    return regional.region


def add(region, name, stage="unknown", shares=(), **coalition):
    municipality = make.MunicipalityFactory.create(name=name)
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    own = make.CoalitionFactory.create(name=f"Coalitie {name}", stage=stage, **coalition)
    make.CoalitionMunicipalityFactory.create(coalition=own, municipality=municipality)
    for kind in shares:
        make.ConsentFactory.create(municipality=municipality, kind=kind)
    return own


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def url(name, region, query=""):
    return reverse(f"dashboard:{name}", args=[region.slug]) + query


def row_of(response, name):
    rows = re.findall(r"<tr.*?</tr>", response.content.decode(), re.DOTALL)
    found = next(row for row in rows if f">{name}</a>" in row)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_the_lead_finds_the_municipalities_that_reported_no_coalition(
    client, sign_in, region, regional
):
    for number in range(10):
        add(region, f"Begonnen {number}", "forming")
    for number in range(5):
        add(region, f"Stil {number}")
    sign_in("region_lead", regional)
    page = text_of(client.get(url("region", region)))
    assert "15 gemeenten: in 10 is een coalitie gestart, van 5 is het niet bekend." in page
    assert "Niet bekend: 5" in page
    listed = client.get(url("region", region, "?stand=niet-bekend"))
    assert [item.row.municipality.name for item in listed.context["rows"]] == [
        f"Stil {number}" for number in range(5)
    ]
    assert "Begonnen" not in listed.content.decode()


def test_a_municipality_without_any_coalition_is_not_known(client, sign_in, region, regional):
    municipality = make.MunicipalityFactory.create(name="Leeg")
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    sign_in("region_lead", regional)
    response = client.get(url("region", region, "?stand=niet-bekend"))
    assert "Leeg" in row_of(response, "Leeg")
    assert response.context["rows"][0].row.stage == "unknown"


def test_numbers_are_shown_only_as_far_as_a_municipality_shares(client, sign_in, region, regional):
    both = ("interventions_region", "agreements_region")
    open_ = add(region, "Open", "formed", both)
    closed = add(region, "Dicht", "formed")
    add(region, "Stil", "formed", both)
    for coalition in (open_, closed):
        make.ChoiceFactory.create_batch(3, coalition=coalition)
        make.AgreementFactory.create_batch(2, coalition=coalition, in_force=True)
        make.AgreementFactory.create(coalition=coalition)
    sign_in("region_lead", regional)
    response = client.get(url("region", region))
    assert row_of(response, "Open").endswith("Gevormd 3 2")
    assert row_of(response, "Dicht").endswith("Gevormd Deelt niet Deelt niet")
    assert row_of(response, "Stil").endswith("Gevormd Niet opgegeven Nog niet vastgelegd")


def test_agreements_of_a_coalition_need_every_municipality(client, sign_in, region, regional):
    coalition = add(region, "Open", "formed", ["agreements_region"])
    make.AgreementFactory.create(coalition=coalition, in_force=True, title="Huisbezoek")
    sign_in("region_lead", regional)
    assert "Huisbezoek" in client.get(url("region_agreements", region)).content.decode()
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    page = client.get(url("region_agreements", region))
    assert "Huisbezoek" not in page.content.decode()
    assert "Deelt niet" in text_of(page)


def test_the_agreements_page_shows_what_applies_with_theme_level_and_date(
    client, sign_in, region, regional
):
    coalition = add(region, "Best", "formed", ["agreements_region"])
    agreement = make.AgreementFactory.create(
        coalition=coalition,
        in_force=True,
        title="Huisbezoek",
        levels=["governance"],
        review_on=date(2031, 3, 3),
    )
    AgreementTheme.objects.create(
        agreement=agreement, theme=make.ThemeFactory.create(name="Toeleiding")
    )
    make.AgreementFactory.create(coalition=coalition, title="Nog concept")
    make.AgreementFactory.create(coalition=regional, title="Regionale lijn", in_force=True)
    sign_in("region_lead", regional)
    page = text_of(client.get(url("region_agreements", region)))
    assert "Huisbezoek Toeleiding" in page
    assert (
        "3\N{NO-BREAK SPACE}maart\N{NO-BREAK SPACE}2031"
        in client.get(url("region_agreements", region)).content.decode()
    )
    assert "Nog concept" not in page
    assert "Regionale lijn" in page


def test_a_region_that_is_not_named_says_how_many_the_source_states(client, sign_in):
    region = make.RegionFactory.create(stated_size=14)
    user = make.RegionMembershipFactory.create(region=region).user
    client.force_login(user)
    for name in ("region", "region_matrix", "region_agreements"):
        page = text_of(client.get(url(name, region)))
        assert "14 gemeenten, niet genoemd in de bron." in page, name


@pytest.mark.parametrize(
    "name", ["region", "region_matrix", "region_matrix_xlsx", "region_matrix_csv"]
)
@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("outsider", 404), ("region_lead", 200), ("analyst", 200)],
)
def test_only_the_lead_and_the_analyst_know_of_a_region(
    client, sign_in, region, regional, name, who, status
):
    sign_in(who, regional)
    assert client.get(url(name, region)).status_code == status


def test_a_lead_of_another_region_gets_the_page_of_something_that_does_not_exist(
    client, sign_in, region
):
    sign_in("region_lead", make.CoalitionFactory.create(regional=True))
    for name in ("region", "region_matrix", "region_matrix_xlsx", "region_agreements"):
        assert client.get(url(name, region)).status_code == 404


def test_agreements_are_for_the_lead_only(client, sign_in, region, regional):
    sign_in("analyst", regional)
    assert client.get(url("region_agreements", region)).status_code == 403
    assert (
        reverse("dashboard:region_agreements", args=[region.slug])
        not in client.get(url("region", region)).content.decode()
    )


def test_page_list_and_workbook_show_the_same(client, sign_in, region, regional):
    coalition = add(region, "Best", "forming", ["interventions_region"])
    make.ChoiceFactory.create(coalition=coalition, intervention__name="GIZ-methodiek")
    add(region, "Dicht", "formed")
    sign_in("region_lead", regional)
    page = client.get(url("region_matrix", region))
    table = re.findall(r"<table.*?</table>", page.content.decode(), re.DOTALL)[0]
    cells = [
        [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split()).replace("\N{SOFT HYPHEN}", "")
            for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL)
    ]
    content = client.get(url("region_matrix_xlsx", region)).content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert cells == sheet.to_python()
    assert cells[-1][:3] == ["Loopt", "2 van 2", "1 van 2"]
    listed = text_of(client.get(url("region_matrix", region, "?weergave=lijst")))
    assert "GIZ-methodiek Loopt" in listed
    assert "Deelt niet" in listed


def test_downloads_are_attachments_with_a_clear_name(client, sign_in, region, regional):
    sign_in("region_lead", regional)
    for ending in ("xlsx", "csv"):
        response = client.get(url(f"region_matrix_{ending}", region))
        assert response["Content-Disposition"] == (
            f'attachment; filename="interventies-per-gemeente-{region.slug}.{ending}"'
        )


@pytest.mark.parametrize("name", ["region", "region_matrix", "region_agreements"])
def test_query_counts_do_not_grow_with_the_region(client, sign_in, region, regional, name):
    def fill(number):
        coalition = add(
            region, f"G {number}", "formed", ["interventions_region", "agreements_region"]
        )
        make.ChoiceFactory.create(coalition=coalition)
        agreement = make.AgreementFactory.create(coalition=coalition, in_force=True)
        AgreementTheme.objects.create(agreement=agreement, theme=make.ThemeFactory.create())

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name, region)).status_code == 200
        return len(queries)

    sign_in("region_lead", regional)
    fill(0)
    count()  # the first page of a process also fills caches
    one = count()
    for number in range(1, 30):
        fill(number)
    assert count() == one


def test_every_page_has_its_own_title_and_one_heading(client, sign_in, region, regional):
    add(region, "Best", "forming")
    sign_in("region_lead", regional)
    titles = set()
    for name in ("region", "region_matrix", "region_agreements"):
        html = client.get(url(name, region)).content.decode()
        assert html.count("<h1") == 1
        titles.add(title_of(html))
    assert titles == {
        f"Regio {region.name} · Coalitiedossier",
        f"Interventies per gemeente · {region.name} · Coalitiedossier",
        f"Regionale afspraken · {region.name} · Coalitiedossier",
    }


def test_municipalities_without_agreements_stand_together_each_under_its_reason(
    client, sign_in, region, regional
):
    add(region, "Best", "formed", ["agreements_region"])
    add(region, "Bladel", "formed", ["agreements_region"])
    add(region, "Waalre", "formed")
    empty = make.MunicipalityFactory.create(name="Eersel")
    make.RegionMunicipalityFactory.create(region=region, municipality=empty)
    sign_in("region_lead", regional)
    page = text_of(client.get(url("region_agreements", region)))
    assert "Nog niet vastgelegd Best, Bladel" in page
    assert "Deelt niet Waalre" in page
    assert "Geen coalitie bekend Eersel" in page


def test_only_the_lead_makes_the_regions_report(client, sign_in, region, regional):
    add(region, "Best")
    sign_in("region_lead", regional)
    assert "Maak regiorapport" in text_of(client.get(url("region", region)))
    sign_in("analyst")
    assert "Maak regiorapport" not in text_of(client.get(url("region", region)))


def test_a_region_whose_regional_coalition_is_the_only_one_is_told_as_such(
    client, sign_in, region, regional
):
    regional.stage = "formed"
    regional.save()
    for name in ("Maastricht", "Heerlen"):
        place = make.MunicipalityFactory.create(name=name)
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
        make.CoalitionMunicipalityFactory.create(coalition=regional, municipality=place)
    sign_in("region_lead", regional)
    page = client.get(url("region", region))
    assert (
        "2 gemeenten: in 2 is een coalitie gestart. In 2 daarvan is dat de regionale coalitie; "
        "een lokale is niet bekend." in text_of(page)
    )
    assert "Gevormd: 2" in text_of(page)
    assert "Regionale coalitie Regionale coalitie Gevormd" in row_of(page, "Heerlen")
    listed = client.get(url("region", region, "?stand=gevormd"))
    assert len(listed.context["rows"]) == 2


@pytest.fixture
def neighbour(region):
    """A coordinator of one municipality of the region; another one shares, a third does not."""
    own = add(region, "Best", "forming")
    add(region, "Deelt", "forming", shares=["interventions_region", "agreements_region"])
    add(region, "Zwijgt", "formed")
    return make.MembershipFactory.create(coalition=own, role="coordinator").user


def test_a_coordinator_opens_the_own_region_and_sees_what_is_shared(client, region, neighbour):
    client.force_login(neighbour)
    menu = {str(item.label): item.url for item in client.get("/").context["navigation"]}
    assert menu["Regio"] == url("region", region)
    page = client.get(url("region", region))
    assert "jullie gemeente" in row_of(page, "Best")
    assert "Deelt niet" in row_of(page, "Zwijgt")
    assert "Deelt niet" not in row_of(page, "Deelt")
    assert "Afspraken die gelden" not in text_of(page), "agreements were shared with the lead"
    assert url("region_agreements", region) not in page.content.decode()
    assert client.get(url("region_agreements", region)).status_code == 403
    table = client.get(url("region_matrix", region)).content.decode()
    assert table.count("jullie gemeente") == 1
    listed = client.get(url("region_matrix", region, "?weergave=lijst")).content.decode()
    assert listed.count("jullie gemeente") == 1


def test_a_region_without_a_running_coalition_is_not_around(client, region, regional, neighbour):
    municipality = neighbour.memberships.get().coalition.coverage.get().municipality
    ggd = make.RegionFactory.create(name="GGD")
    make.RegionMunicipalityFactory.create(region=ggd, municipality=municipality)
    client.force_login(neighbour)
    assert client.get(url("region", ggd)).status_code == 404
    regional.stage, regional.ended_on = "ended", date(2025, 1, 1)
    regional.save()
    assert client.get(url("region", region)).status_code == 404


@pytest.mark.parametrize("ends", ["membership", "coverage", "region"])
def test_a_region_is_around_as_long_as_the_periods_last(client, region, neighbour, ends):
    membership = neighbour.memberships.get()
    coverage = membership.coalition.coverage.get()
    rows = {
        "membership": membership,
        "coverage": coverage,
        "region": coverage.municipality.region_memberships.get(),
    }
    client.force_login(neighbour)
    assert client.get(url("region", region)).status_code == 200
    for row in rows.values():
        row.since = date(2020, 1, 1)
        row.save()
    rows[ends].until = date(2021, 1, 1)
    rows[ends].save()
    assert client.get(url("region", region)).status_code == 404


@pytest.mark.parametrize("role", ["partner", "policy_viewer", "adviser"])
def test_others_open_no_region(client, sign_in, region, neighbour, role):
    sign_in(role, neighbour.memberships.get().coalition)
    assert client.get(url("region", region)).status_code == 404
