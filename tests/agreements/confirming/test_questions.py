"""A question to a party: taken back, sent again, past its term, and what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from agreements.models import ConfirmationRequest
from agreements.selectors.changes import history_of
from agreements.selectors.confirmations import progress_of
from agreements.services.confirmation_mails import mail_request
from agreements.services.confirmations import request_withdraw
from agreements.services.requests import request_resend
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from tests.agreements.confirm_world import (
    SITE,
    agreement_of,
    ask,
    keeper_of,
    send,
    token_of,
    tokens,
)
from tests.agreements.confirming.world import confirm, rows_of

pytestmark = pytest.mark.django_db


def test_a_question_taken_back_has_a_dead_link_and_may_be_asked_anew():
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    request_withdraw(request=ConfirmationRequest.objects.get())
    request_withdraw(request=ConfirmationRequest.objects.get())
    with pytest.raises(Http404):
        confirm(token)
    assert len(ask(agreement)) == 1


def test_sending_again_gives_a_new_link_and_waits_an_hour():
    agreement = agreement_of(1)
    (old,) = tokens(agreement)
    asked = ConfirmationRequest.objects.get()

    def again():
        return request_resend(request=asked, sent_by=keeper_of(agreement.coalition), site_url=SITE)

    with pytest.raises(DomainError):
        again()
    with clock.travel(clock.now() + timedelta(hours=2)):
        assert again()
        assert not again()
        send()
        with pytest.raises(Http404):
            confirm(old)
        assert confirm(token_of(asked))
    request_withdraw(request=asked)
    with pytest.raises(DomainError):
        again()


def test_after_its_term_a_link_is_dead_until_it_is_sent_again():
    agreement = agreement_of(1)
    (token,) = tokens(agreement)
    asked = ConfirmationRequest.objects.get()
    with clock.travel(clock.now() + timedelta(days=61)):
        with pytest.raises(Http404):
            confirm(token)
        assert rows_of(agreement)[0].asked == "over"
        assert not mail_request(asked.pk, SITE)
        request_resend(request=asked, sent_by=keeper_of(agreement.coalition), site_url=SITE)
        send()
        assert confirm(token_of(asked))


def test_a_mail_that_is_not_delivered_is_told(settings):
    settings.EMAIL_BACKEND = "tests.agreements.confirm_world.Refusing"
    agreement = agreement_of(2)
    ask(agreement)
    assert send() == 0
    rows = rows_of(agreement)
    assert {row.asked for row in rows} == {"failed"}
    assert progress_of(rows).failed == 2


def test_the_database_allows_one_open_question_per_party_and_text():
    agreement = agreement_of(1)
    (row,) = ask(agreement)
    row.pk = None
    with pytest.raises(IntegrityError, match="asked_once_per_version"), transaction.atomic():
        row.save()
    ConfirmationRequest.objects.update(withdrawn_at=clock.now())
    row.save()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"email": ""}, "request_reaches_somebody"),
        ({"expires_at": clock.now() - timedelta(days=1)}, "request_expires_later"),
    ],
)
def test_the_database_refuses_a_question_to_nobody_or_without_a_term(values, constraint):
    (row,) = ask(agreement_of(1))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ConfirmationRequest.objects.filter(pk=row.pk).update(**values)


def test_history_tells_of_the_question_without_who_was_asked():
    agreement = agreement_of(1)
    tokens(agreement)
    request_withdraw(request=ConfirmationRequest.objects.get())
    told = [entry for entry in history_of(agreement) if "raag" in entry.noun]
    assert [(entry.kind, entry.noun) for entry in told] == [
        ("added", "Teruggenomen vraag"),
        ("added", "Vraag aan een partner"),
    ]
    assert "partij" not in str(told)
