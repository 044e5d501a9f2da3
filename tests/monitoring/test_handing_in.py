"""Handing in at the last moment, more time that is taken back, and approving, beside others."""

import json
from datetime import timedelta
from importlib import import_module
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.registry import Reading
from coalitions.selectors.differences import in_words, pairs_between
from coalitions.selectors.history import entries_for, feeds_for
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.notifications.models import Notification
from monitoring.models import ApprovalWish, RoundExtension
from monitoring.notifications import APPROVAL
from monitoring.selectors.year_steps import year_next_steps
from monitoring.services.handing_in import (
    approval_set,
    responses_approve,
    responses_reopen,
    responses_return,
    responses_submit,
    versions_of,
)
from monitoring.services.rounds import extension_remove
from monitoring.views import response_approval
from tests.factories import CoalitionFactory, CoalitionMunicipalityFactory, MembershipFactory
from tests.monitoring.year_world import open_round, response_of

pytestmark = pytest.mark.django_db

BACK = import_module("monitoring.migrations.0016_nobody_approves").BACK


class Work:
    """A coalition of two municipalities that answered everything, and its coordinator."""

    def __init__(self) -> None:
        self.coalition = CoalitionFactory.create(stage="formed")
        rows = CoalitionMunicipalityFactory.create_batch(2, coalition=self.coalition)
        self.here, self.there = (row.municipality for row in rows)
        self.user = MembershipFactory.create(coalition=self.coalition).user
        self.round = open_round()
        for place in (self.here, self.there):
            self.response(place).answers.update(given={"unknown": True}, reason="onbekend")

    @property
    def about(self):
        return {"round": self.round, "coalition": self.coalition}

    def response(self, place=None):
        return response_of(self.round, place or self.here)

    def submit(self, *places):
        return responses_submit(
            **self.about, user=self.user, municipalities=places or [self.here, self.there]
        )


@pytest.fixture
def work():
    return Work()


def test_what_was_in_time_when_it_was_looked_at_is_written_as_in_time(work, monkeypatch):
    """The clock passes the closing while the service is at work."""
    closes, asked = work.round.closes_at, count()

    def now():
        first = next(asked) < 2
        return closes - timedelta(seconds=1) if first else closes + timedelta(seconds=1)

    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", now)
        work.submit()
    assert next(asked) > 2
    for place in (work.here, work.there):
        assert work.response(place).submitted_at == closes - timedelta(seconds=1)


def extended(work):
    return RoundExtension.objects.create(
        round=work.round,
        municipality=work.here,
        until=work.round.closes_at + timedelta(days=7),
        reason="ziekte",
    )


def test_more_time_stays_when_something_was_handed_in_under_it(work):
    row = extended(work)
    with clock.travel(work.round.closes_at + timedelta(days=1)):
        work.submit(work.here)
        with pytest.raises(DomainError):
            extension_remove(extension=row)
    assert RoundExtension.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("is_in", [True, False])
def test_more_time_that_nothing_was_handed_in_under_ends_when_it_is_taken_back(work, is_in):
    row = extended(work)
    if is_in:
        work.submit(work.here)
    with clock.travel(work.round.closes_at + timedelta(days=1)):
        extension_remove(extension=row)
        with pytest.raises(DomainError):
            work.submit(work.here)
    assert not RoundExtension.objects.exists()


@pytest.fixture
def approved_by(work):
    approval_set(coalition=work.coalition, approver=work.user)
    return work.about | {"user": work.user}


def test_one_municipality_that_is_over_does_not_hold_up_the_others(work, approved_by):
    extended(work)
    work.submit()
    with clock.travel(work.round.closes_at + timedelta(days=1)):
        [row] = responses_approve(**approved_by)
        assert row.municipality == work.here
    assert work.response(work.there).state == "submitted"
    with clock.travel(work.round.closes_at + timedelta(days=8)), pytest.raises(DomainError):
        responses_approve(**approved_by)


def test_sending_back_opens_what_may_still_change(work, approved_by):
    extended(work)
    work.submit()
    with clock.travel(work.round.closes_at + timedelta(days=1)):
        responses_return(**approved_by, reason="kijk nog eens")
    states = [work.response(one).state for one in (work.here, work.there)]
    assert states == ["busy", "submitted"]


def test_what_changed_since_the_approver_looked_is_not_approved(work, approved_by):
    work.submit(work.here)
    seen = versions_of([work.response()])
    responses_reopen(**work.about, municipalities=[work.here], reason="foutje")
    work.submit(work.here)
    for decide in (responses_approve, lambda **about: responses_return(**about, reason="nee")):
        with pytest.raises(EditConflict):
            decide(**approved_by, seen=seen)
    assert work.response().state == "submitted"
    seen = versions_of([work.response()])
    work.submit(work.there)
    with pytest.raises(EditConflict):  # nobody read those of the other municipality
        responses_approve(**approved_by, seen=seen)
    seen |= versions_of([work.response(work.there)])
    assert len(responses_approve(**approved_by, seen=seen)) == 2


def test_the_page_sends_what_was_seen_and_shows_what_changed(work, approved_by, client):
    work.submit(work.here)
    client.force_login(work.user)
    version = work.round.questionnaire_version
    named = [work.coalition.slug, version.year, version.questionnaire.key]
    url = reverse("monitoring:response_approve", args=named)
    sent = {"version": client.get(url).context["form"]["version"].value(), "reason": ""}
    assert client.post(url, {"reason": ""}).context["form"].errors
    assert client.post(url, sent | {"version": "[1]"}).context["form"].errors
    work.submit(work.there)
    page = client.post(url, sent)
    assert page.status_code == 409
    assert work.response().state == "submitted"
    assert "ks-conflict" in page.content.decode()
    sent["version"] = page.context["form"]["version"].value()
    assert client.post(url, sent).status_code == 302
    assert work.response(work.there).state == "approved"


def test_the_page_after_a_conflict_shows_what_the_next_click_approves(
    work, approved_by, client, monkeypatch
):
    """More is handed in after the page was read, and before the approval is written."""
    work.submit(work.here)
    client.force_login(work.user)
    version = work.round.questionnaire_version
    named = [work.coalition.slug, version.year, version.questionnaire.key]
    url = reverse("monitoring:response_approve", args=named)
    sent = {"version": client.get(url).context["form"]["version"].value(), "reason": ""}

    def late(**about):
        work.submit(work.there)
        return responses_approve(**about)

    monkeypatch.setattr(response_approval, "responses_approve", late)
    page = client.post(url, sent)
    assert page.status_code == 409
    next_time = json.loads(page.context["form"]["version"].value())
    assert set(next_time) == {work.here.code, work.there.code}
    assert {one.municipality.code for one in page.context["waiting"]} == set(next_time)
    assert all(f"?gemeente={code}" in page.content.decode() for code in next_time)


def test_who_approves_is_chosen_by_one_at_a_time(work):
    """Two who choose for the first time wait for each other at the coalition."""
    with CaptureQueriesContext(connection) as queries:
        approval_set(coalition=work.coalition, approver=work.user, expected_version=0)
    locking = [one["sql"] for one in queries if "FOR UPDATE" in one["sql"]]
    assert 'FROM "coalitions_coalition"' in locking[0]
    with pytest.raises(EditConflict):
        approval_set(coalition=work.coalition, approver=work.user, expected_version=0)


def test_who_approves_is_not_made_anew_when_somebody_took_it_away(work, client):
    wish = approval_set(coalition=work.coalition, approver=work.user)
    approval_set(coalition=work.coalition, approver=None)
    with pytest.raises(EditConflict):
        approval_set(coalition=work.coalition, approver=work.user, expected_version=wish.version)
    assert ApprovalWish.objects.get().approver is None
    client.force_login(work.user)
    url = reverse("monitoring:approval_wish", args=[work.coalition.slug])
    sent = {"approver": work.user.pk, "version": wish.version}
    page = client.post(url, sent)
    assert page.status_code == 409
    [(_label, theirs, mine)] = page.context["conflict"]["fields"]
    assert (theirs, mine) == ("Niemand: indienen is genoeg", str(work.user))
    again = client.post(url, sent | {"approver": ""})
    assert (again.status_code, again.context["conflict"]["fields"]) == (409, [])
    sent["version"] = page.context["form"]["version"].value()
    assert client.post(url, sent).status_code == 302
    assert ApprovalWish.objects.get().approver == work.user


def test_who_was_chosen_after_nobody_is_not_replaced_without_a_word(work):
    """Anna stood on the page; a colleague chose nobody, and then Bob."""
    anna, bob, carla = (
        MembershipFactory.create(coalition=work.coalition).user for _number in range(3)
    )
    seen = approval_set(coalition=work.coalition, approver=anna).version
    approval_set(coalition=work.coalition, approver=None, expected_version=seen)
    approval_set(coalition=work.coalition, approver=bob)
    with pytest.raises(EditConflict):
        approval_set(coalition=work.coalition, approver=carla, expected_version=seen)
    assert ApprovalWish.objects.get().approver == bob


def test_nobody_approves_and_nobody_is_mailed_after_the_approver_is_taken_away(work):
    approval_set(coalition=work.coalition, approver=None)  # nobody was named: nothing to keep
    assert not ApprovalWish.objects.exists()
    approval_set(coalition=work.coalition, approver=work.user)
    approval_set(coalition=work.coalition, approver=None)
    work.submit()
    assert not Notification.objects.filter(kind=APPROVAL).exists()
    with pytest.raises(DomainError):
        responses_approve(**work.about, user=work.user)
    reading = Reading(work.coalition, work.user)
    assert year_next_steps(reading) == []
    told = entries_for(feeds_for(reading), 500)
    [line] = [one for one in told if one.noun == "Akkoord op de antwoorden" and one.changes]
    nobody = "Niemand: indienen is genoeg"
    assert [(one.old, one.new) for one in line.changes] == [(str(work.user), nobody)]
    assert line.name == nobody
    since = clock.now() - timedelta(days=1)
    told_apart = in_words(pairs_between(feeds_for(reading), since, clock.now()))
    assert [one.name for one in told_apart if one.noun == line.noun] == [nobody]


def test_the_way_back_from_nobody_keeps_who_does_approve(work):
    """The column takes no nobody any more: what said so goes, the rest stays."""
    other = MembershipFactory.create()
    for user, coalition in ((work.user, work.coalition), (other.user, other.coalition)):
        approval_set(coalition=coalition, approver=user)
    approval_set(coalition=other.coalition, approver=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(BACK)
    assert ApprovalWish.objects.get().approver == work.user
    wishes: Any = ApprovalWish
    told = wishes.events.field.model.objects.values_list("approver", flat=True)
    assert set(told) == {work.user.pk, other.user.pk}
