"""Reminders of agreements: each exactly once, over two years, and by two schedulers at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction

from agreements.models import AgreementReminder, ConfirmationRequest
from agreements.services import reminders
from agreements.services.confirmations import request_withdraw
from agreements.services.reminders import (
    REMIND_AFTER,
    confirmations_remind,
    reviews_remind,
)
from agreements.tasks import ask_owners, remind_parties
from kansrijkestart.core import clock
from tests import factories as make
from tests.agreements.confirm_world import (
    SITE,
    agreement_of,
    ask,
    keeper_of,
    page,
    rewrite,
    send,
    token_of,
    told,
)
from tests.agreements.reminder_world import BEGIN, REFUSING, WORKING, on, review, under_review
from tests.notifications.world import mail_now

pytestmark = pytest.mark.django_db


def asked_of(parties=1, **values):
    with on(0):
        agreement = agreement_of(parties, **values)
        ask(agreement)
        send()
    mail.outbox.clear()
    return agreement


def remind(days):
    with on(days):
        told = confirmations_remind(site_url=SITE)
        mail_now()
        return told


def test_who_does_not_answer_is_reminded_once_per_threshold():
    asked_of(2)
    sent = {day: remind(day) for day in range(70)}
    assert {day: number for day, number in sent.items() if number} == dict.fromkeys(REMIND_AFTER, 2)


def test_the_reminder_has_a_link_that_works(client):
    asked_of(1)
    remind(7)
    with on(7):
        token = token_of(ConfirmationRequest.objects.get())
        assert "Herinnering" in mail.outbox[0].subject
        assert client.get(page(token)).status_code == 200


def test_after_a_pause_of_the_site_there_is_one_mail_and_not_one_per_threshold():
    asked_of(1)
    assert (remind(30), remind(30), remind(31)) == (1, 0, 0)
    assert AgreementReminder.objects.count() == len(REMIND_AFTER)


def test_who_answered_was_taken_back_or_left_is_not_reminded():
    agreement = asked_of(4)
    first, second, third, _last = agreement.parties.order_by("pk")
    with on(1):
        told(first, name="Noor")
        request_withdraw(request=second.requests.get())
        third.left_on = clock.today()
        third.save()
    assert remind(7) == 1


def test_a_member_without_access_is_not_reminded():
    with on(0):
        agreement = agreement_of(1)
        member = make.MembershipFactory.create(coalition=agreement.coalition, role="partner")
        ask(agreement, member=member.user)
        send()
    with on(3):
        member.until = clock.today()
        member.save()
    assert remind(7) == 0


def test_a_new_text_starts_a_new_round_of_reminders():
    agreement = asked_of(1)
    assert remind(7) == 1
    with on(10):
        rewrite(agreement)
        send()
    assert [day for day in range(10, 40) if remind(day)] == [17, 31]


def test_tasks_run_twice_send_nothing_twice():
    asked_of(1)
    under_review(review=20)
    with on(8):
        for task in (remind_parties, ask_owners, remind_parties, ask_owners):
            task()
            mail_now()
    assert len(mail.outbox) == 2


def test_a_reminder_is_a_row_of_which_there_is_one():
    agreement = agreement_of(1)
    row = {"agreement": agreement, "due_on": clock.today(), "days": 30}
    AgreementReminder.objects.create(**row)
    with pytest.raises(IntegrityError, match="reminded_once"), transaction.atomic():
        AgreementReminder.objects.create(**row)
    AgreementReminder.objects.create(**row | {"days": 0})


def test_a_refused_reminder_of_a_party_is_tried_the_next_night_and_once(settings):
    asked_of(2)
    settings.EMAIL_BACKEND = REFUSING
    assert remind(7) == 0
    settings.EMAIL_BACKEND = WORKING
    assert (remind(8), remind(8), remind(9), remind(21)) == (2, 0, 0, 2)


def test_what_broke_off_before_it_was_told_is_told_the_next_night(monkeypatch):
    """The row that says so and what is told are one transaction: both, or neither."""
    under_review(review=20)

    def break_off(**_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "notify", break_off)
        with pytest.raises(KeyboardInterrupt):
            review(1)
    assert not AgreementReminder.objects.exists()
    assert (len(review(2)), review(3)) == (1, [])


def test_of_a_coalition_that_ended_nobody_is_asked_anything():
    agreement = asked_of(1)
    running = under_review(review=20)
    for coalition in (agreement.coalition, running.coalition):
        coalition.stage, coalition.ended_on = "ended", BEGIN.date()
        coalition.save()
    assert remind(7) == 0
    assert review(25) == []


def test_of_a_reminder_only_whether_its_mail_was_refused_changes():
    row = AgreementReminder.objects.create(
        agreement=agreement_of(1), due_on=clock.today(), days=30, failed_at=clock.now()
    )
    rows = AgreementReminder.objects.filter(pk=row.pk)
    refused = pytest.raises(IntegrityError, match="only changes whether its mail was refused")
    with refused, transaction.atomic():
        rows.update(days=0, failed_at=None)
    assert rows.update(sent_at=clock.now(), failed_at=None) == 1
    refused = pytest.raises(IntegrityError, match="only changes whether its mail was refused")
    with refused, transaction.atomic():
        rows.update(sent_at=clock.now())
    assert rows.update(failed_at=clock.now()) == 1
    with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
        rows.delete()


def test_a_reminder_is_for_a_party_or_for_a_reader():
    agreement = agreement_of(1)
    row = {"agreement": agreement, "due_on": clock.today(), "days": 30}
    party, reader = agreement.parties.get(), keeper_of(agreement.coalition)
    with pytest.raises(IntegrityError, match="of_one_reader"), transaction.atomic():
        AgreementReminder.objects.create(**row, party=party, reader=reader)
    AgreementReminder.objects.create(**row, reader=reader)


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_at_once_send_everything_once():
    asked_of(3)
    for _each in range(3):
        under_review(review=20)
    start = Barrier(4)

    def night(_number: int) -> int:
        try:
            start.wait(timeout=30)
            with on(8):
                told = confirmations_remind(site_url=SITE) + reviews_remind()
                mail_now()
                return told
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        sent = list(threads.map(night, range(4)))
    assert sum(sent) == 6
    assert len(mail.outbox) == 6
