"""The adviser's start page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from coalitions.models import (
    AdviceMessage,
    AdviceRequest,
    Ambition,
    Assessment,
    Bottleneck,
    Caseload,
    Checklist,
    CoalitionLead,
    CoalitionStage,
    CoalitionVisit,
    Consent,
    EmbeddingItem,
    Meeting,
    RoadMapItem,
)
from kansrijkestart.core import clock
from kansrijkestart.dashboard.caseload import caseload_of
from monitoring.models import Interpretation
from tests import factories as make
from tests.checklist.make import partner, principle, round_of

pytestmark = pytest.mark.django_db
URL = "/adviseur/"


def _nothing(_number):
    return {}


MORE = {CoalitionStage: lambda number: {"since": f"2026-01-0{number + 1}"}}


@pytest.fixture
def adviser(client):
    role = make.NationalRoleFactory.create(role="adviser")
    client.force_login(role.user)
    return role.user


def case(adviser, name, seen_days_ago=None):
    coalition = make.CoalitionFactory.create(name=name)
    make.CaseloadFactory.create(adviser=adviser, coalition=coalition)
    if seen_days_ago is not None:
        moment = clock.now() - timedelta(days=seen_days_ago)
        CoalitionVisit.objects.create(user=adviser, coalition=coalition, seen_at=moment)
    return coalition


def asked(coalition, kind=None):
    checklist = Checklist.objects.first()
    extra = {"checklist": checklist} if checklist else {}
    assessment = round_of(coalition, state="advice_requested", **extra)
    AdviceRequest.objects.create(assessment=assessment, principle=principle(assessment))
    kinds = {"question": ["advice", "question"], "advice": ["advice"], None: []}[kind]
    for one in kinds:
        AdviceMessage.objects.create(
            assessment=assessment,
            principle=principle(assessment),
            kind=one,
            author=make.UserFactory.create(),
            text="Tekst.",
            shared_at=clock.now(),
        )
    return assessment


def names(response):
    return re.findall(r'scope="row">\s*<a href="[^"]+">([^<]+)', response.content.decode())


def test_longest_not_seen_stands_on_top(client, adviser):
    for name, days in (("Best", 3), ("Bladel", 90), ("Waalre", None)):
        case(adviser, name, days)
    assert names(client.get(URL)) == ["Waalre", "Bladel", "Best"]


def test_only_the_own_caseload_is_shown_and_an_ended_one_is_not(client, adviser):
    case(adviser, "Best")
    gone = case(adviser, "Bladel")
    Caseload.objects.filter(coalition=gone).update(until=clock.today())
    make.CoalitionFactory.create(name="Eersel")
    assert names(client.get(URL)) == ["Best"]


def test_without_coalitions_the_page_says_who_links_them(client, adviser):
    assert "ks-empty" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    ("kind", "waits", "state"),
    [
        (None, True, "advice_requested"),
        ("question", True, "advice_given"),
        ("advice", False, "advice_given"),
    ],
)
def test_a_request_or_a_question_waits_for_me_given_advice_does_not(
    client, adviser, kind, waits, state
):
    coalition = case(adviser, "Best", 3)
    case(adviser, "Bladel", 3)
    asked(coalition, kind)
    assert names(client.get(URL, {"toon": "wacht"})) == (["Best"] if waits else [])
    row = next(row for row in caseload_of(adviser) if row.coalition == coalition)
    assert row.advice_state == state


def test_a_request_in_a_checklist_that_is_no_longer_shared_is_hidden(adviser):
    coalition = case(adviser, "Best", 3)
    asked(coalition)
    cover = make.CoalitionMunicipalityFactory.create(coalition=coalition)
    assert not caseload_of(adviser)[0].asked
    make.ConsentFactory.create(municipality=cover.municipality, kind="checklist_adviser")
    assert Consent.objects.exists()
    assert caseload_of(adviser)[0].asked == [2]


def test_a_closed_round_no_longer_waits(adviser):
    asked(case(adviser, "Best", 3))
    Assessment.objects.update(state="closed")
    assert not caseload_of(adviser)[0].is_waiting


def test_what_changed_since_the_last_visit_is_told_and_can_be_filtered(client, adviser):
    changed = case(adviser, "Best", 3)
    partner(changed, "gemeente")
    partner(changed, "jgz")
    quiet = case(adviser, "Bladel")
    partner(quiet, "huisartsen")
    CoalitionVisit.objects.create(
        user=adviser, coalition=quiet, seen_at=clock.now() + timedelta(minutes=1)
    )
    assert names(client.get(URL, {"toon": "veranderd"})) == ["Best"]
    rows = {row.coalition: row.changes for row in caseload_of(adviser)}
    assert rows[quiet] == []
    assert any(str(sentence).startswith("2 ") for sentence in rows[changed])


@pytest.mark.parametrize(
    ("model", "fields", "told"),
    [
        (Ambition, {"title": "Minder stress"}, "Het plan is gewijzigd."),
        (EmbeddingItem, {"title": "Nota", "anchored_in": "health"}, "Het plan is gewijzigd."),
        (RoadMapItem, {"deliverable": "Brief", "level": "local"}, "Het plan is gewijzigd."),
        (Meeting, {"held_on": "2026-01-12"}, "Er is iets gewijzigd in de overleggen."),
        (Bottleneck, {"title": "Wachttijd"}, "Er is iets gewijzigd in de knelpunten."),
        (CoalitionLead, {"name": "Iemand"}, "Er is iets gewijzigd in wie trekker is."),
        (CoalitionStage, {"stage": "forming"}, "Vastgelegd hoe ver de coalitie is."),
        (
            Interpretation,
            {"conclusion": "Herkenbaar."},
            "Er is iets gewijzigd in wat de coalitie uit de cijfers opmaakt.",
        ),
    ],
)
def test_every_part_of_a_record_counts_as_a_change(adviser, model, fields, told):
    changed = case(adviser, "Best", 3)
    for number in range(2):  # told once
        model.objects.create(coalition=changed, **fields, **MORE.get(model, _nothing)(number))
    assert [str(one) for one in caseload_of(adviser)[0].changes].count(told) == 1


def test_a_name_is_found_without_accents_and_nothing_found_is_said(client, adviser):
    case(adviser, "Bergeijk–Ümlaut")
    case(adviser, "Best")
    assert names(client.get(URL, {"q": "umlaut"})) == ["Bergeijk–Ümlaut"]
    assert client.get(URL, {"q": "zzz", "toon": "onzin"}).status_code == 200


def test_the_region_narrows_the_list(client, adviser):
    case(adviser, "Best")
    inside = case(adviser, "Bladel")
    inside.region = make.RegionFactory.create(slug="kempen")
    inside.save()
    assert names(client.get(URL, {"regio": "kempen"})) == ["Bladel"]


def test_cover_is_arranged_on_its_own_page(client, adviser):
    case(adviser, "Best")
    colleague = make.NationalRoleFactory.create(role="adviser").user
    address = reverse("dashboard:caseload_cover")
    bad = client.post(address, {"colleague": adviser.pk, "last_day": "2020-01-01"})
    assert bad.status_code == 200
    day = (clock.today() + timedelta(days=7)).isoformat()
    assert client.post(address, {"colleague": colleague.pk, "last_day": day}).url == URL
    assert colleague.name in client.get(URL).content.decode()
    client.force_login(colleague)
    assert names(client.get(URL)) == ["Best"]


def test_sixty_coalitions_cost_as_many_queries_as_one(
    client, adviser, django_assert_max_num_queries
):
    costs = []
    client.get(URL)  # the first visit also stores the session
    for number in (1, 59):
        for index in range(number):
            coalition = case(adviser, f"Coalitie {number} {index}", 3)
            partner(coalition, "gemeente")
            asked(coalition)
        with django_assert_max_num_queries(40) as found:
            client.get(URL)
        costs.append(len(found))
    assert costs[0] == costs[1]


def test_without_a_colleague_the_page_says_so_instead_of_asking(client, adviser):
    case(adviser, "Best")
    body = client.get(reverse("dashboard:caseload_cover")).content.decode()
    assert "Er is nog geen andere adviseur" in body
    assert 'name="colleague"' not in body
