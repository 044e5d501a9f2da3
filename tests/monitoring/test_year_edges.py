"""What happens at the edges of a round: while a job runs, and when a later one has opened."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from coalitions.models import CoalitionMunicipality, Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from monitoring.models import QuestionnaireVersion, Response, ResponseAnswer, Round
from monitoring.selectors.record_use import uses_of
from monitoring.services import responses as opening
from monitoring.services.corrections import correction_allow
from monitoring.services.editions import chunk_gather, edition_correct, edition_open
from monitoring.services.handing_in import responses_reopen
from tests import factories as make
from tests.monitoring.edition_world import CLOSES, freeze, year_world
from tests.monitoring.year_world import answer_of, fill, open_round, response_of, round_of

pytestmark = pytest.mark.django_db
MARCH = CLOSES + timedelta(days=70)


def covered(**values):
    coalition = make.CoalitionFactory.create(**values)
    return make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality


def another_version(world):
    """A corrected version of the same questionnaire and year, published."""
    version = world.round.questionnaire_version
    later = QuestionnaireVersion.objects.create(
        questionnaire=version.questionnaire,
        year=version.year,
        number=2,
        title="Nog eens",
        provenance="voorbeeld",
    )
    QuestionnaireVersion.objects.filter(pk=later.pk).update(
        state="published", published_at=clock.now()
    )
    later.refresh_from_db()
    return later


def test_no_correction_of_a_round_that_a_later_one_of_the_year_took_the_pages_of():
    world = year_world(with_figures=False)
    freeze(world)
    later = another_version(world)
    allow: dict[str, Any] = {
        "round": world.round,
        "municipality": world.municipalities[0],
        "until": MARCH + timedelta(days=9),
        "reason": "hersteld",
    }
    with clock.travel(MARCH):
        second = round_of(later)
        correction_allow(**allow)  # as long as it has not opened
        Round.objects.filter(pk=second.pk).update(opened_at=clock.now())
        with pytest.raises(DomainError) as refused:
            correction_allow(**allow)
    assert "latere ronde" in str(refused.value)


def test_a_correction_whose_pages_went_to_a_later_round_can_still_be_ended_sooner():
    """Nobody reaches its answers any more, and without it no next edition would be made."""
    world = year_world(with_figures=False)
    freeze(world)
    allow: dict[str, Any] = {
        "round": world.round,
        "municipality": world.municipalities[0],
        "reason": "hersteld",
    }
    reason: dict[str, Any] = {"reason": "fout", "user": make.UserFactory.create()}
    with clock.travel(MARCH):
        correction_allow(**allow, until=MARCH + timedelta(days=21))
        Response.objects.filter(pk=world.response().pk).update(state="busy", submitted_at=None)
        second = round_of(another_version(world))
        Round.objects.filter(pk=second.pk).update(opened_at=clock.now())
        with pytest.raises(DomainError, match="Nog bezig"):
            edition_correct(round=world.round, **reason)
        for later in (21, 22):  # no longer than it had
            with pytest.raises(DomainError, match="latere ronde"):
                correction_allow(**allow, until=MARCH + timedelta(days=later))
        other = allow | {"municipality": world.municipalities[1]}
        with pytest.raises(DomainError, match="latere ronde"):
            correction_allow(**other, until=MARCH + timedelta(hours=1))
        correction_allow(**allow, until=MARCH + timedelta(hours=1))
    with clock.travel(MARCH + timedelta(hours=2)):
        assert edition_correct(round=world.round, **reason).number == 2


def test_what_was_handed_in_is_not_opened_again_while_a_correction_reads_it():
    world = year_world(with_figures=False)
    freeze(world)
    place, coalition = world.municipalities[0], world.coalitions[0]
    with clock.travel(MARCH):
        correction_allow(
            round=world.round, municipality=place, until=MARCH + timedelta(days=9), reason="fout"
        )
        edition = edition_correct(
            round=world.round, reason="hersteld", user=make.UserFactory.create()
        )
        edition_open(edition=edition)
        about: dict[str, Any] = {
            "round": world.round,
            "coalition": coalition,
            "municipalities": [place],
        }
        with pytest.raises(DomainError) as refused:
            responses_reopen(**about, reason="Nog iets")
        chunk_gather(edition=edition, keys=[world.response().pk])
    assert "wordt een editie gemaakt" in str(refused.value)
    assert world.response().state == "submitted"


def test_a_job_that_began_before_the_closing_moves_nothing_after_it(monkeypatch):
    place = covered(stage="formed")
    opened = open_round()
    had = response_of(opened, place).coalition
    CoalitionMunicipality.objects.filter(municipality=place).delete()
    make.CoalitionMunicipalityFactory.create(municipality=place)
    derive = opening.derived_for

    def slow(*args):
        found = derive(*args)
        monkeypatch.setattr(clock, "now", lambda: opened.closes_at)
        return found

    monkeypatch.setattr(opening, "derived_for", slow)
    fresh = make.MunicipalityFactory.create()
    opening.responses_open(round=opened, progress=lambda _done, _total: None)
    assert response_of(opened, place).coalition == had
    assert not Response.objects.filter(municipality=fresh).exists()


def test_an_opening_that_was_moved_asks_and_reads_anew_on_its_day():
    place, gone = covered(stage="forming"), covered(stage="forming")
    asked = round_of(opens_at=clock.now() + timedelta(days=3))
    opening.responses_open(round=asked, progress=lambda _done, _total: None)
    assert answer_of(asked, place, "stadium").derived["options"] == ["forming"]
    coalition = response_of(asked, place).coalition
    coalition.stage = "formed"
    coalition.save()
    Municipality.objects.filter(pk=gone.pk).update(valid_until=clock.today())
    fill(asked)
    assert answer_of(asked, place, "stadium").derived["options"] == ["formed"]
    assert not Response.objects.filter(municipality=gone).exists()


def test_the_overview_of_an_older_round_leads_to_no_answers_of_the_newer_one(client):
    world = year_world(with_figures=False)
    freeze(world)
    client.force_login(make.NationalRoleFactory.create(role="analyst").user)

    def links(asked):
        page = client.get(reverse("monitoring:round_overview", args=[asked.pk]))
        return {one.answers_url for one in page.context["lines"] if one.answers_url}

    assert len(links(world.round)) == 1  # both municipalities of the first coalition handed in
    later = open_round(another_version(world))
    Response.objects.filter(round=later).update(state="submitted", submitted_at=clock.now())
    assert links(world.round) == set()
    assert len(links(later)) == len(world.coalitions)


def test_what_rests_on_a_record_in_an_older_round_leads_to_no_page_of_the_newer_one(client):
    """That round waits to be frozen; its answers are told all the same, and apart."""
    world = year_world(with_figures=False)
    coalition = world.coalitions[0]
    agreement = make.AgreementFactory.create(coalition=coalition, in_force=True)
    user = make.MembershipFactory.create(coalition=coalition, role="partner").user
    later = open_round(another_version(world))
    world.round.refresh_from_db()
    for asked in (world.round, later):
        rows = ResponseAnswer.objects.filter(response__round=asked, question__key="stage")
        rows.update(sources=[{"kind": "agreement", "key": agreement.pk, "words": "x", "path": ""}])
    [use] = uses_of(user, "agreement", agreement.pk)
    assert use.url == ""
    assert {url for one in use.questions for _name, url in one.places} == {""}
    client.force_login(user)
    text = client.get(reverse("agreements:detail", args=[agreement.pk])).content.decode()
    assert f'<span lang="nl">{world.round.questionnaire_version.title}</span>' in text
    assert 'href=""' not in text
    year, key = world.round.questionnaire_version.year, "kansrijke-start"
    assert reverse("monitoring:response_answers", args=[coalition.slug, year, key]) not in text
