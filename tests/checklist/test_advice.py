"""Advice: asked, kept as concept, shared once, replied to; and covered by a colleague."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from coalitions.models import AdviceMessage, AdviceRequest, Assessment, Caseload, Coalition
from coalitions.services.advice import (
    advice_draft_save,
    advice_reply,
    advice_request,
    advice_share,
)
from coalitions.services.adviser import caseload_cover
from coalitions.services.checklist import round_close
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import EditConflict
from tests import factories as make
from tests.checklist.make import principle, round_of

pytestmark = pytest.mark.django_db


def ask(assessment, *keys):
    chosen = [principle(assessment, key) for key in keys]
    user = make.UserFactory.create()
    return advice_request(
        assessment_id=assessment.pk, user=user, principles=chosen, question="Wat zien jullie?"
    )


def share(assessment, key="samenstelling", text="Vraag de huisartsen.", author=None):
    return advice_share(
        assessment_id=assessment.pk,
        principle=principle(assessment, key),
        author=author or make.UserFactory.create(),
        text=text,
    )


def test_asking_moves_the_round_on_and_a_principle_is_asked_once():
    assessment = round_of(state="agreed")
    ask(assessment, "samenstelling")
    assert Assessment.objects.get().state == "advice_requested"
    with pytest.raises(ValidationError):
        ask(assessment, "samenstelling")
    assert AdviceRequest.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "closed"])
def test_no_advice_is_asked_about_a_round_that_is_not_settled_or_closed(state):
    with pytest.raises(ValidationError):
        ask(round_of(state=state), "samenstelling")


def test_asking_needs_a_principle_and_the_municipalities_to_share():
    assessment = round_of(state="agreed")
    with pytest.raises(ValidationError):
        ask(assessment)
    cover = make.CoalitionMunicipalityFactory.create(coalition=assessment.coalition)
    with pytest.raises(ValidationError, match=cover.municipality.name):
        ask(assessment, "samenstelling")
    make.ConsentFactory.create(municipality=cover.municipality, kind="checklist_adviser")
    assert ask(assessment, "samenstelling")


def test_a_concept_is_kept_and_seen_by_its_author_only(sign_in):
    assessment = round_of(state="agreed")
    ask(assessment, "samenstelling")
    author = sign_in("adviser", assessment.coalition)
    other = sign_in("adviser", assessment.coalition)
    one = {"assessment_id": assessment.pk, "principle": principle(assessment), "author": author}
    concept = advice_draft_save(**one, text="Eerste gedachte.")
    with pytest.raises(EditConflict):
        advice_draft_save(**one, text="Uit een oud tabblad.", expected_version=9)
    advice_draft_save(**one, text="Tweede gedachte.", expected_version=concept.version)
    assert [row.text for row in AdviceMessage.objects.visible_to(author)] == ["Tweede gedachte."]
    assert not AdviceMessage.objects.visible_to(other).exists()


def test_the_round_has_its_advice_when_every_request_is_answered():
    assessment = round_of(state="agreed")
    ask(assessment, "samenstelling", "trekker")
    share(assessment)
    assert Assessment.objects.get().state == "advice_requested"
    share(assessment, "trekker")
    assert Assessment.objects.get().state == "advice_given"


def test_there_is_one_shared_advice_per_principle_and_it_never_changes():
    assessment = round_of(state="agreed")
    ask(assessment, "samenstelling")
    message = share(assessment)
    with pytest.raises(ValidationError):
        share(assessment, text="Toch anders.")
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceMessage.objects.filter(pk=message.pk).update(text="Toch anders.")
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceMessage.objects.filter(pk=message.pk).delete()
    assert AdviceMessage.objects.get().text == "Vraag de huisartsen."


def test_advice_nobody_asked_for_is_refused():
    with pytest.raises(ValidationError):
        share(round_of(state="agreed"))


def test_a_reply_needs_advice_and_an_open_round():
    assessment = round_of(state="agreed")
    ask(assessment, "samenstelling")
    reply = {
        "assessment_id": assessment.pk,
        "principle": principle(assessment),
        "user": make.UserFactory.create(),
        "text": "Dat doen we.",
    }
    with pytest.raises(ValidationError):
        advice_reply(**reply)
    share(assessment)
    assert advice_reply(**reply, kind="question").shared_at
    with pytest.raises(ValidationError):
        advice_reply(**reply, kind="advice")
    round_close(assessment_id=assessment.pk)
    with pytest.raises(ValidationError):
        advice_reply(**reply)


def test_cover_lasts_until_its_day_and_is_not_covered_again(sign_in):
    coalition = make.CoalitionFactory.create()
    adviser = sign_in("adviser", coalition)
    colleague = sign_in("adviser", make.CoalitionFactory.create())
    today = clock.today()
    rows = caseload_cover(adviser=adviser, colleague=colleague, last_day=today)
    assert [row.until for row in rows] == [today + timedelta(days=1)]
    held = Caseload.objects.current().filter(adviser=colleague)
    assert held.filter(coalition=coalition, covers_for=adviser).exists()
    assert Coalition.objects.visible_to(colleague).filter(pk=coalition.pk).exists()
    with pytest.raises(ValidationError):
        caseload_cover(adviser=adviser, colleague=colleague, last_day=today)
    with clock.travel(clock.now() + timedelta(days=2)):
        assert (
            not Caseload.objects.current().filter(adviser=colleague, coalition=coalition).exists()
        )
        assert not Coalition.objects.visible_to(colleague).filter(pk=coalition.pk).exists()


@pytest.mark.parametrize("days", [-1, 400])
def test_cover_has_a_day_ahead_within_a_year(sign_in, days):
    adviser = sign_in("adviser", make.CoalitionFactory.create())
    colleague = sign_in("adviser", make.CoalitionFactory.create())
    with pytest.raises(ValidationError):
        caseload_cover(
            adviser=adviser, colleague=colleague, last_day=clock.today() + timedelta(days=days)
        )


def test_only_an_adviser_covers(sign_in):
    coalition = make.CoalitionFactory.create()
    adviser, partner = sign_in("adviser", coalition), sign_in("partner", coalition)
    for other in (partner, adviser):
        with pytest.raises(ValidationError):
            caseload_cover(adviser=adviser, colleague=other, last_day=clock.today())
