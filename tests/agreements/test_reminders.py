"""Reminders of agreements: each exactly once, over two years, and by two schedulers at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from agreements.models import Agreement, AgreementReminder, ConfirmationRequest
from agreements.services import agreement_extend
from agreements.services.confirmations import request_withdraw
from agreements.services.reminders import (
    REMIND_AFTER,
    REVIEW_BEFORE,
    confirmations_remind,
    reviewers_of,
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

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BEGIN = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Europe/Amsterdam"))


def on(days):
    return clock.travel(BEGIN + days * DAY)


def asked_of(parties=1, **values):
    with on(0):
        agreement = agreement_of(parties, **values)
        ask(agreement)
        send()
    mail.outbox.clear()
    return agreement


def remind(days):
    with on(days):
        return confirmations_remind(site_url=SITE)


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


def under_review(review=365, **values):
    with on(0):
        return agreement_of(
            1,
            state="in_force",
            starts_on=clock.today() - DAY,
            review_on=clock.today() + review * DAY,
            **values,
        )


def test_two_years_of_nights_ask_the_owner_once_per_threshold():
    """Nobody answers for a year, then the owner extends it: the new date has its own thresholds."""
    agreement = under_review()
    mails: Counter[int] = Counter()
    for day in range(2 * 365 + 60):
        mail.outbox.clear()
        with on(day):
            reviews_remind(site_url=SITE)
            ask_owners()
            if day == 400:
                agreement_extend(
                    agreement_id=agreement.pk,
                    until=clock.today() + 300 * DAY,
                    expected_version=None,
                )
        mails[day] += len(mail.outbox)
    wanted = [365 - before for before in REVIEW_BEFORE] + [700 - before for before in REVIEW_BEFORE]
    assert {day: number for day, number in mails.items() if number} == dict.fromkeys(wanted, 1)
    assert AgreementReminder.objects.count() == 2 * len(REVIEW_BEFORE)


def review(days):
    mail.outbox.clear()
    with on(days):
        reviews_remind(site_url=SITE)
    return [message.to[0] for message in mail.outbox]


def test_the_owner_is_asked_and_without_one_with_access_the_coordinators():
    agreement = under_review(review=40)
    keeper = keeper_of(agreement.coalition)
    with on(0):
        member = make.MembershipFactory.create(coalition=agreement.coalition, role="partner")
    assert review(10) == [keeper.email]
    Agreement.objects.update(owner_user=member.user)
    assert review(40) == [member.user.email]
    with on(41):
        member.until = clock.today()
        member.save()
    assert review(70) == [keeper.email]


def test_an_owner_whose_account_is_closed_is_not_asked():
    agreement = under_review()
    member = make.MembershipFactory.create(coalition=agreement.coalition, role="partner").user
    agreement.owner_user = member
    assert reviewers_of(agreement) == [member]
    member.is_active = False
    assert reviewers_of(agreement) == [keeper_of(agreement.coalition)]


def test_of_a_regional_coalition_the_lead_is_asked_too():
    coalition = make.CoalitionFactory.create(regional=True)
    agreement = make.AgreementFactory.create(coalition=coalition)
    lead = make.RegionMembershipFactory.create(region=coalition.region).user
    assert reviewers_of(agreement) == [lead]


def test_without_anybody_nothing_is_written_down_and_whoever_comes_is_asked():
    agreement = under_review(review=20)
    agreement.coalition.memberships.all().delete()
    assert review(1) == []
    assert not AgreementReminder.objects.exists()
    with on(2):
        newcomer = make.MembershipFactory.create(coalition=agreement.coalition).user
    assert review(2) == [newcomer.email]


def test_only_what_applies_is_asked_about():
    with on(0):
        agreement_of(1, state="in_consultation", review_on=clock.today() + DAY)
    assert review(5) == []


def test_the_mail_is_in_the_language_of_whoever_gets_it():
    agreement = under_review(review=20)
    keeper = keeper_of(agreement.coalition)
    keeper.language = "en"
    keeper.save()
    assert review(1)
    assert "Does this agreement still hold?" in mail.outbox[0].subject
    assert f"/afspraken/{agreement.pk}/klopt-het-nog/" in mail.outbox[0].body


def test_tasks_run_twice_send_nothing_twice():
    asked_of(1)
    under_review(review=20)
    with on(8):
        for task in (remind_parties, ask_owners, remind_parties, ask_owners):
            task()
    assert len(mail.outbox) == 2


def test_a_reminder_is_a_row_of_which_there_is_one():
    agreement = agreement_of(1)
    row = {"agreement": agreement, "due_on": clock.today(), "days": 30}
    AgreementReminder.objects.create(**row)
    with pytest.raises(IntegrityError, match="reminded_once"), transaction.atomic():
        AgreementReminder.objects.create(**row)
    AgreementReminder.objects.create(**row | {"days": 0})


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
                return confirmations_remind(site_url=SITE) + reviews_remind(site_url=SITE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        sent = list(threads.map(night, range(4)))
    assert sum(sent) == 6
    assert len(mail.outbox) == 6
