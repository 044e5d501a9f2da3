"""Filling in a round: overrule with a reason, per municipality, in time, by two people at once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from coalitions.models import Action
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import still_due
from monitoring.models import ApprovalWish, ResponseAnswer, RoundExtension
from monitoring.selectors.contradictions import contradictions_of
from monitoring.selectors.fillings import filling_of
from monitoring.services.answering import Entry, answers_save
from monitoring.services.handing_in import (
    approval_set,
    responses_approve,
    responses_reopen,
    responses_return,
    responses_submit,
)
from monitoring.services.refreshing import answers_refresh
from tests.factories import (
    AgreementFactory,
    CoalitionFactory,
    CoalitionMunicipalityFactory,
    MembershipFactory,
)
from tests.monitoring.year_world import answer_of, open_round, response_of
from tests.notifications.world import mail_now

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Work:
    """A coalition of two municipalities with an open round, and its coordinator."""

    def __init__(self, **dates) -> None:
        self.coalition = CoalitionFactory.create(stage="formed")
        rows = CoalitionMunicipalityFactory.create_batch(2, coalition=self.coalition)
        self.here, self.there = (row.municipality for row in rows)
        self.user = MembershipFactory.create(coalition=self.coalition).user
        AgreementFactory.create(
            in_force=True, coalition=self.coalition, title="Signaleren", levels=["implementation"]
        )
        self.round = open_round(**dates)

    @property
    def about(self):
        return {"round": self.round, "coalition": self.coalition}

    def filling(self):
        return filling_of(self.round, self.coalition, self.user)

    def version(self, key: str) -> int:
        part = next(one for one in self.filling().parts if one.has(key))
        shown = self.filling().shown(part)
        return next(one.version for one in shown if one.asked.key == key)

    def save(self, municipality=None, seen=None, **entries: Entry):
        seen = seen or {}
        return answers_save(
            **self.about, user=self.user, entries=entries, seen=seen, municipality=municipality
        )

    def complete(self):
        self.save(activiteiten=Entry({"options": ["yes"], "other": ""}), uren=Entry({"number": 8}))

    def submit(self, *places):
        return responses_submit(
            **self.about, user=self.user, municipalities=places or [self.here, self.there]
        )

    def answer(self, key: str, place=None) -> ResponseAnswer:
        return answer_of(self.round, place or self.here, key)


@pytest.fixture
def work():
    return Work()


def one_of(key: str, other: str = "") -> dict:
    return {"options": [key], "other": other}


def test_doing_nothing_accepts_what_the_record_says(work):
    place = work.filling().places[0]
    assert place.value("afspraken") == one_of("executive")
    assert [one.key for one in place.missing] == ["activiteiten", "uren"]
    work.save(afspraken=Entry(one_of("executive")))
    assert work.answer("afspraken").given is None


def test_overruling_takes_a_reason_in_the_service_and_in_the_database(work):
    with pytest.raises(DomainError) as refused:
        work.save(afspraken=Entry(one_of("none")))
    assert "afspraken-reason" in refused.value.error_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseAnswer.objects.filter(question__key="afspraken").update(given=one_of("none"))
    work.save(afspraken=Entry(one_of("none"), "Die afspraak geldt niet echt"))
    for place in (work.here, work.there):
        row = work.answer("afspraken", place)
        assert (row.given, row.changed_by) == (one_of("none"), work.user)
        assert row.reason == "Die afspraak geldt niet echt"
    assert response_of(work.round, work.here).state == "busy"


def test_not_known_is_an_answer(work):
    work.save(uren=Entry({"unknown": True}))
    assert [one.key for one in work.filling().places[0].missing] == ["activiteiten"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("uren", {"number": 61}),
        ("activiteiten", {"options": ["other"], "other": ""}),
        ("activiteiten", {"options": ["misschien"], "other": ""}),
        ("afspraken", {"options": ["none", "policy"], "other": ""}),
    ],
)
def test_a_wrong_answer_is_refused_at_its_question(work, key, value):
    with pytest.raises(DomainError) as refused:
        work.save(**{key: Entry(value, "omdat")})
    assert key in refused.value.error_dict
    assert work.answer(key).given is None


def test_the_route_decides_what_is_asked(work):
    assert "gevormd-op" in work.filling().places[0].asked_keys
    work.save(stadium=Entry(one_of("forming"), "Nog bezig"))
    assert "gevormd-op" not in work.filling().places[0].asked_keys


def test_one_municipality_may_differ_and_follow_again(work):
    work.save(uren=Entry({"number": 8}))
    work.save(work.there, uren=Entry({"number": 2}, is_apart=True))
    work.save(uren=Entry({"number": 9}))
    assert work.answer("uren").given == {"number": 9}
    assert work.answer("uren", work.there).given == {"number": 2}
    [shown] = [
        one for one in work.filling().shown(work.filling().part(2)) if one.asked.key == "uren"
    ]
    assert [str(one.municipality) for one in shown.apart] == [work.there.name]
    work.save(work.there, uren=Entry({"number": 2}, is_apart=False))
    row = work.answer("uren", work.there)
    assert (row.given, row.is_apart) == ({"number": 9}, False)


def test_who_saves_later_is_told_and_other_questions_are_left_alone(work):
    seen = {"uren": work.version("uren"), "activiteiten": work.version("activiteiten")}
    work.save(seen=seen, uren=Entry({"number": 8}))
    with pytest.raises(EditConflict) as conflict:
        work.save(seen=seen, uren=Entry({"number": 9}))
    assert conflict.value.current.keys == {"uren"}
    work.save(seen=seen, activiteiten=Entry(one_of("yes")))
    assert work.answer("uren").given == {"number": 8}


def moment(year, month, day, *clock_time) -> datetime:
    return datetime(year, month, day, *clock_time).replace(tzinfo=AMSTERDAM)  # noqa: DTZ001


def test_half_a_minute_before_the_year_ends_counts_and_ten_seconds_after_does_not():
    with clock.travel(moment(2026, 12, 1, 12)):
        work = Work(closes_at=moment(2027, 1, 1))
        work.complete()
    with clock.travel(moment(2026, 12, 31, 23, 59, 30)):
        work.save(uren=Entry({"number": 7}))
        work.submit(work.here)
    for seconds in (0, 10):
        with clock.travel(moment(2027, 1, 1, 0, 0, seconds)):
            for late in (
                lambda: work.save(uren=Entry({"number": 6})),
                lambda: work.submit(work.there),
                lambda: answers_refresh(**work.about),
                lambda: responses_reopen(**work.about, municipalities=[work.here], reason="Toch"),
            ):
                with pytest.raises(DomainError, match=r"31 december|1 januari 2027"):
                    late()
    assert work.answer("uren").given == {"number": 7}
    assert response_of(work.round, work.here).state == "submitted"
    assert response_of(work.round, work.there).state == "busy"


def test_an_extension_is_for_its_municipality_alone():
    with clock.travel(moment(2026, 12, 1, 12)):
        work = Work(closes_at=moment(2027, 1, 1))
        work.complete()
        RoundExtension.objects.create(
            round=work.round,
            municipality=work.there,
            until=moment(2027, 1, 15),
            reason="Ziek",
        )
    with clock.travel(moment(2027, 1, 2)):
        work.save(uren=Entry({"number": 5}))
        assert work.answer("uren", work.there).given == {"number": 5}
        assert work.answer("uren", work.here).given == {"number": 8}
        with pytest.raises(DomainError):
            work.submit(work.here)
        work.submit(work.there)


def test_a_round_that_is_frozen_or_not_open_takes_nothing(work):
    work.round.frozen_at = clock.now()
    work.round.save()
    with pytest.raises(DomainError):
        work.save(uren=Entry({"number": 5}))
    work.round.frozen_at = work.round.opened_at = None
    work.round.save()
    with pytest.raises(DomainError, match=r"nog niet open|not open"):
        work.save(uren=Entry({"number": 5}))


def test_handing_in_waits_for_what_must_be_answered(work):
    with pytest.raises(DomainError, match="Hoeveel uur"):
        work.submit()
    work.complete()
    work.submit(work.here)
    row = response_of(work.round, work.here)
    assert (row.state, row.submitted_by) == ("submitted", work.user)
    assert response_of(work.round, work.there).state == "busy"
    with pytest.raises(DomainError):
        work.submit(work.here)
    work.save(uren=Entry({"number": 1}))
    assert work.answer("uren").given == {"number": 8}
    assert work.answer("uren", work.there).given == {"number": 1}


def test_opening_again_takes_a_reason(work):
    work.complete()
    work.submit()
    with pytest.raises(DomainError):
        responses_reopen(**work.about, municipalities=[work.here], reason=" ")
    responses_reopen(**work.about, municipalities=[work.here], reason="Foutje")
    row = response_of(work.round, work.here)
    assert (row.state, row.reopen_reason, row.submitted_at) == ("busy", "Foutje", None)
    assert work.filling().places[0].sign == "reopened"
    assert response_of(work.round, work.there).state == "submitted"


def test_contradictions_are_shown_and_not_forbidden(work):
    assert contradictions_of(work.filling()) == []
    work.complete()
    work.save(afspraken=Entry(one_of("none"), "Niet echt"))
    found = contradictions_of(work.filling())
    assert {one.municipality for one in found} == {work.here.name, work.there.name}
    assert found[0].key == "afspraken"
    assert found[0].reason == "Niet echt"
    work.submit()


def test_the_newest_record_is_fetched_and_what_was_given_stays(work):
    work.save(uren=Entry({"number": 8}))
    work.save(work.there, activiteiten=Entry(one_of("no"), is_apart=True))
    Action.objects.create(
        coalition=work.coalition, title="Week", state="done", done_on=clock.today()
    )
    changes = answers_refresh(**work.about)
    assert {one.asked.key for one in changes} == {"activiteiten"}
    here, there = work.answer("activiteiten"), work.answer("activiteiten", work.there)
    assert (here.derived, here.given) == (one_of("yes"), None)
    assert (there.derived, there.given) == (one_of("yes"), one_of("no"))
    assert there.reason
    assert work.answer("uren").given == {"number": 8}
    assert answers_refresh(**work.about) == []


def test_what_is_handed_in_is_not_refreshed(work):
    work.complete()
    work.submit()
    with pytest.raises(DomainError):
        answers_refresh(**work.about)


def test_somebody_approves_or_sends_back(work, django_capture_on_commit_callbacks):
    boss = MembershipFactory.create(coalition=work.coalition, role="partner").user
    approval_set(coalition=work.coalition, approver=boss)
    work.complete()
    work.submit()
    with pytest.raises(DomainError):
        responses_approve(**work.about, user=work.user)
    with pytest.raises(DomainError):
        responses_return(**work.about, user=boss, reason="")
    responses_return(**work.about, user=boss, reason="Uren kloppen niet")
    assert response_of(work.round, work.here).reopen_reason == "Uren kloppen niet"
    work.submit()
    responses_approve(**work.about, user=boss)
    row = response_of(work.round, work.here)
    assert (row.state, row.approved_by) == ("approved", boss)
    with pytest.raises(DomainError):
        responses_approve(**work.about, user=boss)


def test_only_somebody_of_the_coalition_approves(work):
    stranger = MembershipFactory.create().user
    with pytest.raises(DomainError):
        approval_set(coalition=work.coalition, approver=stranger)
    wish = approval_set(coalition=work.coalition, approver=work.user)
    with pytest.raises(EditConflict):
        approval_set(coalition=work.coalition, approver=None, expected_version=wish.version + 1)
    approval_set(coalition=work.coalition, approver=None)
    assert ApprovalWish.objects.get().approver is None


def test_the_approver_gets_a_mail_that_says_nothing_of_the_answers(work, mailoutbox):
    boss = MembershipFactory.create(coalition=work.coalition, role="partner").user
    approval_set(coalition=work.coalition, approver=boss)
    work.complete()
    work.submit()
    assert mail_now() == 1
    [mail] = mailoutbox
    assert mail.to == [boss.email]
    [told] = Notification.objects.filter(recipient=boss)
    assert told.path.endswith(f"/vragenlijst/{clock.today().year}/kansrijke-start/goedkeuren/")
    assert "Signaleren" not in mail.body
    assert still_due(boss, [told]) == {told.pk}
    responses_return(**work.about, user=boss, reason="Uren")
    assert still_due(boss, [told]) == set()
    assert mail_now() == 1
    assert mailoutbox[1].to == [work.user.email]
    assert "Uren" not in mailoutbox[1].body
    [back] = Notification.objects.filter(recipient=work.user)
    assert still_due(work.user, [back]) == {back.pk}
    work.submit()
    assert still_due(work.user, [back]) == set()
    assert still_due(boss, Notification.objects.filter(recipient=boss)) != {told.pk}
    approval_set(coalition=work.coalition, approver=None)
    assert still_due(boss, Notification.objects.filter(recipient=boss)) == set()


def test_a_coalition_without_municipalities_is_refused(work):
    other = CoalitionFactory.create()
    with pytest.raises(DomainError):
        answers_save(round=work.round, coalition=other, user=work.user, entries={}, seen={})


def test_a_round_in_the_future_says_when_it_opens():
    work = Work(opens_at=clock.now() + timedelta(days=5))
    with pytest.raises(DomainError):
        work.save(uren=Entry({"number": 5}))
