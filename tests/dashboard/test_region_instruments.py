"""Instruments per municipality: named, not reported, not shared; and agreements with insurers."""

from datetime import date

import pytest
from django.urls import reverse

from agreements.models import DetectionInstrument
from kansrijkestart.dashboard.selectors.instruments import region_instruments
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def region():
    return make.RegionFactory.create()


def place(region, name, *, shares=True, coalition=True):
    municipality = make.MunicipalityFactory.create(name=name)
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    if shares:
        make.ConsentFactory.create(municipality=municipality, kind="agreements_region")
    if not coalition:
        return None
    made = make.CoalitionFactory.create(region=region, name=name)
    make.CoalitionMunicipalityFactory.create(coalition=made, municipality=municipality)
    return made


def instrument(coalition, name="Vragenlijst", **values):
    agreement = make.AgreementFactory.create(
        coalition=coalition, **({"in_force": True, "title": name} | values)
    )
    return DetectionInstrument.objects.create(
        agreement=agreement, name=name, is_validated=True, used_by="Verloskundigen"
    )


def states(region):
    return {one.municipality.name: one.state for one in region_instruments(region).places}


def test_every_municipality_says_what_is_known_of_it(region):
    instrument(place(region, "Aa"))
    instrument(place(region, "Bee", shares=False), "Geheime lijst")
    place(region, "Cee")
    place(region, "Dee", coalition=False)
    instrument(place(region, "Ee"), "Concept", in_force=False)
    assert states(region) == {
        "Aa": "named",
        "Bee": "not_shared",
        "Cee": "not_reported",
        "Dee": "no_coalition",
        "Ee": "not_reported",
    }
    found = region_instruments(region)
    assert (found.named, found.silent) == (1, 2)


def test_the_lead_reads_it_and_nobody_elses_secret(client, region, sign_in):
    regional = make.CoalitionFactory.create(scope="regional", region=region)
    instrument(regional, "Lijst van de regio")
    instrument(place(region, "Aa"))
    instrument(place(region, "Bee", shares=False), "Geheime lijst")
    sign_in("region_lead", regional)
    page = client.get(reverse("dashboard:region_instruments", args=[region.slug])).content.decode()
    assert "Lijst van de regio" in page
    assert "Vragenlijst" in page
    assert "Verloskundigen" in page
    assert "Geheime lijst" not in page
    overview = client.get(reverse("dashboard:region", args=[region.slug])).content.decode()
    assert reverse("dashboard:region_instruments", args=[region.slug]) in overview


def test_what_a_coalition_agreed_for_its_own_municipalities_is_not_the_regions(region):
    both = make.CoalitionFactory.create(scope="both", region=region)
    municipality = make.MunicipalityFactory.create(name="Aa")
    make.RegionMunicipalityFactory.create(region=region, municipality=municipality)
    make.CoalitionMunicipalityFactory.create(coalition=both, municipality=municipality)
    organisation = make.PartnershipFactory.create(coalition=both).organisation
    instrument(both, "Lijst van de gemeente", scope="local")
    instrument(both, "Lijst van de regio", scope="regional", owner_organisation=organisation)
    found = region_instruments(region)
    assert [one.name for one in found.regional] == ["Lijst van de regio"]


def test_an_agreement_with_an_insurer_is_yes_or_not_reported_never_no(client, region, sign_in):
    regional = make.CoalitionFactory.create(scope="regional", region=region)
    silent = place(region, "Bee", shares=False)
    local = place(region, "Aa")
    make.AgreementFactory.create(coalition=silent, kind="insurer", in_force=True, title="Geheim")
    make.AgreementFactory.create(coalition=local, kind="insurer", title="Concept")
    sign_in("region_lead", regional)
    url = reverse("dashboard:region_instruments", args=[region.slug])
    page = client.get(url).content.decode().split('id="insurers"')[1]
    assert "Niet opgegeven" in page
    assert "Geheim" not in page
    assert "Concept" not in page
    make.AgreementFactory.create(
        coalition=local,
        kind="insurer",
        title="Samen betalen",
        state="in_force",
        starts_on=date(2024, 3, 1),
    )
    page = client.get(url).content.decode().split('id="insurers"')[1]
    assert "Samen betalen" in page
    assert "Niet opgegeven" not in page.split("</section>")[0]


def test_a_region_without_municipalities_says_so(client, region, sign_in):
    regional = make.CoalitionFactory.create(scope="regional", region=region)
    sign_in("region_lead", regional)
    answer = client.get(reverse("dashboard:region_instruments", args=[region.slug]))
    assert answer.status_code == 200
    assert "nog geen gemeenten" in answer.content.decode()
