"""Words about a round that fit who reads them, and the moment they are about."""

import csv
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from kansrijkestart.core import clock
from monitoring.models import RoundExtension
from monitoring.services.handing_in import approval_set
from tests.factories import CoalitionMunicipalityFactory, NationalRoleFactory
from tests.monitoring.test_response_pages import Site
from tests.monitoring.year_world import fill, response_of

pytestmark = pytest.mark.django_db


def test_an_extension_until_midnight_is_in_the_list_as_the_last_day(client):
    site = Site(client)
    midnight = localtime(site.round.closes_at + timedelta(days=9)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    RoundExtension.objects.create(
        round=site.round, municipality=site.here, until=midnight, reason="ziek"
    )
    client.force_login(NationalRoleFactory.create().user)
    page = client.get(reverse("monitoring:round_overview_csv", args=[site.round.pk, "machine"]))
    [line] = list(csv.reader(page.content.decode("utf-8-sig").splitlines()))[1:]
    assert line[-1] == (midnight.date() - timedelta(days=1)).isoformat()


def test_who_had_more_time_reads_when_that_ended(client):
    site = Site(client)
    until = site.round.closes_at + timedelta(days=3)
    RoundExtension.objects.create(
        round=site.round, municipality=site.here, until=until, reason="ziek"
    )
    with clock.travel(until + timedelta(hours=1)):
        client.force_login(site.user)
        text = site.read()
    ended, closed = (localtime(one) for one in (until, site.round.closes_at))
    assert f"gesloten op {ended.day} " in text
    assert f"gesloten op {closed.day} " not in text


def test_an_approver_is_spoken_to_as_who_takes_part(client):
    site = Site(client)
    site.send(2, afspraken=["none"], **{"afspraken-reason": "Geldt niet meer"})
    response = response_of(site.round, site.here)
    response.state, response.submitted_at = "submitted", clock.now()
    response.save()
    approval_set(coalition=site.coalition, approver=site.user)
    text = site.read("response_approve")
    assert "Jullie reden: Geldt niet meer" in text
    assert "De reden" not in text


def test_a_closed_page_costs_the_same_for_one_municipality_as_for_many(client):
    site = Site(client)

    def cost():
        with clock.travel(site.round.closes_at + timedelta(hours=1)):
            client.force_login(site.user)
            site.read()
            with CaptureQueriesContext(connection) as queries:
                assert "gesloten op" in site.read()
        return len(queries)

    for_one = cost()
    CoalitionMunicipalityFactory.create_batch(5, coalition=site.coalition)
    fill(site.round)
    assert cost() == for_one


def test_an_analyst_is_not_spoken_to_as_who_fills_in(client):
    site = Site(client)
    site.send(2, afspraken=["none"], **{"afspraken-reason": "Geldt niet meer"})
    overview, answers = site.read(), site.read("response_answers")
    assert "Jullie reden: Geldt niet meer" in answers
    for words in ("Veel is al ingevuld", "Je mag het zo indienen"):
        assert words in overview
    response = response_of(site.round, site.here)
    response.state, response.submitted_at = "submitted", clock.now()
    response.save()
    client.force_login(NationalRoleFactory.create().user)
    overview, answers = site.read(), site.read("response_answers")
    assert "De vragenlijst is open tot en met" in overview
    assert "De reden: Geldt niet meer" in answers
    for words in ("Jullie reden", "Veel is al ingevuld", "Je mag het zo indienen"):
        assert words not in overview + answers
