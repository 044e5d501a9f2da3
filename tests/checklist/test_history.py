"""The history of one round: answers, explanations, requests and shared advice; no concepts."""

import pghistory
import pytest
from django.urls import reverse

from coalitions.models import AdviceRequest, Answer
from coalitions.services.advice import advice_draft_save, advice_reply, advice_share
from tests import factories as make
from tests.checklist.make import principle, round_of, statement

pytestmark = pytest.mark.django_db


def address(assessment):
    return reverse("coalitions:checklist_history", args=[assessment.coalition.slug, 1])


def entries(client, assessment):
    return client.get(address(assessment)).context["entries"]


def test_it_tells_who_changed_an_answer_and_from_what(client, sign_in):
    assessment = round_of()
    user = sign_in("coordinator", assessment.coalition)
    with pghistory.context(user=user.pk):
        answer = Answer.objects.create(
            assessment=assessment, statement=statement(assessment), now="mostly"
        )
        answer.now = "in_place"
        answer.save()
    newest, first = entries(client, assessment)[:2]
    assert (newest.kind, first.kind) == ("changed", "added")
    assert newest.who == user.name
    assert [change.old for change in newest.changes] == [
        str(dict(Answer._meta.get_field("now").flatchoices)["mostly"])
    ]


def told_in(lines):
    """How many changes the lines tell; what was done in one go is one line."""
    return sum(1 + len(line.others) for line in lines)


def test_a_concept_stays_untold_until_it_is_shared(client, sign_in):
    assessment = round_of(state="advice_requested")
    about = principle(assessment)
    AdviceRequest.objects.create(assessment=assessment, principle=about)
    adviser = make.CaseloadFactory.create(coalition=assessment.coalition).adviser
    asked = {"assessment_id": assessment.pk, "principle": about}
    advice_draft_save(**asked, author=adviser, text="Te hard gezegd.")
    sign_in("coordinator", assessment.coalition)
    nouns = {entry.noun for entry in entries(client, assessment)}
    told = len(entries(client, assessment))
    advice_share(**asked, author=adviser, text="Zachter gezegd.")
    after = entries(client, assessment)
    fresh = [entry for entry in after if entry.noun not in nouns]
    assert [entry.kind for entry in fresh] == ["added"]
    assert [entry.name for entry in fresh] == [str(about)]
    assert len(after) > told
    assert "Te hard gezegd." not in client.get(address(assessment)).content.decode()
    advice_reply(**asked, user=adviser, text="Dank.")
    assert told_in(entries(client, assessment)) == told_in(after) + 1


def test_another_round_is_not_in_it(client, sign_in):
    assessment = round_of(state="closed")
    later = round_of(assessment.coalition, checklist=assessment.checklist, number=2)
    sign_in("coordinator", assessment.coalition)
    Answer.objects.create(assessment=later, statement=statement(later), now="mostly")
    assert len(entries(client, assessment)) == 1


def test_pages_of_the_round_link_to_it(client, sign_in):
    assessment = round_of()
    sign_in("coordinator", assessment.coalition)
    slug = assessment.coalition.slug
    for page in (
        reverse("coalitions:checklist", args=[slug]),
        reverse("coalitions:checklist_round", args=[slug, 1]),
    ):
        assert address(assessment) in client.get(page).content.decode()
