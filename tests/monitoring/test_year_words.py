"""Words about a round that fit who reads them, and the moment they are about."""

import csv
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import override

from coalitions.registry import Reading
from kansrijkestart.core import clock
from monitoring.answers import Asked, AskedOption, in_words
from monitoring.models import ResponseAnswer, RoundExtension
from monitoring.selectors.deadlines import deadline_of
from monitoring.selectors.round_states import closing_words
from monitoring.selectors.year_steps import year_next_steps
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


def own_and_general(site, *places):
    """Give these more time; return the own last day and that of everybody, as pages write them."""
    for one in places:
        RoundExtension.objects.create(
            round=site.round,
            municipality=one,
            until=site.round.closes_at + timedelta(days=14),
            reason="ziek",
        )
    with override("nl"):
        until = closing_words(site.round.closes_at + timedelta(days=14))
        return until, closing_words(site.round.closes_at)


def test_who_has_more_time_reads_the_own_last_day_and_beside_it_that_of_others(client):
    site = Site(client)
    own, general = own_and_general(site, site.here)
    note = f"Jullie hebben uitstel; voor anderen is het tot en met {general}."
    assert f"is open tot en met {own}. {note} Veel is al ingevuld" in site.read()
    page = client.get(reverse("monitoring:responses", args=[site.coalition.slug]))
    assert f'<span>{own}<span class="ks-under">{note}</span>' in unescape(page.content.decode())
    [step] = year_next_steps(Reading(site.coalition, site.user))
    with override("nl"):
        assert str(step.title).endswith(f"open tot en met {own}")
        assert str(step.reason).startswith(note)


@pytest.mark.parametrize(
    ("several", "words"), [(False, "0 van 1 gemeente\n"), (True, "0 van 2 gemeenten\n")]
)
def test_one_municipality_is_counted_in_the_singular(client, several, words):
    site = Site(client, several=several)
    page = client.get(reverse("monitoring:responses", args=[site.coalition.slug]))
    assert words in page.content.decode()


def test_more_time_for_some_of_the_municipalities_is_not_the_end_for_the_coalition(client):
    site = Site(client, several=True)
    own, general = own_and_general(site, site.here)
    note = f"Een deel van jullie gemeenten heeft uitstel tot en met {own}."
    assert f"is open tot en met {general}. {note}" in site.read()
    [step] = year_next_steps(Reading(site.coalition, site.user))
    with override("nl"):
        assert str(step.title).endswith(f"open tot en met {general}")
        assert str(step.reason).startswith(note)


@pytest.mark.parametrize(("ours", "named"), [((10, None), 10), ((10, 20), 10), ((20, 20), 20)])
def test_after_the_day_of_everybody_the_first_day_that_is_to_come_is_named(ours, named):
    closed = clock.now() - timedelta(days=4)
    ends = [one and closed + timedelta(days=one) for one in ours]
    assert deadline_of(closed, ends).ends_at == closed + timedelta(days=named)
    over = deadline_of(closed - timedelta(days=60), [None, closed - timedelta(days=50)])
    assert over.ends_at == over.closes_at


def test_without_more_time_one_day_is_named(client):
    site = Site(client)
    assert "uitstel" not in site.read()


def test_the_last_day_of_more_time_has_its_own_column(client):
    site = Site(client)
    own, _general = own_and_general(site, site.here)
    client.force_login(NationalRoleFactory.create().user)
    text = unescape(
        client.get(reverse("monitoring:round_overview", args=[site.round.pk])).content.decode()
    )
    assert f'data-label="Uitstel"><span>tot en met {own}</span>' in text
    assert 'data-label="Ingediend op"><span>–</span>' in text


def test_a_part_with_only_free_questions_that_are_open_is_not_called_ready(client):
    site = Site(client)
    open_still = "niets; de rest mag leeg blijven"
    rows = ResponseAnswer.objects.filter(response__round=site.round)
    rows.filter(question__is_required=True, derived__isnull=True).update(given={"unknown": True})
    assert open_still in site.read()
    rows.filter(derived__isnull=True).update(given={"unknown": True})
    assert open_still not in site.read()


def test_an_answer_that_the_question_does_not_offer_is_not_shown_as_a_bare_code():
    question = Asked("beleid", "Is er beleid?", "one", [AskedOption("yes", "Ja")])
    with override("nl"):
        said = in_words(question, {"options": ["in_development"], "other": ""})
    assert said == "“in_development” (onbekend antwoord)"
