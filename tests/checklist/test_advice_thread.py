"""Asking back, advice on a statement, nobody advises their own, sharing with partners."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from coalitions.models import AdviceMessage, AdviceRequest, AdviceSharing, Caseload, Membership
from coalitions.services.advice import (
    advice_enquire,
    advice_reply,
    advice_share,
    advice_sharing_set,
)
from coalitions.services.adviser import caseload_cover, caseload_cover_end
from coalitions.services.checklist import round_close, round_start
from kansrijkestart.core import clock
from kansrijkestart.dashboard.caseload import caseload_of
from tests import factories as make
from tests.checklist.make import principle, round_of, statement
from tests.checklist.test_pages import page, text_of, url

pytestmark = pytest.mark.django_db


def sent_once(**fields):
    return fields | {"idempotency_key": str(uuid4())}


def asked(**fields):
    assessment = round_of(state="advice_requested", **fields)
    AdviceRequest.objects.create(assessment=assessment, principle=principle(assessment))
    return assessment


def about(assessment, **more):
    return {"assessment_id": assessment.pk, "principle": principle(assessment), **more}


def test_the_adviser_asks_first_the_coalition_answers_then_advice_follows(client, sign_in):
    assessment = asked()
    coordinator = sign_in("coordinator", assessment.coalition)
    adviser = sign_in("adviser", assessment.coalition)
    assert caseload_of(adviser)[0].waiting == [2]
    sent = client.post(page(assessment, "advice_enquire"), sent_once(text="Wie zit er aan tafel?"))
    assert sent.url == page(assessment)
    row = caseload_of(adviser)[0]
    assert (row.waiting, row.open_requests, row.is_waiting) == ([], [2], False)
    client.force_login(coordinator)
    assert "Wie zit er aan tafel?" in text_of(client.get(page(assessment)))
    reply = sent_once(text="De huisartsen.", reply="1")
    for _click in range(2):
        client.post(page(assessment, "advice_reply"), reply)
    assert caseload_of(adviser)[0].waiting == [2]
    advice_share(**about(assessment, author=adviser, text="Nodig de JGZ uit."))
    kinds = list(AdviceMessage.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["enquiry", "reply", "advice"]


def test_a_question_needs_a_request_a_text_and_an_open_round(client, sign_in):
    assessment = asked()
    adviser = sign_in("adviser", assessment.coalition)
    assert client.post(page(assessment, "advice_enquire"), sent_once(text="")).status_code == 200
    with pytest.raises(ValidationError):
        advice_enquire(
            assessment_id=assessment.pk,
            principle=principle(assessment, "trekker"),
            author=adviser,
            text="Hoe?",
        )
    round_close(assessment_id=assessment.pk)
    with pytest.raises(ValidationError):
        advice_enquire(**about(assessment, author=adviser, text="Hoe?"))


def test_a_statement_gets_one_advice_beside_that_of_the_principle(client, sign_in):
    assessment = asked()
    adviser = sign_in("adviser", assessment.coalition)
    one = about(assessment, author=adviser, statement=statement(assessment))
    advice_share(**one, text="Vraag de verloskundigen.")
    assessment.refresh_from_db()
    assert assessment.state == "advice_requested", "the principle still waits"
    with pytest.raises(ValidationError):
        advice_share(**one, text="Nog een keer.")
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceMessage.objects.create(
            assessment=assessment,
            principle=principle(assessment),
            statement=statement(assessment),
            kind="advice",
            author=make.UserFactory.create(),
            text="Buitenom.",
            shared_at=clock.now(),
        )
    advice_share(**about(assessment, author=adviser, text="En het geheel."))
    assert "Vraag de verloskundigen." in text_of(client.get(page(assessment)))
    assert client.get(f"{page(assessment, 'advice')}stelling/2/").status_code == 200
    assert client.get(f"{page(assessment, 'advice')}stelling/99/").status_code == 404


def test_a_statement_of_another_principle_is_refused_twice():
    assessment = asked()
    other = statement(assessment, "L1.1")
    author = make.UserFactory.create()
    with pytest.raises(ValidationError):
        advice_share(**about(assessment, author=author, statement=other, text="Mis."))
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceMessage.objects.create(
            assessment=assessment,
            principle=principle(assessment),
            statement=other,
            kind="advice",
            author=author,
            text="Mis.",
        )


def test_nobody_advises_the_coalition_they_are_a_member_of():
    assessment = asked()
    member = make.MembershipFactory.create(coalition=assessment.coalition).user
    for write in (advice_share, advice_enquire):
        with pytest.raises(ValidationError):
            write(**about(assessment, author=member, text="Over onszelf."))
    row = {"assessment": assessment, "principle": principle(assessment), "author": member}
    with pytest.raises(DatabaseError), transaction.atomic():
        AdviceMessage.objects.create(**row, kind="advice", text="Buitenom.")
    assert AdviceMessage.objects.create(**row, kind="reply", text="Dank.", shared_at=clock.now())


def test_a_member_is_not_the_adviser_and_the_other_way_round():
    coalition = make.CoalitionFactory.create()
    member = make.MembershipFactory.create(coalition=coalition).user
    with pytest.raises(ValidationError):
        Caseload(adviser=member, coalition=coalition).full_clean()
    with pytest.raises(DatabaseError), transaction.atomic():
        make.CaseloadFactory.create(adviser=member, coalition=coalition)
    adviser = make.CaseloadFactory.create(coalition=coalition).adviser
    with pytest.raises(ValidationError):
        Membership(user=adviser, coalition=coalition, role="partner").full_clean()
    with pytest.raises(DatabaseError), transaction.atomic():
        make.MembershipFactory.create(user=adviser, coalition=coalition)
    Membership.objects.filter(user=member).update(until=clock.today())
    assert make.CaseloadFactory.create(adviser=member, coalition=coalition)


def test_partners_read_the_thread_while_the_coalition_shares_it(client, sign_in):
    assessment = asked()
    coordinator = sign_in("coordinator", assessment.coalition)
    author = make.UserFactory.create()
    advice_share(**about(assessment, author=author, text="Nodig de JGZ uit."))
    partner = make.MembershipFactory.create(coalition=assessment.coalition, role="partner").user

    def seen():
        client.force_login(partner)
        return "Nodig de JGZ uit." in text_of(client.get(page(assessment)))

    def switch(word):
        client.force_login(coordinator)
        address = f"{url(assessment, 'checklist_round', round=1)}advies-delen/"
        assert client.post(address, {"share": word}).status_code == 302
        return AdviceSharing.objects.get()

    assert not seen()
    assert switch("yes").decided_by == coordinator
    assert seen()
    assert client.get(page(assessment, "advice_reply")).status_code == 403
    client.force_login(coordinator)
    history = text_of(client.get(url(assessment, "checklist_history", round=1)))
    assert "Advies dat partners mogen lezen" in history
    switch("no")
    assert not seen()


def test_sharing_twice_changes_nothing_and_concepts_stay_hidden(sign_in):
    assessment = asked()
    user = sign_in("coordinator", assessment.coalition)
    author = make.UserFactory.create()
    AdviceMessage.objects.create(
        assessment=assessment,
        principle=principle(assessment),
        kind="advice",
        author=author,
        text="Nog niet af.",
    )
    first = advice_sharing_set(assessment_id=assessment.pk, user=user, is_shared=True)
    again = advice_sharing_set(assessment_id=assessment.pk, user=user, is_shared=True)
    assert first.version == again.version
    partner = make.MembershipFactory.create(coalition=assessment.coalition, role="partner").user
    assert not AdviceMessage.objects.visible_to(partner).exists()


def test_the_next_round_shows_the_advice_of_the_one_before(client, sign_in):
    assessment = asked()
    user = sign_in("coordinator", assessment.coalition)
    author = make.UserFactory.create()
    advice_share(**about(assessment, author=author, text="Nodig de JGZ uit."))
    advice_reply(**about(assessment, user=user, text="Dat doen we."))
    assessment.checklist.valid_until = ""
    assessment.checklist.save()
    round_close(assessment_id=assessment.pk)
    round_start(coalition=assessment.coalition, user=user)
    shown = text_of(client.get(page(assessment)))
    assert "Nodig de JGZ uit." in shown
    assert "Advies in ronde 1" in shown


def test_cover_is_given_for_some_coalitions_and_ended_early(client, sign_in):
    mine = make.CoalitionFactory.create()
    adviser = sign_in("adviser", mine)
    other = make.CaseloadFactory.create(adviser=adviser).coalition
    colleague = make.NationalRoleFactory.create(role="adviser").user
    given = {"adviser": adviser, "colleague": colleague, "last_day": clock.today()}
    with pytest.raises(ValidationError):
        caseload_cover(**given, coalitions=[make.CoalitionFactory.create()])
    rows = caseload_cover(**given, coalitions=[mine])
    assert [row.coalition for row in rows] == [mine]
    assert client.post(f"/adviseur/waarnemen/{colleague.pk}/beeindigen/").url == "/adviseur/"
    assert not Caseload.objects.current().filter(adviser=colleague).exists()
    assert caseload_cover_end(adviser=adviser, colleague=colleague) == 0
    make.MembershipFactory.create(user=colleague, coalition=other)
    assert [row.coalition for row in caseload_cover(**given)] == [mine]
