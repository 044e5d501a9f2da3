"""Owners are asked whether an agreement still holds, once per date and threshold."""

from collections import Counter

import pytest
from django.core import mail

from agreements.models import Agreement, AgreementReminder
from agreements.services import agreement_extend
from agreements.services.reminders import (
    REVIEW_BEFORE,
    reviewers_of,
    reviews_remind,
)
from agreements.tasks import ask_owners
from kansrijkestart.core import clock
from kansrijkestart.notifications import sending
from kansrijkestart.notifications.mail import hand_over
from kansrijkestart.notifications.models import Notification
from tests import factories as make
from tests.agreements.confirm_world import (
    agreement_of,
    keeper_of,
)
from tests.agreements.reminder_world import BEGIN, DAY, REFUSING, WORKING, on, review, under_review
from tests.notifications.world import mail_now

pytestmark = pytest.mark.django_db


def test_two_years_of_nights_ask_the_owner_once_per_threshold():
    """Nobody answers for a year, then the owner extends it: the new date has its own thresholds."""
    agreement = under_review()
    mails: Counter[int] = Counter()
    for day in range(2 * 365 + 60):
        mail.outbox.clear()
        with on(day):
            reviews_remind()
            ask_owners()
            mail_now()
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
    told = Notification.objects.get()
    assert told.path == f"/afspraken/{agreement.pk}/klopt-het-nog/"
    assert f"/meldingen/{told.pk}/" in mail.outbox[0].body


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
        return "SMTPRecipientsRefused" if to == second.email else hand_over(template, to, *rest)

    monkeypatch.setattr(sending, "hand_over", send)
    assert review(1) == [first.email]
    monkeypatch.undo()
    assert (review(2), review(3)) == ([second.email], [])


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


ORGANISATION = "JGZ De Groeibank"


@pytest.mark.parametrize(
    ("organisation", "left", "coordinators", "said"),
    [
        ("", False, 1, "De afspraak heeft geen eigenaar. Wij vragen het jou"),
        ("", True, 1, "De persoon op wiens naam de afspraak staat, heeft geen toegang meer."),
        (ORGANISATION, False, 1, f"{ORGANISATION} is eigenaar, maar de afspraak staat op niemands"),
        (ORGANISATION, True, 1, f"{ORGANISATION} is eigenaar, maar de persoon op wiens naam"),
        ("", False, 3, "Anderen die het bijhouden, krijgen deze vraag ook."),
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
    assert ("Anderen" in words) == (coordinators > 1)
    assert "op jouw naam" not in words
