"""Who reads shared answers gets the answers, and not the record or the people behind them."""

import pytest

from kansrijkestart.core import clock
from monitoring.models import Response
from tests.factories import (
    ConsentFactory,
    MembershipFactory,
    NationalRoleFactory,
    RegionMembershipFactory,
    RegionMunicipalityFactory,
)
from tests.monitoring.test_response_pages import Site

pytestmark = pytest.mark.django_db

PAGES = ("response", "response_answers")
TITLE = "Afspraak met Maatschap Zeldzaam"


@pytest.fixture
def shared(client):
    """Answers that were handed in, approved, opened again once, and shared with the region."""
    site = Site(client)
    site.agreement.title = TITLE
    site.agreement.save()
    site.client.post(site.url("response_refresh"))
    site.user.name = "Noor Indiener"
    site.user.save()
    boss = MembershipFactory.create(
        coalition=site.coalition, role="partner", user__name="Bas Akkoord"
    ).user
    site.send(1, stadium="forming", **{"stadium-reason": "Nog niet getekend"})
    site.send(2, uren="8", activiteiten="yes")
    Response.objects.filter(round=site.round).update(
        state="approved",
        submitted_at=clock.now(),
        submitted_by=site.user,
        approved_at=clock.now(),
        approved_by=boss,
        remarks="Let op de uren",
        reopen_reason="Een uur vergeten",
    )
    ConsentFactory.create(municipality=site.here, kind="answers_region")
    return site


def lead(site):
    found = RegionMembershipFactory.create()
    RegionMunicipalityFactory.create(region=found.region, municipality=site.here)
    return found.user


def analyst(_site):
    return NationalRoleFactory.create().user


@pytest.mark.parametrize("reader", [lead, analyst])
def test_shared_answers_name_no_records_and_nobody(shared, reader):
    before = {name: shared.read(name) for name in PAGES}
    assert TITLE in before["response_answers"]
    assert "Vastgelegd is: Gevormd" in before["response"]
    assert {"Noor Indiener", "Bas Akkoord"} == {
        one for one in ("Noor Indiener", "Bas Akkoord") if one in before["response"]
    }
    assert "laatst gewijzigd" in before["response"]
    shared.client.force_login(reader(shared))
    for name in PAGES:
        text = shared.read(name).split("<main")[1]
        for closed in (
            TITLE,
            "Noor Indiener",
            "Bas Akkoord",
            "laatst gewijzigd",
            shared.user.email,
        ):
            assert closed not in text, (name, closed)
    assert "Gevormd" not in shared.read("response")


@pytest.mark.parametrize("reader", [lead, analyst])
def test_shared_answers_keep_their_reasons_and_remarks(shared, reader):
    shared.client.force_login(reader(shared))
    text = shared.read()
    for words in (
        "Ingediend op",
        "Akkoord op",
        "Let op de uren",
        "Een uur vergeten",
        "Vastgelegd is iets anders",
        "Nog niet getekend",
    ):
        assert words in text
    assert "Nog niet getekend" in shared.read("response_answers")


@pytest.mark.parametrize("reader", [lead, analyst])
def test_the_list_says_nothing_of_who_changed_the_record(shared, reader):
    address = f"/coalities/{shared.coalition.slug}/vragenlijst/"
    assert "laatst gewijzigd" in shared.client.get(address).content.decode()
    shared.client.force_login(reader(shared))
    page = shared.client.get(address)
    assert page.status_code == 200
    assert "laatst gewijzigd" not in page.content.decode()
