"""Reminders of agreements: each exactly once, over two years, and by two schedulers at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import IntegrityError, ProgrammingError, connection, transaction

from agreements.models import Agreement, AgreementReminder, ConfirmationRequest
from agreements.services import agreement_extend, reminders
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
from kansrijkestart.notifications.mail import send_mail
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
REFUSING = "tests.agreements.confirm_world.Refusing"
WORKING = "django.core.mail.backends.locmem.EmailBackend"
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


def test_a_refused_question_to_an_owner_is_tried_the_next_night_and_once(settings):
    agreement = under_review(review=20)
    keeper = keeper_of(agreement.coalition)
    settings.EMAIL_BACKEND = REFUSING
    assert (review(1), review(2)) == ([], [])
    assert AgreementReminder.objects.get().failed_at == BEGIN + 2 * DAY
    settings.EMAIL_BACKEND = WORKING
    assert (review(3), review(3), review(4)) == ([keeper.email], [], [])
    row = AgreementReminder.objects.get()
    assert (row.sent_at, row.failed_at) == (BEGIN + 3 * DAY, None)


def test_of_two_coordinators_only_the_one_whose_mail_was_refused_is_asked_again(monkeypatch):
    agreement = under_review(review=20)
    first = keeper_of(agreement.coalition)
    with on(0):
        second = make.MembershipFactory.create(coalition=agreement.coalition).user

    def send(template, to, *rest):
        return to != second.email and send_mail(template, to, *rest)

    monkeypatch.setattr(reminders, "send_mail", send)
    assert review(1) == [first.email]
    monkeypatch.undo()
    assert (review(2), review(3)) == ([second.email], [])


def test_a_refused_reminder_of_a_party_is_tried_the_next_night_and_once(settings):
    asked_of(2)
    settings.EMAIL_BACKEND = REFUSING
    assert remind(7) == 0
    settings.EMAIL_BACKEND = WORKING
    assert (remind(8), remind(8), remind(9), remind(21)) == (2, 0, 0, 2)


def test_what_broke_off_between_row_and_mail_is_not_sent_again(monkeypatch):
    under_review(review=20)

    def break_off(*_arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reminders, "send_mail", break_off)
        with pytest.raises(KeyboardInterrupt):
            review(1)
    assert review(2) == []


@pytest.mark.parametrize(("who", "shown"), [("coordinator", True), ("partner", False)])
def test_a_refused_question_is_shown_to_who_keeps_the_record(client, sign_in, settings, who, shown):
    agreement = under_review(review=20)
    keeper = keeper_of(agreement.coalition)
    settings.EMAIL_BACKEND = REFUSING
    review(1)
    sign_in(who, agreement.coalition)
    words = f"De mail die {keeper} vraagt of deze afspraak nog klopt"
    assert (words in client.get(agreement.get_absolute_url()).content.decode()) == shown
    settings.EMAIL_BACKEND = WORKING
    review(2)
    assert words not in client.get(agreement.get_absolute_url()).content.decode()


def test_when_the_owner_leaves_after_the_last_threshold_the_coordinator_is_asked_once():
    agreement = under_review(review=40)
    with on(0):
        member = make.MembershipFactory.create(coalition=agreement.coalition, role="partner")
    Agreement.objects.update(owner_user=member.user)
    assert review(75) == [member.user.email]
    with on(80):
        member.until = clock.today()
        member.save()
    keeper = keeper_of(agreement.coalition)
    assert (review(80), review(81), review(82)) == ([keeper.email], [], [])
    with on(90):
        make.MembershipFactory.create(coalition=agreement.coalition)
        member.until = None
        member.save()
    assert review(90) == []  # the owner was asked, and is back
    with on(91):
        member.until = clock.today() - DAY
        member.save()
    assert review(91) == []  # one of the two coordinators was asked


def test_of_a_coalition_that_ended_nobody_is_asked_anything():
    agreement = asked_of(1)
    running = under_review(review=20)
    for coalition in (agreement.coalition, running.coalition):
        coalition.stage, coalition.ended_on = "ended", BEGIN.date()
        coalition.save()
    assert remind(7) == 0
    assert review(25) == []


ORGANISATION = "JGZ De Groeibank"


@pytest.mark.parametrize(
    ("organisation", "left", "coordinators", "said"),
    [
        ("", False, 1, "De afspraak heeft geen eigenaar. Wij vragen het jou"),
        ("", True, 1, "De persoon op wiens naam de afspraak staat, heeft geen toegang meer."),
        (ORGANISATION, False, 1, f"{ORGANISATION} is eigenaar, maar de afspraak staat op niemands"),
        (ORGANISATION, True, 1, f"{ORGANISATION} is eigenaar, maar de persoon op wiens naam"),
        ("", False, 3, "Nog 2 anderen die het bijhouden, krijgen deze mail."),
    ],
)
def test_the_mail_to_a_coordinator_says_who_owns_it(organisation, left, coordinators, said):
    agreement = under_review(review=20)
    with on(0):
        for _number in range(coordinators - 1):
            make.MembershipFactory.create(coalition=agreement.coalition)
    if organisation:
        agreement.owner_organisation = make.OrganisationFactory.create(name=organisation)
    if left:
        agreement.owner_user = make.UserFactory.create()
    agreement.save()
    assert len(review(1)) == coordinators
    words = " ".join(str(mail.outbox[0].body).split())
    assert said in words
    assert ("anderen" in words) == (coordinators > 1)
    assert "op jouw naam" not in words


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
                return confirmations_remind(site_url=SITE) + reviews_remind(site_url=SITE)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        sent = list(threads.map(night, range(4)))
    assert sum(sent) == 6
    assert len(mail.outbox) == 6
