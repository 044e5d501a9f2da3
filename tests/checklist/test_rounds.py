"""Services of a round: begin, answer, settle, close."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from coalitions.models import Answer, Assessment, AssessmentAttendance, PrincipleNote
from coalitions.services.checklist import EMPTY, answers_save, round_agree, round_close, round_start
from kansrijkestart.core import clock
from tests import factories as make
from tests.checklist.make import local_checklist, partner, principle, round_of, statement

pytestmark = pytest.mark.django_db


def save(assessment, values, versions=None, **note):
    """Save answers of the composition, named by their key."""
    answers = {statement(assessment, key).pk: EMPTY | given for key, given in values.items()}
    seen = {statement(assessment, key).pk: v for key, v in (versions or {}).items()}
    return answers_save(
        assessment_id=assessment.pk,
        principle_id=principle(assessment).pk,
        answers=answers,
        versions=seen,
        **note,
    )


def test_a_round_starts_with_the_checklist_in_force_and_a_second_click_gives_the_same():
    coalition, user = make.CoalitionFactory.create(), make.UserFactory.create()
    make.ChecklistFactory.create(valid_from="2019-01", valid_until="2023-10")
    newest = local_checklist()
    first = round_start(coalition=coalition, user=user)
    assert first.checklist == newest
    assert round_start(coalition=coalition, user=user) == first
    assert first.round == 1


def test_a_new_round_needs_the_open_one_closed_and_gets_the_next_number():
    assessment = round_of(state="agreed")
    user = make.UserFactory.create()
    with pytest.raises(ValidationError):
        round_start(coalition=assessment.coalition, user=user)
    round_close(assessment_id=assessment.pk)
    assert round_start(coalition=assessment.coalition, user=user).round == 2


def test_without_a_checklist_there_is_no_round():
    with pytest.raises(ValidationError):
        round_start(coalition=make.CoalitionFactory.create(), user=make.UserFactory.create())


def test_only_what_was_filled_in_is_stored():
    assessment = round_of()
    save(assessment, {"L2.1": {"now": "mostly"}, "L2.2": {}})
    assert list(Answer.objects.values_list("statement__key", "now")) == [("L2.1", "mostly")]
    assert not PrincipleNote.objects.exists()


def test_what_the_record_answers_is_marked_so_until_somebody_chooses_differently():
    assessment = round_of()
    partner(assessment.coalition, "gemeente")
    save(assessment, {"L2.1": {"now": "in_place"}})
    assert Answer.objects.get().is_from_record
    save(assessment, {"L2.1": {"now": "mostly"}}, {"L2.1": 1})
    assert not Answer.objects.get().is_from_record


def test_taking_the_filled_in_choice_away_is_remembered():
    assessment = round_of()
    partner(assessment.coalition, "gemeente")
    save(assessment, {"L2.1": {"now": ""}})
    answer = Answer.objects.get()
    assert (answer.now, answer.is_from_record) == ("", False)


def test_two_people_on_different_statements_keep_both():
    assessment = round_of()
    save(assessment, {"L2.1": {"now": "not_yet"}, "L2.2": {"now": "not_yet"}})
    both = {"L2.1": 1, "L2.2": 1}
    save(assessment, {"L2.1": {"now": "mostly"}, "L2.2": {"now": "not_yet"}}, both)
    saved = save(assessment, {"L2.1": {"now": "not_yet"}, "L2.2": {"now": "in_place"}}, both)
    assert not saved.conflicts
    assert dict(Answer.objects.values_list("statement__key", "now")) == {
        "L2.1": "mostly",
        "L2.2": "in_place",
    }


def test_two_people_on_a_blank_page_keep_both():
    assessment = round_of()
    save(assessment, {"L2.1": {"now": "mostly"}, "L2.2": {}})
    save(assessment, {"L2.1": {}, "L2.2": {"now": "in_place"}})
    assert Answer.objects.count() == 2
    assert Answer.objects.get(statement__key="L2.1").now == "mostly"


def test_the_same_answer_changed_by_both_is_a_conflict_and_the_rest_is_saved():
    assessment = round_of()
    save(assessment, {"L2.1": {"now": "not_yet"}})
    save(assessment, {"L2.1": {"now": "mostly"}}, {"L2.1": 1})
    saved = save(
        assessment,
        {"L2.1": {"now": "in_place"}, "L2.2": {"now": "in_place"}},
        {"L2.1": 1},
        explanation="Van ons.",
    )
    assert [row.now for row in saved.conflicts.values()] == ["mostly"]
    assert Answer.objects.get(statement__key="L2.1").now == "mostly"
    assert Answer.objects.get(statement__key="L2.2").now == "in_place"
    assert PrincipleNote.objects.get().explanation == "Van ons."


def test_the_same_change_by_both_is_no_conflict():
    assessment = round_of()
    save(assessment, {"L2.1": {"now": "mostly"}})
    assert not save(assessment, {"L2.1": {"now": "mostly"}}).conflicts


def test_explanations_of_two_people_do_not_overwrite_each_other():
    assessment = round_of()
    save(assessment, {}, explanation="Eerste.")
    saved = save(assessment, {}, explanation="Tweede.", note_version=0)
    assert saved.note_conflict is not None
    assert PrincipleNote.objects.get().explanation == "Eerste."
    save(assessment, {}, explanation="Samen.", note_version=1)
    assert PrincipleNote.objects.get().explanation == "Samen."


def test_not_applicable_needs_a_reason():
    assessment = round_of()
    with pytest.raises(ValidationError):
        save(assessment, {"L2.1": {"now": "not_applicable"}})
    row = {"assessment": assessment, "statement": statement(assessment)}
    with pytest.raises(IntegrityError, match="not_applicable_has_a_reason"), transaction.atomic():
        Answer.objects.create(now="not_applicable", **row)
    Answer.objects.create(now="not_applicable", explanation="Geen opvang hier.", **row)


def test_a_statement_of_another_page_is_refused():
    assessment = round_of()
    with pytest.raises(ValidationError):
        save(assessment, {"L1.1": {"now": "mostly"}})


def test_settling_keeps_the_date_and_who_was_there_and_closes_the_answers():
    assessment = round_of()
    there = partner(assessment.coalition, "gemeente").organisation
    partner(assessment.coalition, "jgz")
    round_agree(
        assessment_id=assessment.pk,
        agreed_on=clock.today(),
        organisations=[there],
        parents_present=0,
        remark="Goed gesprek.",
    )
    assessment.refresh_from_db()
    assert (assessment.state, assessment.parents_present) == ("agreed", 0)
    assert AssessmentAttendance.objects.get().organisation == there
    with pytest.raises(ValidationError):
        save(assessment, {"L2.1": {"now": "mostly"}})
    with pytest.raises(ValidationError):
        round_agree(assessment_id=assessment.pk, agreed_on=clock.today(), organisations=[there])


@pytest.mark.parametrize("case", ["future", "nobody", "stranger"])
def test_what_cannot_be_settled(case):
    assessment = round_of()
    own = partner(assessment.coalition, "gemeente").organisation
    stranger = make.OrganisationFactory.create()
    day = clock.today() + timedelta(days=case == "future")
    present = {"future": [own], "nobody": [], "stranger": [own, stranger]}[case]
    with pytest.raises(ValidationError):
        round_agree(assessment_id=assessment.pk, agreed_on=day, organisations=present)
    assert Assessment.objects.get().state == "draft"


def test_without_partners_in_the_record_the_remark_says_who_was_there():
    assessment = round_of()
    with pytest.raises(ValidationError) as refused:
        round_agree(assessment_id=assessment.pk, agreed_on=clock.today(), remark=" ")
    assert list(refused.value.message_dict) == ["remark"]
    round_agree(assessment_id=assessment.pk, agreed_on=clock.today(), remark="De wijkteams.")
    assert Assessment.objects.get().state == "agreed"


def test_a_round_closes_without_advice_but_not_as_a_draft():
    draft, settled = round_of(), round_of(state="agreed", checklist=make.ChecklistFactory.create())
    with pytest.raises(ValidationError):
        round_close(assessment_id=draft.pk)
    assert round_close(assessment_id=settled.pk).closed_on == clock.today()
    version = Assessment.objects.get(pk=settled.pk).version
    assert round_close(assessment_id=settled.pk).version == version


def test_there_is_one_open_round_per_coalition():
    assessment = round_of()
    with pytest.raises(IntegrityError, match="one_open_round"), transaction.atomic():
        round_of(assessment.coalition, checklist=assessment.checklist, number=2)
    Assessment.objects.update(state="closed")
    round_of(assessment.coalition, checklist=assessment.checklist, number=2)
