"""Asking parties and keeping their answers: services, with every refusal."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.selectors import current_text
from agreements.services import agreement_set_state, confirmations_ask
from agreements.services.confirmations import (
    confirm_by_member,
    request_of_link,
)
from agreements.services.requests import Ask
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.links.models import OneTimeLink
from kansrijkestart.notifications.models import Notification
from tests import factories as make
from tests.agreements.confirm_world import (
    SITE,
    agreement_of,
    ask,
    keeper_of,
    rewrite,
    send,
    token_of,
    tokens,
    told,
)
from tests.agreements.confirming.world import confirm, rows_of

pytestmark = pytest.mark.django_db


def test_asking_makes_a_draft_be_in_consultation_and_mails_each_party_once():
    agreement = agreement_of(2)
    asked = ask(agreement)
    agreement.refresh_from_db()
    assert (agreement.state, agreement.version) == ("in_consultation", 2)
    assert send() == 2
    assert send() == 0
    assert {message.to[0] for message in mail.outbox} == {row.email for row in asked}
    assert agreement.title in mail.outbox[0].body
    assert ask(agreement) == []


def test_a_second_run_of_the_job_mails_nobody_twice():
    agreement = agreement_of(3)
    ask(agreement)
    assert (send(), send(), len(mail.outbox)) == (3, 0, 3)


def test_an_answer_by_link_keeps_name_organisation_moment_and_version():
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    given = confirm(token, "confirmed_with_remark", "Wel graag per mail.", " Noor ")
    assert given.party.organisation == agreement.parties.get().organisation
    assert (given.version.number, given.answered_by_name, given.answered_by) == (1, "Noor", None)
    assert given.remark == "Wel graag per mail."
    assert abs(given.answered_at - clock.now()) < timedelta(minutes=1)


def test_a_link_works_once():
    (token,) = tokens(agreement_of(1))
    confirm(token)
    with pytest.raises(Http404):
        confirm(token, "declined", "Toch niet.")
    assert PartyConfirmation.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "remark", "name"),
    [("declined", "", "Noor"), ("confirmed_with_remark", "", "Noor"), ("confirmed", "", " ")],
)
def test_what_is_missing_is_said_and_the_link_still_works(answer, remark, name):
    (token,) = tokens(agreement_of(1))
    with pytest.raises(ValidationError):
        confirm(token, answer, remark, name)
    assert confirm(token).answer == "confirmed"


def test_no_withdrawal_of_what_was_not_confirmed():
    (token,) = tokens(agreement_of(1))
    with pytest.raises(DomainError):
        confirm(token, "withdrawn")
    with pytest.raises(ValueError, match="not a valid"):
        confirm(token, "nonsense")


def test_a_new_text_asks_again_and_the_earlier_answer_stays_with_the_earlier_text():
    agreement = agreement_of(2)
    first, second = tokens(agreement)
    confirm(first)
    rewrite(agreement)
    for token in (first, second):
        with pytest.raises(Http404):
            request_of_link(token)
    assert send() == 2
    assert "aangepast" in mail.outbox[-1].body
    one, two = agreement.versions.order_by("number")
    assert [row.answer for row in rows_of(agreement, one)].count("confirmed") == 1
    assert [row.answer for row in rows_of(agreement, two)] == ["none", "none"]
    assert sorted(row.earlier or 0 for row in rows_of(agreement, two)) == [0, 1]
    newest = ConfirmationRequest.objects.filter(version=two).order_by("pk").latest("pk")
    assert confirm(token_of(newest)).version == two


def test_the_same_text_again_asks_nobody():
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    rewrite(agreement, text=current_text(agreement).text)
    assert request_of_link(token)
    assert ConfirmationRequest.objects.count() == 1


def test_a_party_that_left_is_not_asked_and_its_link_is_dead():
    agreement = agreement_of(2)
    first, second = tokens(agreement)
    stays = agreement.parties.order_by("pk").last().organisation
    text = current_text(agreement).text
    rewrite(agreement, text=text, organisations=[stays])
    with pytest.raises(Http404):
        confirm(first)
    assert confirm(second)
    rewrite(agreement, organisations=[stays])
    asked = ConfirmationRequest.objects.filter(version__number=2)
    assert [row.party.organisation for row in asked] == [stays]


@pytest.mark.parametrize("state", ["draft", "ended"])
def test_back_to_a_draft_or_ended_nobody_can_answer(state):
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    if state == "ended":
        move(agreement, "in_force")
    move(agreement, state)
    with pytest.raises(Http404):
        confirm(token)
    assert ConfirmationRequest.objects.get().withdrawn_at is not None
    if state == "ended":
        with pytest.raises(DomainError):
            ask(agreement)


def move(agreement, state):
    agreement_set_state(agreement_id=agreement.pk, state=state, expected_version=None)


def test_without_a_text_and_for_strangers_nothing_is_asked():
    agreement = make.AgreementFactory.create()
    make.PartyFactory.create(agreement=agreement)
    with pytest.raises(DomainError, match="tekst"):
        ask(agreement)
    agreement = agreement_of(1)
    elsewhere = make.PartyFactory.create()
    outsider = make.UserFactory.create()
    mine = agreement.parties.get()
    for wrong in (Ask(elsewhere, "a@example.org"), Ask(mine, member=outsider)):
        with pytest.raises(DomainError):
            confirmations_ask(agreement=agreement, asked_by=outsider, site_url=SITE, asks=[wrong])
    for address in ("", "geen adres"):
        with pytest.raises(ValidationError):
            confirmations_ask(
                agreement=agreement, asked_by=outsider, site_url=SITE, asks=[Ask(mine, address)]
            )
    assert not ConfirmationRequest.objects.exists()


def test_eighty_parties_cost_as_many_queries_as_one():
    costs = []
    for number in (1, 80):
        agreement = agreement_of(number)
        with CaptureQueriesContext(connection) as queries:
            ask(agreement)
        asking = len(queries)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows_of(agreement)) == number
        reading = len(queries)
        with CaptureQueriesContext(connection) as queries:
            rewrite(agreement)
        costs.append((asking, reading, len(queries)))
    assert costs[0] == costs[1]


def test_a_member_answers_after_signing_in_and_may_change_the_answer():
    agreement = agreement_of(1)
    member = make.MembershipFactory.create(coalition=agreement.coalition, role="partner").user
    (asked,) = ask(agreement, member=member)
    send()
    told = Notification.objects.get(recipient=member)
    assert told.path == f"/afspraken/{agreement.pk}/bevestigen/{asked.pk}/"
    assert f"/meldingen/{told.pk}/" in mail.outbox[-1].body
    assert not OneTimeLink.objects.exists()
    first = confirm_by_member(request=asked, answer="confirmed", user=member)
    assert confirm_by_member(request=asked, answer="confirmed", user=member) == first
    confirm_by_member(request=asked, answer="withdrawn", user=member)
    assert rows_of(agreement)[0].answer == "withdrawn"
    with pytest.raises(DomainError):
        confirm_by_member(request=asked, answer="confirmed", user=keeper_of(agreement.coalition))
    rewrite(agreement)
    with pytest.raises(DomainError, match="gewijzigd"):
        confirm_by_member(request=asked, answer="confirmed", user=member)


def test_an_answer_by_telephone_says_who_told_and_who_wrote_it_down():
    agreement = agreement_of(1)
    keeper = keeper_of(agreement.coalition)
    told(agreement.parties.get(), name="Directeur", user=keeper)
    (row,) = rows_of(agreement)
    assert (row.how, row.asked, row.confirmation.answered_by) == ("told", "not_asked", keeper)
