"""The report of a region on a day of the past: who shares, and what is not known of then."""

import re
from datetime import date

import pytest

from interventions.matrix import sentence
from kansrijkestart.core import clock
from tests import factories as make
from tests.dashboard.region_report.world import (
    NOT_RECORDED,
    NOW,
    add,
    address,
    compared,
    flat,
    pages_of,
    reached,
    tables_of,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead")]


def agreed_of(response):
    """The agreements in force per municipality, as the table shows them."""
    return {row[0]: row[4] for row in tables_of(response)["per-gemeente"][1:]}


def agreed_since_2025(region, name):
    own = add(region, name)
    make.AgreementFactory.create(coalition=own, state="in_force", starts_on=date(2025, 5, 1))
    return own


def test_who_left_without_consent_keeps_the_agreements_of_then_closed(client, region):
    own = agreed_since_2025(region, "Aa")
    left = make.MunicipalityFactory.create(name="Bee")
    make.RegionMunicipalityFactory.create(region=region, municipality=left)
    make.CoalitionMunicipalityFactory.create(
        coalition=own, municipality=left, until=date(2026, 3, 1)
    )
    own_agreements = "Gemeenten met eigen afspraken die gelden"
    assert agreed_of(client.get(address("region_report", region, 2025))) == {
        "Aa": "Deelt niet",
        "Bee": "Deelt niet",
    }
    assert compared(client.get(address("region_report", region)))[own_agreements][1] != "2"
    make.ConsentFactory.create(municipality=left, kind="agreements_region")
    assert set(agreed_of(client.get(address("region_report", region, 2025))).values()) == {"1"}


def test_who_joined_without_consent_closes_the_agreements_of_before(client, region):
    own = agreed_since_2025(region, "Aa")
    make.CoalitionMunicipalityFactory.create(coalition=own, since=date(2026, 3, 1))
    assert agreed_of(client.get(address("region_report", region, 2025))) == {"Aa": "Deelt niet"}


def test_a_coalition_that_stopped_since_shares_what_it_agreed_then(client, region):
    own = agreed_since_2025(region, "Aa")
    own.coverage.update(until=date(2026, 3, 1))
    assert agreed_of(client.get(address("region_report", region, 2025))) == {"Aa": "1"}


def test_numbers_that_nobody_shares_are_not_said_to_be_not_recorded(client, region):
    add(region, "Aa", shares=())
    page = client.get(address("region_report", region))
    found = compared(page)
    for what in (
        "Gemeenten waar een interventie loopt",
        "Verschillende interventies die lopen",
        "Gemeenten met eigen afspraken die gelden",
    ):
        assert found[what] == ["Deelt niet", "Deelt niet"], what
    assert "Geen gemeente heeft opgegeven" not in annex_of(page)
    assert "1 gemeente deelt haar interventies niet met de regio." in annex_of(page)


def test_who_does_not_share_is_told_beside_what_is_not_recorded(client, region):
    add(region, "Aa", shares=())
    add(region, "Bee")
    page = client.get(address("region_report", region))
    assert compared(page)["Verschillende interventies die lopen"][0] == NOT_RECORDED
    assert text_of(page).count("van 1 gemeente niet vastgelegd, 1 deelt niet") >= 3
    assert "Geen gemeente die haar interventies deelt" in annex_of(page)


def annex_of(response):
    return " ".join(one.text for one in response.context["annex"])


def test_the_annex_says_of_partners_that_their_day_is_not_known(client, region, regional):
    make.PartnershipFactory.create(coalition=regional, since=None)
    page = client.get(address("region_report", region))
    assert "van nog 1 is de eerste dag niet vastgelegd" in annex_of(page)
    assert "gemeente niet vastgelegd" not in annex_of(page)


def test_the_sentence_of_interventions_is_that_of_their_page(client, region):
    own = add(region, "Aa")
    first = make.ChoiceFactory.create(coalition=own).intervention
    region.matrix_imports.create(
        reported_on=date(2026, 1, 1), counts={"columns": [first.slug]}, source="Tabel"
    )
    make.ChoiceFactory.create(coalition=own, intervention__name="Later")
    page = client.get(address("region_report", region))
    [part] = [one for one in page.context["parts"] if one.key == "interventies"]
    assert "later" in part.says[0]
    assert part.says == [sentence(page.context["report"].now.matrix)]


def test_no_municipality_at_a_stage_is_only_known_when_all_stages_are(client, region):
    known = add(region, "Aa")
    reached(known, "forming", date(2024, 2, 1))
    reached(known, "formed", date(2025, 3, 1))
    add(region, "Bee", "formed")  # of which no stage has a day
    page = client.get(address("region_report", region, 2025))
    assert ["In opbouw", NOT_RECORDED, "1"] in tables_of(page)["standen"]


@pytest.mark.parametrize("year", [2025, None])
def test_what_is_of_today_says_so_wherever_it_stands_in_a_past_year(client, region, year):
    add(region, "Aa")
    page = client.get(address("region_report", region, year))
    council = client.get(address("region_council_pdf", region, year)).content
    said = "werkgebieden van partners en cijfers zijn zoals ze op 1 september 2026 bekend"
    for text in (text_of(page), flat(annex_of(page)), " ".join(pages_of(council))):
        assert (said in text) is bool(year)


def test_a_newer_stage_without_a_day_leaves_that_of_then_not_recorded(client, region):
    own = add(region, "Aa", "formed")
    reached(own, "announced", date(2019, 5, 1))
    reached(own, "forming", None)  # recorded this year, so later than the one with a day
    other = add(region, "Bee", "formed")
    reached(other, "forming", None)  # comes first: what has a day is further along
    reached(other, "formed", date(2025, 2, 1))
    places = tables_of(client.get(address("region_report", region)))["per-gemeente"][1:]
    assert [row[2] for row in places] == [NOT_RECORDED, "Gevormd"]


def test_a_provisional_rate_of_the_country_stays_so_in_the_sentence(client, region):
    own = add(region, "Aa")
    made = make.DefinitionFactory.create(indicator__name="Roken", minimum_count=None)
    place = own.coverage.get().municipality
    make.ObservationFactory.create(definition=made, municipality=place)
    make.ObservationFactory.create(definition=made, municipality=None, region=region)
    make.ObservationFactory.create(definition=made, municipality=None, is_provisional=True)
    text = annex_of(client.get(address("region_report", region)))
    assert re.search(r"Nederland: [^.]*voorlopig", text), text


def test_a_coalition_that_ended_stands_in_the_years_in_which_it_ran(client, regional, region):
    reached(regional, "formed", date(2024, 6, 1))
    make.PartnershipFactory.create(coalition=regional, since=date(2024, 6, 1))
    regional.stage, regional.ended_on = "ended", date(2026, 3, 1)
    regional.save()
    reached(regional, "ended", date(2026, 3, 1))
    stage, partners = "Stand van de regionale coalitie", "Partners van de regionale coalitie"
    told = compared(client.get(address("region_report", region, 2025)))
    assert (told[stage][0], told[partners][0]) == ("Gevormd", "1")
    told = compared(client.get(address("region_report", region, 2026)))
    assert told[stage] == ["Gestopt", "Gevormd"]
    with clock.travel(NOW.replace(year=2028)):
        page = client.get(address("region_report", region, 2028))
        assert "nog geen regionale coalitie" in text_of(page)
        begin = date(2028, 2, 1)
        make.CoalitionFactory.create(
            regional=True, region=region, name="Opnieuw", stage="forming", started_on=begin
        )
        told = compared(client.get(address("region_report", region, 2028)))
        assert told[stage][0] == "In opbouw"
    assert compared(client.get(address("region_report", region, 2025)))[stage][0] == "Gevormd"
