"""Searching, comparing, and recognitions that lapse."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from coalitions.registry import Reading
from interventions.models import (
    Choice,
    InsuredVariant,
    InterventionName,
    Recognition,
    RecognitionNotice,
)
from interventions.selectors.lapsing import next_steps, told
from interventions.selectors.places import places_running
from interventions.services.lapsing import lapsed_reason_record, recognition_notices_make
from interventions.tasks import tell_about_recognitions
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import EditConflict
from tests import factories as make

pytestmark = pytest.mark.django_db

URL = "/interventies/"


def found(client, **asked):
    return [item.name for item, _view in client.get(URL, asked).context["rows"]]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Súdwest thuis", "Sudwest"),
        ("Home-Start", "home start"),
        ("Home-Start", "homestart"),
        ("BoekStart", "boek-start"),
    ],
)
def test_search_ignores_accents_hyphens_and_blanks(client, name, asked):
    make.InterventionFactory.create(name=name)
    make.InterventionFactory.create(name="VoorZorg")
    assert found(client, q=asked) == [name]


def test_signs_alone_find_nothing_and_a_typo_is_asked_about(client):
    item = make.InterventionFactory.create(name="VoorZorg")
    InterventionName.objects.create(intervention=item, name="Moederhulp")
    assert found(client, q="--") == []
    assert client.get(URL, {"q": "Moederhlup"}).context["meant"] == [item]
    assert client.get(URL, {"q": "heel iets anders"}).context["meant"] == []


@pytest.mark.parametrize("asked", ["menukaart", "Menukaart Kansrijke Start"])
def test_the_former_name_of_the_list_finds_the_list(client, asked):
    make.InterventionFactory.create(name="VoorZorg")
    page = client.get(URL, {"q": asked})
    assert page.context["is_former_name"]
    assert "vroegere naam" in page.content.decode()
    assert found(client, q=asked) == ["VoorZorg"]


def test_every_filter_narrows(client):
    item = make.InterventionFactory.create(
        name="Taak",
        kind="legal_task",
        target_group="Zwangeren in een kwetsbare situatie",
        executor="de JGZ-organisatie",
        insured_status="partly",
    )
    InsuredVariant.objects.create(
        intervention=item, name="groep", status="not_insured", source="test"
    )
    make.InterventionFactory.create(name="Anders", kind="intervention")
    for asked in (
        {"kind": "legal_task"},
        {"target": "zwangeren in"},
        {"executor": "jgz organisatie"},
        {"insured": "partly"},
        {"insured": "not_insured"},
    ):
        assert found(client, **asked) == ["Taak"], asked


def test_compare_takes_two_to_four(client):
    slugs = [make.InterventionFactory.create(name=f"Naam {n}").slug for n in range(5)]
    url = reverse("interventions:compare")
    page = client.get(url, {"kies": slugs[:4]})
    assert [c.intervention.slug for c in page.context["comparison"].columns] == slugs[:4]
    assert 'type="checkbox"' not in page.content.decode()
    page = client.get(url, {"kies": slugs})
    assert page.context["comparison"].columns == []
    assert "Je koos er 5" in page.content.decode()
    for few in ([], slugs[:1], [*slugs[:1], "bestaat-niet", slugs[0]]):
        assert client.get(url, {"kies": few}).context["comparison"].columns == []


def test_a_task_by_law_says_its_route_and_what_is_not_known(client):
    item = make.InterventionFactory.create(
        kind="legal_task", provider="de JGZ", route="na een signaal"
    )
    page = client.get(item.get_absolute_url()).content.decode()
    assert "Wettelijke taak, geen keuze" in page
    assert "Na een signaal" in page
    other = make.InterventionFactory.create(kind="intervention")
    assert "geen keuze" not in client.get(other.get_absolute_url()).content.decode()


# Where it runs


@pytest.fixture
def region():
    """Two municipalities that run the same; one shares with the region."""
    item = make.InterventionFactory.create()
    region = make.RegionFactory.create()
    places = []
    for share in (True, False):
        coverage = make.CoalitionMunicipalityFactory.create()
        place = coverage.municipality
        make.RegionMunicipalityFactory.create(region=region, municipality=place)
        make.ConsentFactory.create(
            municipality=place, kind="interventions_region", is_granted=share
        )
        make.ConsentFactory.create(municipality=place, kind="public_map")
        choice = make.ChoiceFactory.create(
            coalition=coverage.coalition, intervention=item, state="running"
        )
        choice.municipalities.create(municipality=place)
        places.append(place)
    return item, region, places


def test_where_it_runs_follows_consent(region, client):
    item, where, (shares, keeps) = region
    lead = make.UserFactory.create()
    make.RegionMembershipFactory.create(user=lead, region=where)
    stranger = make.UserFactory.create()
    assert list(places_running(item, lead)) == [shares]
    assert list(places_running(item, stranger)) == []
    page = client.get(item.get_absolute_url()).content.decode()
    assert shares.name not in page
    assert keeps.name not in page
    member = make.UserFactory.create()
    own = keeps.coverage.get().coalition
    make.MembershipFactory.create(user=member, coalition=own)
    assert list(places_running(item, member)) == [keeps]


def test_where_it_stopped_is_not_where_it_runs(region):
    item, where, (shares, _keeps) = region
    lead = make.UserFactory.create()
    make.RegionMembershipFactory.create(user=lead, region=where)
    item.choices.update(state="stopped")
    assert shares not in places_running(item, lead)


# Recognitions that lapse


def recognised(expires, **values):
    item = make.InterventionFactory.create()
    Recognition.objects.create(
        intervention=item, level="well_founded", source="test", expires_on=expires, **values
    )
    return item


@pytest.mark.parametrize(
    ("days", "number"), [(-400, 1), (0, 1), (100, 1), (183, 1), (184, 0), (None, 0)]
)
def test_only_what_lapses_within_half_a_year_is_told(days, number):
    item = recognised(None if days is None else clock.today() + timedelta(days=days))
    make.ChoiceFactory.create(intervention=item, state="running")
    assert recognition_notices_make() == number


def test_two_nights_give_one_notice():
    item = recognised(clock.today() + timedelta(days=10))
    choice = make.ChoiceFactory.create(intervention=item, state="running")
    make.ChoiceFactory.create(intervention=item, state="planned")
    tell_about_recognitions()
    assert recognition_notices_make(on=clock.today() + timedelta(days=1)) == 0
    assert RecognitionNotice.objects.get().coalition == choice.coalition


def test_a_newer_judgement_makes_the_old_one_history():
    until = clock.today() + timedelta(days=10)
    item = recognised(until, database="RIVM", recognised_on=date(2020, 1, 1))
    choice = make.ChoiceFactory.create(intervention=item, state="running")
    recognition_notices_make()
    assert len(told(choice.coalition)) == 1
    Recognition.objects.create(
        intervention=item,
        level="well_founded",
        source="test",
        database="RIVM",
        recognised_on=date(2025, 1, 1),
    )
    assert told(choice.coalition) == []


def test_a_coordinator_writes_down_why_and_the_step_goes(client):
    item = recognised(clock.today() + timedelta(days=10))
    choice = make.ChoiceFactory.create(intervention=item, state="running")
    user = make.UserFactory.create()
    make.MembershipFactory.create(user=user, coalition=choice.coalition, role="coordinator")
    recognition_notices_make()
    assert len(next_steps(Reading(choice.coalition, user))) == 1
    client.force_login(user)
    page = client.get(reverse("interventions:choices", args=[choice.coalition.slug]))
    assert "Schrijf op waarom jullie doorgaan" in page.content.decode()
    url = reverse("interventions:lapsed_reason", args=[choice.coalition.slug, choice.pk])
    sent = {"lapsed_reason": "Ouders vragen erom.", "version": choice.version}
    assert client.post(url, sent).status_code == 302
    choice.refresh_from_db()
    assert (choice.lapsed_reason, choice.state) == ("Ouders vragen erom.", "running")
    assert next_steps(Reading(choice.coalition, user)) == []
    assert client.post(url, sent).status_code == 409  # an older version
    too_long = {"lapsed_reason": "x" * 2001, "version": choice.version}
    assert client.post(url, too_long).status_code == 200
    with pytest.raises(EditConflict):
        lapsed_reason_record(choice=choice, reason="x", expected_version=1)


def test_a_later_notice_asks_again_and_shows_what_was_written_before(client, sign_in):
    item = recognised(clock.today() + timedelta(days=10), database="NJi")
    choice = make.ChoiceFactory.create(intervention=item, state="running")
    recognition_notices_make()
    lapsed_reason_record(choice=choice, reason="Ouders vragen erom.", expected_version=None)
    assert [one.is_answered for one in told(choice.coalition)] == [True]
    Recognition.objects.create(
        intervention=item,
        level="well_founded",
        source="test",
        database="RIVM",
        expires_on=clock.today() + timedelta(days=20),
    )
    recognition_notices_make()
    assert [one.is_answered for one in told(choice.coalition)] == [True, False]
    user = sign_in("coordinator", choice.coalition)
    assert len(next_steps(Reading(choice.coalition, user))) == 1
    page = client.get(reverse("interventions:choices", args=[choice.coalition.slug]))
    assert "schreven jullie: Ouders vragen erom." in page.content.decode()


def test_a_reason_that_is_taken_back_answers_nothing():
    item = recognised(clock.today() + timedelta(days=10))
    choice = make.ChoiceFactory.create(intervention=item, state="running")
    recognition_notices_make()
    lapsed_reason_record(choice=choice, reason="Ouders vragen erom.", expected_version=None)
    lapsed_reason_record(choice=choice, reason=" ", expected_version=None)
    assert [one.is_answered for one in told(choice.coalition)] == [False]
    with pytest.raises(IntegrityError, match="reason_to_go_on_has_its_moment"):
        Choice.objects.filter(pk=choice.pk).update(lapsed_reason="Zonder moment.")


def test_the_log_tells_the_reason_and_no_moment_of_its_own(client, sign_in):
    choice = make.ChoiceFactory.create(state="running")
    sign_in("coordinator", choice.coalition)
    url = reverse("interventions:lapsed_reason", args=[choice.coalition.slug, choice.pk])
    client.post(url, {"lapsed_reason": "Ouders vragen erom.", "version": choice.version})
    page = client.get(reverse("coalitions:log", args=[choice.coalition.slug])).content.decode()
    assert "waarom jullie doorgaan" in page.lower()
    assert "lapsed reason at" not in page.lower()
