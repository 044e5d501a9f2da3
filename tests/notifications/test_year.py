"""A year of nights: every kind, each occasion once, weekly mails on Mondays only."""

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import translation

from agreements.services import calendar_links
from coalitions.models import AdviceMessage, AdviceRequest, Assessment, Principle
from coalitions.services import telling
from coalitions.services.actions import action_add
from coalitions.services.poll_invitations import poll_invite, poll_remind
from kansrijkestart.accounts.models import User
from kansrijkestart.celery import app
from kansrijkestart.core import clock
from kansrijkestart.jobs import running
from kansrijkestart.jobs.models import Job
from kansrijkestart.notifications import registry
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import MOST_ATTEMPTS, NOT_ARRIVED
from kansrijkestart.notifications.services import wishes_set
from kansrijkestart.notifications.words import say
from monitoring import notifications as figures
from monitoring.models import ApprovalWish, Edition, Interpretation, Response
from monitoring.selectors.figures import AreaKey, load_figures
from monitoring.services import handing_in, rounds
from monitoring.services.edition_exports import edition_export_request
from monitoring.services.editions import edition_correct
from monitoring.services.releases import release_restore, release_withdraw
from tests import factories as make
from tests.access.questionnaires import a_version
from tests.agreements.confirm_world import agreement_of, ask
from tests.coalitions.poll_world import poll_of
from tests.notifications.world import REFUSING, WORKING

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.usefixtures("own_storage")]
ZONE = ZoneInfo("Europe/Amsterdam")
NEW_YEAR = datetime(2026, 1, 1, tzinfo=ZONE)  # a Thursday
NOON = timedelta(hours=12, minutes=5)
# Every task of the schedule but those that ask a broker or look after jobs themselves.
NOT_HERE = {"kansrijkestart.jobs.tasks.sweep", "kansrijkestart.jobs.tasks.beat_seen"}


def at(day: int):
    """Just after noon of a day; the first of January is day 0."""
    return clock.travel(NEW_YEAR + timedelta(days=day) + NOON)


def night() -> None:
    """Every task of the schedule once, and the jobs they asked for."""
    for entry in app.conf.beat_schedule.values():
        if entry["task"] not in NOT_HERE:
            module, name = entry["task"].rsplit(".", 1)
            getattr(import_module(module), name).run()
    for _turn in range(3):
        for job in Job.objects.filter(state="queued", run_after__lte=clock.now()):
            running.run(job.pk)


class Cast:
    """A coalition with everybody in it, one that ends half way, and an account that closes."""

    poll: Any
    round: Any
    release: Any

    def __init__(self) -> None:
        self.region = make.RegionFactory.create()
        place = make.MunicipalityFactory.create()
        make.RegionMunicipalityFactory.create(region=self.region, municipality=place)
        self.coalition = make.CoalitionFactory.create(region=self.region)
        make.CoalitionMunicipalityFactory.create(coalition=self.coalition, municipality=place)
        self.place = place
        self.keeper = self._member(self.coalition, "coordinator")
        self.member = self._member(self.coalition, "partner")
        self.closing = self._member(self.coalition, "coordinator")
        case = make.CaseloadFactory.create(coalition=self.coalition, since=date(2020, 1, 1))
        self.adviser = case.adviser
        self.lead = make.RegionMembershipFactory.create(
            region=self.region, since=date(2020, 1, 1)
        ).user
        make.NationalRoleFactory.create(user=self.adviser, role="adviser")
        self.chief = make.NationalRoleFactory.create(role="administrator").user
        # Two who keep the same record, and wish every mail at once, or none.
        self.eager = self._keeper_who_wishes("single")
        self.quiet = self._keeper_who_wishes("none")
        self.ending = make.CoalitionFactory.create()
        self.leaver = self._member(self.ending, "coordinator")

    def _keeper_who_wishes(self, delivery: str) -> Any:
        user = self._member(self.coalition, "coordinator")
        wishes_set(user=user, wishes={kind.key: delivery for kind in registry.kinds()})
        return user

    @property
    def keepers(self) -> list[Any]:
        return [self.keeper, self.eager, self.quiet]

    @staticmethod
    def _member(coalition, role):
        return make.MembershipFactory.create(
            coalition=coalition, role=role, since=date(2020, 1, 1)
        ).user


def _advice(cast: Cast, kind: str, author: Any, pk: int) -> None:
    about = {"assessment": Assessment(pk=1, coalition=cast.coalition)}
    message = AdviceMessage(pk=pk, principle=Principle(number=3), kind=kind, author=author, **about)
    telling.tell_said(message)


def _ask_advice(cast: Cast) -> None:
    assessment = Assessment(pk=1, coalition=cast.coalition)
    request = AdviceRequest(pk=1, assessment=assessment, principle=Principle(number=3))
    telling.tell_advice_asked(assessment, [request])


def _in_force(cast: Cast, coalition: Any, owner: Any) -> None:
    agreement_of(
        1,
        coalition=coalition,
        state="in_force",
        owner_user=owner,
        starts_on=clock.today() - timedelta(days=1),
        review_on=date(2026, 1, 1) + timedelta(days=200),
    )


def _poll(cast: Cast) -> None:
    cast.poll = poll_of(cast.coalition, days=20)
    poll_invite(
        poll=cast.poll, invited_by=cast.keeper, site_url="https://x.example", members=[cast.member]
    )


def _round(cast: Cast) -> None:
    cast.round = rounds.round_create(
        version=a_version(is_published=True),
        opens_at=clock.now() + timedelta(minutes=1),
        closes_at=clock.now() + timedelta(days=60),
        publishes_on=None,
        reminder_days=[28, 3],
    )


def _hand_in(cast: Cast) -> None:
    [answer] = Response.objects.get(municipality=cast.place).answers.all()
    answer.given, answer.reason = {"number": HIDDEN_ANSWER}, "geteld"
    answer.save()
    ApprovalWish.objects.create(coalition=cast.coalition, approver=cast.member)
    Response.objects.update(state="submitted", submitted_at=clock.now())
    handing_in._tell(figures.APPROVAL, cast.round, cast.coalition, [cast.member])


def _send_back(cast: Cast) -> None:
    Response.objects.update(state="busy", submitted_at=None, reopen_reason="Kijk nog eens")
    handing_in._tell(figures.RETURNED, cast.round, cast.coalition, cast.keepers)


def _figures(cast: Cast) -> None:
    figure = make.ObservationFactory.create(
        municipality=cast.place,
        definition__minimum_count=HIDDEN_COUNT + 1,
        numerator=HIDDEN_COUNT,
        denominator=HIDDEN_GROUP,
        value=round(Decimal(100 * HIDDEN_COUNT) / HIDDEN_GROUP, 4),
    )
    [shown] = load_figures([AreaKey(municipality=cast.place.pk)])
    assert shown.kind == "suppressed"
    Interpretation.objects.create(
        coalition=cast.coalition, indicator=figure.definition.indicator, conclusion="Herkenbaar"
    )
    cast.release = release_withdraw(release=figure.release, reason="fout")


def _ask_files(cast: Cast) -> None:
    """Those that nobody asked for are gone by now."""
    [edition] = Edition.objects.filter(round=cast.round)
    edition_export_request(
        user=cast.keeper, edition=edition, scope="coalition", coalition=cast.coalition
    )


def _correct(cast: Cast) -> None:
    edition_correct(round=cast.round, reason="hersteld", user=cast.chief)


def _end(cast: Cast) -> None:
    cast.ending.stage, cast.ending.ended_on = "ended", clock.today()
    cast.ending.save()


def _close(cast: Cast) -> None:
    cast.closing.is_active = False
    cast.closing.save()


def _supplement(cast: Cast) -> None:
    from interventions.models import SupplementRequest
    from interventions.services import supplements as services

    row = SupplementRequest.objects.create(
        region=cast.region,
        municipality=cast.place,
        coalition=cast.coalition,
        asked_by=cast.keeper,
        asked_on=clock.today(),
        again_from=clock.today() + timedelta(days=7),
    )
    services._tell([row])


# Counts that nobody but the source knows, as no day, term or address is written.
HIDDEN_COUNT, HIDDEN_GROUP, HIDDEN_ANSWER = 24681, 97531, 13579
# What happens on which day.
EVENTS: dict[int, list[Any]] = {
    3: [lambda c: ask(agreement_of(1, coalition=c.coalition), member=c.member)],
    5: [lambda c: _in_force(c, c.coalition, c.keeper), lambda c: _in_force(c, c.ending, c.leaver)],
    8: [lambda c: telling.tell_member(c.coalition.memberships.get(user=c.member))],
    12: [
        lambda c: action_add(coalition=c.coalition, title="Bellen", assigned_to=c.member),
        lambda c: action_add(coalition=c.ending, title="Schrijven", assigned_to=c.leaver),
    ],
    20: [_poll],
    30: [lambda c: poll_remind(poll=c.poll, reminded_by=c.keeper, site_url="https://x.example")],
    60: [_ask_advice],
    61: [lambda c: _advice(c, "enquiry", c.adviser, 1)],
    62: [lambda c: _advice(c, "reply", c.keeper, 2)],
    63: [lambda c: _advice(c, "advice", c.adviser, 3)],
    70: [_supplement],
    80: [_figures],
    90: [lambda c: release_restore(release=c.release)],
    100: [_round],
    130: [_close],
    140: [_hand_in],
    141: [_send_back],
    150: [_end],
    # The round of day 100 ends on day 160, a Wednesday.
    175: [_ask_files],
    190: [_correct],
}
# On which day which kind is told to whom, and how often in all.
TOLD = {
    "agreements.confirmation_asked": {3: "member"},
    "agreements.confirmation_reminder": {10: "member", 24: "member"},
    "agreements.review": {170: "keeper", 200: "keeper", 230: "keeper"},
    "agreements.calendar_ends": {320: "keeper"},
    "coalitions.member_added": {8: "member"},
    "coalitions.poll_asked": {20: "member"},
    "coalitions.poll_reminder": {30: "member"},
    "coalitions.advice_asked": {60: "adviser"},
    "coalitions.advice_enquiry": {61: "keeper"},
    "coalitions.advice_reply": {62: "adviser"},
    "coalitions.advice_given": {63: "keeper"},
    "interventions.supplement_asked": {70: "keeper"},
    "monitoring.figures_withdrawn": {80: "keeper"},
    "monitoring.figures_restored": {90: "keeper"},
    "monitoring.round_opened": {101: "keeper"},
    "monitoring.round_reminder": {132: "keeper", 157: "keeper"},
    "monitoring.approval_asked": {140: "member"},
    "monitoring.answers_returned": {141: "keeper"},
    "monitoring.round_files": {160: "keeper lead"},
    "monitoring.export_ready": {175: "keeper"},
}


def test_a_year_in_which_everything_is_told_once(settings):
    cast = Cast()
    with clock.travel(NEW_YEAR - timedelta(days=50)):
        calendar_links.calendar_link_make(user=cast.keeper)
    sent: dict[int, list[Any]] = defaultdict(list)
    told: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for day in range(366):
        mail.outbox.clear()
        known = set(Notification.objects.values_list("pk", flat=True))
        settings.EMAIL_BACKEND = REFUSING if 12 <= day < 24 else WORKING
        with at(day):
            for event in EVENTS.get(day, []):
                event(cast)
            night()
            if day in EVENTS or clock.today().weekday() == 0:
                night()
        for row in Notification.objects.exclude(pk__in=known):
            told[row.kind].add((day, row.recipient_id))
        sent[day] = list(mail.outbox)
    _check_told(cast, told)
    _check_mails(cast, sent)
    _check_wishes(cast, told, sent)
    _check_numbers(sent)
    _check_words()


def _check_words() -> None:
    """Every kind says something of its own in both languages, and names no person."""
    persons = [one for user in User.objects.all() for one in (user.name, user.email) if one]
    assert persons
    for row in Notification.objects.all():
        said = {}
        for language in ("nl", "en"):
            with translation.override(language):
                found = say(row)
            assert found is not None
            said[language] = " ".join((found.title, *found.paragraphs))
            assert found.title, row.kind
            assert found.first, row.kind
            assert not [one for one in persons if one in said[language]], row.kind
        assert said["nl"] != said["en"], row.kind


def _check_told(cast: Cast, told: dict[str, set[tuple[int, int]]]) -> None:
    apart = {cast.closing.pk, cast.leaver.pk, cast.eager.pk, cast.quiet.pk}
    for kind, days in TOLD.items():
        wanted = {
            (day, getattr(cast, who).pk) for day, whos in days.items() for who in whos.split()
        }
        assert {one for one in told[kind] if one[1] not in apart} == wanted, kind
    kinds = {kind.key for kind in registry.kinds() if kind.key != "tests.tried"}
    assert kinds - told.keys() == set(), "a kind that nobody was told of in a year"
    assert told[NOT_ARRIVED] == {(23, cast.chief.pk)}, "the mail of the week of day 18"
    for kind, nights in told.items():
        assert not [day for day, who in nights if who == cast.closing.pk and day > 130], kind
        assert not [day for day, who in nights if who == cast.leaver.pk and day > 150], kind


def _check_files(cast: Cast, sent: dict[int, list[Any]]) -> None:
    """Files of the round come on the Monday while they are there, one's own at once.

    At once is the next hour; here every hour is a day later.
    """
    days = defaultdict(list)
    for day, some in sent.items():
        for one in some:
            words = one.subject + one.body
            for kind in ("over .* staan klaar", "Je download van"):
                if re.search(kind, words):
                    days[kind].append((day, one.to[0]))
    all_of_them = [(161, cast.eager.email), (165, cast.keeper.email), (165, cast.lead.email)]
    assert sorted(days["over .* staan klaar"]) == sorted(all_of_them)
    assert days["Je download van"] == [(175, cast.keeper.email)]


def _check_mails(cast: Cast, sent: dict[int, list[Any]]) -> None:
    names = Counter(
        one.extra_headers["Message-ID"]
        for some in sent.values()
        for one in some
        if "Message-ID" in one.extra_headers
    )
    assert names
    assert set(names.values()) == {1}
    weekly = {day for day, some in sent.items() if any("Jouw week" in one.subject for one in some)}
    mondays = {day for day in sent if (NEW_YEAR + timedelta(days=day)).weekday() == 0}
    assert weekly <= mondays
    assert 11 in weekly
    assert not {18, 19, 20, 21, 22, 23, 24} & weekly, "the mail server was out of order"
    assert 25 in weekly
    _check_files(cast, sent)
    for day, some in sent.items():
        people = [one.to[0] for one in some]
        assert not (day > 130 and cast.closing.email in people), day
        assert not (day > 150 and cast.leaver.email in people), day
        subjects = [(one.to[0], one.subject) for one in some]
        assert len(set(subjects)) == len(subjects), day
    unmailed = Notification.objects.unmailed().exclude(attempts=MOST_ATTEMPTS)
    assert not unmailed.exists()


# Of agreements and files of one's own; the others are told to all who keep the record.
OWN = {"agreements.review", "agreements.calendar_ends", "monitoring.export_ready"}


def _check_wishes(
    cast: Cast, told: dict[str, set[tuple[int, int]]], sent: dict[int, list[Any]]
) -> None:
    """All three are told the same; one has a mail of each at once, one none, one those of weeks."""
    wanted = {
        kind: {day for day, whos in days.items() if "keeper" in whos.split()}
        for kind, days in TOLD.items()
        if kind not in OWN
    }
    days_of_mails = {}
    for user in cast.keepers:
        found = {k: {day for day, who in told[k] if who == user.pk} for k in wanted}
        assert found == wanted, user
        days_of_mails[user.pk] = [
            day for day, some in sent.items() for one in some if one.to == [user.email]
        ]
    told_on = sorted(day for days in wanted.values() for day in days)
    mailed_on = days_of_mails[cast.eager.pk]
    assert len(mailed_on) == len(told_on) > 6
    assert all(0 <= m - t <= 1 for m, t in zip(mailed_on, told_on, strict=True)), mailed_on
    assert days_of_mails[cast.quiet.pk] == []
    assert days_of_mails[cast.keeper.pk] != mailed_on
    assert not Notification.objects.filter(recipient=cast.quiet, mailed_at__isnull=False).exists()


def _check_numbers(sent: dict[int, list[Any]]) -> None:
    """No hidden count of the figures or the round, however it is written, in any part of a mail."""
    share = f"{100 * HIDDEN_COUNT / HIDDEN_GROUP:.1f}".replace(".", "")
    numbers = "|".join(map(str, (HIDDEN_COUNT, HIDDEN_GROUP, HIDDEN_ANSWER, share)))
    mails = [one for some in sent.values() for one in some]
    assert len(mails) > 20
    for one in mails:
        for text in (one.subject, one.body, *(str(part.content) for part in one.alternatives)):
            together = re.sub(r"(?<=\d)[.,\s\u00a0\u202f](?=\d)", "", text)
            assert not re.search(rf"(?<!\w)({numbers})", together), (one.subject, text)
