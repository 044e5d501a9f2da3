"""What is known before the coordinator comes: three answers, and the record stays as it is."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import KnownAnswer
from coalitions.registry import Reading
from coalitions.selectors.known import known_of
from coalitions.services.coalition import coalition_update
from coalitions.services.known import known_answer
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import EditConflict
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def best():
    coalition = make.CoalitionFactory.create(
        name="Best", stage="forming", stage_source="Regionaal kader"
    )
    place = make.MunicipalityFactory.create(name="Best")
    make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    make.RegionMunicipalityFactory.create(region__name="De Kempen", municipality=place)
    return coalition


def row_of(coalition, topic, user=None):
    rows = known_of(Reading(coalition, user)).rows
    return next(row for row in rows if row.fact.topic == topic)


def fields(row, answer, **more):
    return {
        "topic": row.fact.topic,
        "seen": row.fact.fingerprint,
        "version": row.version,
        "answer": answer,
    } | more


def test_each_answer_is_kept_with_what_was_read_and_when(client, sign_in, best):
    user = sign_in("coordinator", best)
    address = reverse("coalitions:known", args=[best.slug])
    for topic, answer in (("region", "unknown"), ("coalition", "right")):
        client.post(address, fields(row_of(best, topic), answer))
    stored = {one.topic: one for one in KnownAnswer.objects.visible_to(user)}
    assert {topic: one.answer for topic, one in stored.items()} == {
        "region": "unknown",
        "coalition": "right",
    }
    assert "De Kempen" in stored["region"].words
    best.refresh_from_db()
    assert (best.stage, best.version) == ("forming", 1), "an answer changes no record"
    page = client.get(address).content.decode()
    assert "Niet bekend bij ons" in page
    log = client.get(reverse("coalitions:log", args=[best.slug])).content.decode()
    assert "Antwoord op wat al bekend was" in log


def test_adjust_leads_to_the_place_where_it_is_changed(client, sign_in, best):
    sign_in("coordinator", best)
    address = reverse("coalitions:known", args=[best.slug])
    answer = client.post(address, fields(row_of(best, "municipality"), "change"))
    assert answer["Location"] == reverse("coalitions:update", args=[best.slug])
    answer = client.post(address, fields(row_of(best, "region"), "change", back="start"))
    assert answer["Location"] == "/#known-region"
    assert "De beheerder houdt dit bij" in client.get("/").content.decode()


def test_start_asks_then_goes_quiet_and_can_be_opened_again(client, sign_in, best):
    sign_in("coordinator", best)
    address = reverse("coalitions:known", args=[best.slug])
    assert client.get("/").content.decode().count('value="unknown"') == 3
    for topic in ("municipality", "region", "coalition"):
        client.post(address, fields(row_of(best, topic), "right", back="start"))
    page = client.get("/")
    assert page.context["known"].is_done
    text = page.content.decode()
    assert 'value="unknown"' not in text
    assert address in text
    again = client.get(address).content.decode()
    assert again.count('value="unknown"') == 3, "every answer can still be changed"


def test_the_question_comes_back_when_the_source_says_something_else(best):
    row = row_of(best, "coalition")
    known_answer(
        coalition=best,
        fact=row.fact,
        answer="right",
        seen=row.fact.fingerprint,
        expected_version=0,
    )
    assert not row_of(best, "coalition").is_open
    best.stage = "formed"
    best.save()
    assert row_of(best, "coalition").is_changed


def test_a_change_by_the_coalition_itself_is_not_asked_again(best):
    user = make.MembershipFactory.create(coalition=best, role="coordinator").user
    row = row_of(best, "coalition")
    known_answer(
        coalition=best,
        fact=row.fact,
        answer="change",
        seen=row.fact.fingerprint,
        expected_version=0,
    )
    changed = coalition_update(
        coalition=best,
        user=user,
        expected_version=1,
        municipalities=[one.municipality for one in best.coverage.all()],
        stage="formed",
    )
    assert changed.stage_source == "", "now the coalition says so, not the table"
    assert not row_of(changed, "coalition").is_open


def test_what_was_changed_meanwhile_is_not_answered(client, sign_in, best):
    sign_in("coordinator", best)
    address = reverse("coalitions:known", args=[best.slug])
    stale = fields(row_of(best, "region"), "right")
    make.RegionMunicipalityFactory.create(
        region__name="Nieuwe regio", municipality=best.coverage.get().municipality
    )
    page = client.post(address, stale, follow=True).content.decode()
    assert "Dit is net veranderd" in page
    assert not KnownAnswer.objects.exists()


def test_two_coordinators_the_second_reads_what_the_first_said(client, sign_in, best):
    sign_in("coordinator", best)
    address = reverse("coalitions:known", args=[best.slug])
    seen = row_of(best, "region")
    client.post(address, fields(seen, "right"))
    page = client.post(address, fields(seen, "unknown"), follow=True).content.decode()
    assert "Een collega gaf intussen een ander antwoord" in page
    client.post(address, fields(seen, "right"))  # a second click
    assert [(one.answer, one.version) for one in KnownAnswer.objects.all()] == [("right", 1)]
    now = row_of(best, "region")
    client.post(address, fields(now, "unknown"))
    assert [(one.answer, one.version) for one in KnownAnswer.objects.all()] == [("unknown", 2)]
    with pytest.raises(EditConflict):
        known_answer(
            coalition=best,
            fact=now.fact,
            answer="right",
            seen=now.fact.fingerprint,
            expected_version=1,
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"topic": "weather"},
        {"answer": "no"},
        {"seen": ""},
        {"version": "-1"},
        {"version": "x"},
        {"topic": "reg\x00ion"},
        {"seen": "x" * 10_000},
    ],
)
def test_a_strange_answer_is_refused_in_words(client, sign_in, best, wrong):
    sign_in("coordinator", best)
    address = reverse("coalitions:known", args=[best.slug])
    page = client.post(address, fields(row_of(best, "region"), "right") | wrong, follow=True)
    assert page.status_code == 200
    assert "ks-message" in page.content.decode() or list(page.context["messages"])
    assert not KnownAnswer.objects.exists()


def test_an_ended_coalition_is_read_only(best):
    row = row_of(best, "region")
    best.stage, best.ended_on = "ended", date(2025, 1, 1)
    best.save()
    with pytest.raises(ValidationError, match="is gestopt"):
        known_answer(
            coalition=best,
            fact=row.fact,
            answer="right",
            seen=row.fact.fingerprint,
            expected_version=0,
        )


def test_a_partner_reads_the_answers_and_has_no_buttons(client, sign_in, best):
    sign_in("partner", best)
    page = client.get(reverse("coalitions:known", args=[best.slug])).content.decode()
    assert "De Kempen" in page
    assert 'name="answer"' not in page
    assert 'name="answer"' not in client.get("/").content.decode()


def test_the_database_keeps_one_answer_per_fact_and_only_three_words(best):
    KnownAnswer.objects.create(coalition=best, topic="region", answer="right", words="x")
    with pytest.raises(IntegrityError, match="known_answered_once"), transaction.atomic():
        KnownAnswer.objects.create(coalition=best, topic="region", answer="unknown", words="x")
    with pytest.raises(IntegrityError, match="answer_in_list"), transaction.atomic():
        KnownAnswer.objects.create(coalition=best, topic="coalition", answer="no", words="x")


@pytest.mark.parametrize("places", [1, 12])
def test_the_page_costs_the_same_for_one_municipality_and_for_twelve(client, sign_in, best, places):
    for _ in range(places - 1):
        row = make.CoalitionMunicipalityFactory.create(coalition=best)
        make.RegionMunicipalityFactory.create(municipality=row.municipality)
    sign_in("coordinator", best)
    address = reverse("coalitions:known", args=[best.slug])
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) == QUERIES


QUERIES = 13 + 1  # the guide of a new account


def test_a_coalition_that_ended_asks_nothing_any_more(client, sign_in):
    coalition = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create(coalition=coalition)
    sign_in("coordinator", coalition)
    page = reverse("coalitions:known", args=[coalition.slug])
    assert 'name="answer"' in client.get(page).content.decode()
    coalition.stage, coalition.ended_on = "ended", clock.today()
    coalition.save()
    assert 'name="answer"' not in client.get(page).content.decode()
