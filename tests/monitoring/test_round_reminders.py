"""Reminders of a round: once per threshold, together on Mondays when somebody wants that."""

from datetime import UTC, date, datetime, timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.urls import reverse

from kansrijkestart.core import clock
from kansrijkestart.jobs.running import run
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.services import wishes_set
from kansrijkestart.notifications.tasks import mail_notifications
from monitoring.models import Response, RoundExtension
from monitoring.notifications import OPENED, REMINDED
from monitoring.selectors.reminders import readers_of
from monitoring.services import reminders as services
from monitoring.services import rounds
from tests import factories as make
from tests.access.questionnaires import a_version

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
FIRST = date(2025, 11, 25)


def at(day, hour=6, minute=40):
    """The nightly task: twenty to eight in Amsterdam in winter."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def a_keeper(*places, **values):
    user = make.UserFactory.create(**values)
    wishes_set(user=user, wishes={OPENED: "none"})
    coalition = make.CoalitionFactory.create()
    for one in places or [make.MunicipalityFactory.create()]:
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=one)
    make.MembershipFactory.create(user=user, coalition=coalition, since=date(2020, 1, 1))
    return user


def an_open_round(days=(28, 14, 3), closes_at=NEW_YEAR):
    with clock.travel(at(date(2025, 11, 1))):
        found = rounds.round_create(
            version=a_version(is_published=True),
            opens_at=at(FIRST),
            closes_at=closes_at,
            publishes_on=None,
            reminder_days=list(days),
        )
    with clock.travel(at(FIRST)):
        rounds.rounds_open()
        found.refresh_from_db()
        assert found.opening_job_id is not None
        run(found.opening_job_id)
    found.refresh_from_db()
    return found


def night(day):
    """Do a night's work; returns to whom mails went."""
    before = len(mail.outbox)
    with clock.travel(at(day)):
        services.reminders_write()
    with clock.travel(at(day, 7, 5)):
        mail_notifications()
    return sorted(one.to[0] for one in mail.outbox[before:])


def reminded():
    return Notification.objects.filter(kind=REMINDED)


def weekly(user):
    wishes_set(user=user, wishes={REMINDED: "digest"})


def walk(first, last, nights=2):
    """Every day so many nights; returns on what days to whom mails went."""
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        found += [(day, to) for _ in range(nights) for to in night(day)]
    return found


def hand_in(found, user=None):
    rows = Response.objects.filter(round=found)
    if user is not None:
        rows = rows.filter(coalition__memberships__user=user)
    pks = list(rows.values_list("pk", flat=True))
    Response.objects.filter(pk__in=pks).update(state="submitted", submitted_at=clock.now())


def test_a_whole_round_day_by_day_and_each_night_twice():
    early, late, done = a_keeper(), a_keeper(), a_keeper()
    found = an_open_round()
    hand_in(found, done)
    sent = walk(FIRST, date(2025, 12, 10))
    hand_in(found, early)
    sent += walk(date(2025, 12, 11), date(2026, 1, 10))
    assert sent == [(date(2025, 12, 3), one) for one in sorted([early.email, late.email])] + [
        (date(2025, 12, 17), late.email),
        (date(2025, 12, 28), late.email),
    ]
    assert reminded().filter(mailed_at__isnull=False).count() == 4
    assert not reminded().filter(mailed_at__isnull=True).exists()


def test_thresholds_that_were_missed_are_one_mail_late():
    user = a_keeper()
    an_open_round()
    assert night(date(2025, 12, 20)) == [user.email]  # the site was down on the 3rd and the 17th
    assert reminded().count() == 1
    assert night(date(2025, 12, 21)) == []
    assert night(date(2025, 12, 31)) == [user.email]  # the threshold of three days, on the last
    assert night(date(2026, 1, 1)) == []


def test_a_round_that_is_over_reminds_nobody():
    a_keeper()
    an_open_round()
    assert night(date(2026, 1, 1)) == []
    assert not reminded().exists()


def test_more_time_moves_the_reminders_of_that_municipality_alone():
    place = make.MunicipalityFactory.create()
    longer, other = a_keeper(place), a_keeper()
    found = an_open_round(days=[14])
    RoundExtension.objects.create(
        round=found, municipality=place, until=NEW_YEAR + timedelta(days=10), reason="ziekte"
    )
    assert walk(date(2025, 12, 15), date(2026, 1, 12), nights=1) == [
        (date(2025, 12, 17), other.email),
        (date(2025, 12, 27), longer.email),
    ]


def test_one_mail_names_every_municipality_and_its_page():
    places = [make.MunicipalityFactory.create() for _ in range(2)]
    a_keeper(*places)
    found = an_open_round(days=[14])
    night(date(2025, 12, 17))
    (one,) = mail.outbox
    assert found.questionnaire_version.title in one.subject
    assert all(place.name in one.body for place in places)
    assert "31 december 2025" in one.body
    assert "/vragenlijst/" in reminded().get().path


def test_a_mail_that_was_refused_goes_the_next_time_and_once(monkeypatch):
    user = a_keeper()
    an_open_round(days=[14])

    def refuses(*_args, **_values):
        raise SMTPException("vol")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuses)
        assert night(date(2025, 12, 17)) == []
    row = reminded().get()
    assert row.failed_at is not None
    assert row.mailed_at is None
    assert night(date(2025, 12, 18)) == [user.email]
    assert night(date(2025, 12, 19)) == []
    row.refresh_from_db()
    assert row.failed_at is None
    assert row.mailed_at is not None


def test_who_hands_in_between_the_row_and_the_mail_is_left_alone():
    user = a_keeper()
    found = an_open_round(days=[14])
    with clock.travel(at(date(2025, 12, 17))):
        services.reminders_write()
        hand_in(found, user)
    assert night(date(2025, 12, 18)) == []
    assert reminded().get().ended_at is not None


def test_who_opens_again_what_was_never_told_is_reminded_after_all():
    user = a_keeper()
    found = an_open_round(days=[14])
    with clock.travel(at(date(2025, 12, 17))):
        services.reminders_write()
        hand_in(found, user)
    assert night(date(2025, 12, 18)) == []
    Response.objects.update(state="busy", submitted_at=None)
    assert (night(date(2025, 12, 19)), night(date(2025, 12, 20))) == ([user.email], [])


def test_a_mail_names_what_is_late_when_it_leaves_and_no_more():
    first, second = make.MunicipalityFactory.create_batch(2)
    user = a_keeper(first, second)
    weekly(user)
    found = an_open_round(days=[28])
    assert night(date(2025, 12, 3)) == []
    Response.objects.filter(round=found, municipality=first).update(
        state="submitted", submitted_at=clock.now()
    )
    assert night(date(2025, 12, 8)) == [user.email]
    (one,) = mail.outbox
    assert (first.name in one.body, second.name in one.body) == (False, True)


def test_who_keeps_a_coalition_is_told_that_a_round_opened():
    user = a_keeper()
    wishes_set(user=user, wishes={OPENED: "digest"})
    an_open_round(days=[1])
    told = Notification.objects.get(kind=OPENED)
    assert (told.recipient, told.delivery) == (user, "digest")
    assert night(date(2025, 11, 26)) == []
    assert night(date(2025, 12, 1)) == [user.email]
    assert told.about["title"] in mail.outbox[0].body


def test_whoever_has_no_access_any_more_gets_no_mail():
    user = a_keeper()
    an_open_round(days=[14])
    with clock.travel(at(date(2025, 12, 17))):
        services.reminders_write()
    user.is_active = False
    user.save()
    assert night(date(2025, 12, 18)) == []


def test_a_week_is_one_mail_on_monday_and_each_reminder_in_exactly_one():
    user = a_keeper()
    weekly(user)
    # 3 December 2025 is a Wednesday; the Mondays after it are the 8th, the 15th and the 22nd.
    an_open_round(days=[28, 26, 17])
    an_open_round(days=[27])
    sent = walk(FIRST, date(2025, 12, 30))
    assert sent == [(date(2025, 12, 8), user.email), (date(2025, 12, 15), user.email)]
    assert mail.outbox[0].body.count("31 december 2025") == 2
    rows = reminded().filter(ended_at=None).order_by("created_at", "pk")
    days = [row.mailed_at.date() for row in rows]
    assert days == [date(2025, 12, 8)] * 2 + [date(2025, 12, 15)]


def test_a_monday_that_was_missed_comes_on_tuesday():
    user = a_keeper()
    weekly(user)
    an_open_round(days=[28])
    assert night(date(2025, 12, 3)) == []
    assert night(date(2025, 12, 9)) == [user.email]
    assert night(date(2025, 12, 15)) == []


def test_what_cannot_wait_for_monday_goes_at_once():
    user = a_keeper()
    weekly(user)
    an_open_round(days=[1])
    assert walk(date(2025, 12, 24), date(2026, 1, 6)) == [(date(2025, 12, 30), user.email)]


def test_the_old_address_of_the_wish_leads_to_that_of_all_notifications(client, sign_in):
    sign_in("without_role")
    answer = client.get(reverse("monitoring:reminder_wish"))
    assert (answer.status_code, answer["Location"]) == (302, "/meldingen/instellingen/")


@pytest.mark.parametrize("number", [2, 20])
def test_who_is_reminded_costs_as_many_queries_for_two_coalitions_as_for_twenty(
    django_assert_num_queries, number
):
    both, left = make.UserFactory.create(), make.UserFactory.create(is_active=False)
    wanted: dict[int, set[int]] = {both.pk: set()}
    for turn in range(number):
        place, region = make.MunicipalityFactory.create(), make.RegionFactory.create()
        scope = "regional" if turn % 2 else "local"
        coalition = make.CoalitionFactory.create(scope=scope, region=region)
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
        lead = make.RegionMembershipFactory.create(region=region).user
        for user in (both, left):
            make.MembershipFactory.create(user=user, coalition=coalition, role="coordinator")
        make.MembershipFactory.create(coalition=coalition, role="partner")
        wanted[both.pk].add(place.pk)
        if scope == "regional":
            wanted[lead.pk] = {place.pk}
    found = an_open_round()
    with django_assert_num_queries(6):
        readers = readers_of(found, at(FIRST))
    told = {one.user.pk: {late.response.municipality_id for late in one.late} for one in readers}
    assert told == wanted
    assert all(len(one.late) == len(told[one.user.pk]) for one in readers)
