"""What people are told that somebody else did in a record, and to whom that still applies."""

from typing import Any

import pytest
from django.core import mail

from coalitions.models import Membership, PollInvitation
from coalitions.notifications import (
    ACTION,
    ADVICE_ASKED,
    ADVICE_ENQUIRY,
    ADVICE_GIVEN,
    ADVICE_REPLY,
    MEMBER,
    POLL_ASKED,
    POLL_REMINDED,
)
from coalitions.services.actions import action_add, action_complete, action_update
from coalitions.services.advice import (
    advice_enquire,
    advice_reply,
    advice_request,
    advice_share,
)
from coalitions.services.poll_invitations import invitation_withdraw, poll_remind
from coalitions.services.telling import tell_member
from kansrijkestart.core import clock
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import still_due
from kansrijkestart.notifications.services import notifications_read
from tests import factories as make
from tests.checklist.make import principle, round_of
from tests.coalitions.poll_world import ask, poll_of, send
from tests.notifications.world import REFUSING, WORKING, mail_now, on

pytestmark = pytest.mark.django_db


def told(kind):
    return list(Notification.objects.filter(kind=kind).order_by("pk"))


def due(row):
    """Whether a row is still so for its reader."""
    return still_due(row.recipient, [row]) == {row.pk}


def test_both_sides_hear_of_advice_and_never_read_it_in_a_mail():
    assessment = round_of(state="agreed")
    coalition = assessment.coalition
    keeper = make.MembershipFactory.create(coalition=coalition).user
    partner = make.MembershipFactory.create(coalition=coalition, role="partner").user
    case = make.CaseloadFactory.create(coalition=coalition)
    adviser = case.adviser
    make.NationalRoleFactory.create(user=adviser, role="adviser")
    about = {"assessment_id": assessment.pk, "principle": principle(assessment)}
    secret = "Vraag de huisartsen."
    advice_request(
        assessment_id=assessment.pk, user=keeper, principles=[about["principle"]], question=secret
    )
    advice_enquire(**about, author=adviser, text=secret)
    advice_reply(**about, user=keeper, text=secret)
    advice_share(**about, author=adviser, text=secret)
    wanted = {
        ADVICE_ASKED: adviser,
        ADVICE_ENQUIRY: keeper,
        ADVICE_REPLY: adviser,
        ADVICE_GIVEN: keeper,
    }
    for kind, user in wanted.items():
        (row,) = told(kind)
        assert row.recipient == user
        assert due(row), kind
    assert mail_now() == 4
    for one in mail.outbox:
        assert coalition.name in one.subject
        assert secret not in one.body
    assert not Notification.objects.filter(recipient=partner).exists()
    case.delete()
    Membership.objects.all().delete()
    assert not any(due(row) for kind in wanted for row in told(kind))


def test_who_gets_an_action_is_told_once_unless_they_took_it_themselves():
    member = make.MembershipFactory.create(role="partner")
    other = make.MembershipFactory.create(coalition=member.coalition).user
    action_add(coalition=member.coalition, title="Zelf", assigned_to=other, by=other)
    assert told(ACTION) == []
    action = action_add(
        coalition=member.coalition, title="Bellen", assigned_to=member.user, by=other
    )
    same: dict[str, Any] = {
        "action": action,
        "expected_version": None,
        "title": "Bellen",
        "state": "open",
    }
    action_update(**same, assigned_to=member.user, by=other)
    (row,) = told(ACTION)
    assert (row.recipient, row.path, due(row)) == (member.user, "/acties/", True)
    assert mail_now() == 1
    action_update(**same, assigned_to=other, by=member.user)
    assert [one.recipient for one in told(ACTION)] == [member.user, other]
    assert [due(one) for one in told(ACTION)] == [False, True]
    assert mail_now() == 1
    action_update(**same, assigned_to=member.user, by=other)
    again = told(ACTION)[2]
    assert (again.recipient, due(again)) == (member.user, True)
    assert still_due(member.user, [row, again]) == {again.pk}
    assert mail_now() == 1, "it is on their name again, and they were not told that yet"
    action_complete(action=action, result="")
    assert not any(due(one) for one in told(ACTION))


def test_a_member_is_told_that_they_take_part_and_of_an_ended_coalition_nothing():
    member = make.MembershipFactory.create(role="partner")
    tell_member(member)
    tell_member(member)
    (row,) = told(MEMBER)
    assert due(row)
    member.coalition.stage, member.coalition.ended_on = "ended", clock.today()
    member.coalition.save()
    assert not due(row)


def test_who_keeps_a_record_no_more_is_not_told_that_they_do():
    member = make.MembershipFactory.create(role="coordinator")
    tell_member(member)
    (row,) = told(MEMBER)
    assert due(row)
    member.role = "partner"
    member.save()
    assert not due(row)
    tell_member(member)
    assert due(told(MEMBER)[1])


def test_a_poll_is_told_to_a_member_and_mailed_to_an_address(settings):
    with on():
        poll = poll_of()
        member = make.MembershipFactory.create(
            coalition=poll.coalition, role="partner", since="2020-01-01"
        ).user
        (mine, _other) = ask(poll, "jan@example.org", members=[member])
        assert send(poll) == 2
        (row,) = told(POLL_ASKED)
        assert due(row)
        settings.EMAIL_BACKEND = REFUSING
        mail_now()
        assert PollInvitation.objects.get(pk=mine.pk).mail_failed_at is not None
    settings.EMAIL_BACKEND = WORKING
    with on(hours=2):
        assert mail_now() == 1
        assert PollInvitation.objects.get(pk=mine.pk).mail_failed_at is None
        assert [one.to for one in mail.outbox] == [["jan@example.org"], [member.email]]
        poll_remind(poll=poll, reminded_by=member, site_url="https://x.example")
        send(poll, is_reminder=True)
        send(poll, is_reminder=True)
        assert len(told(POLL_REMINDED)) == 1
        notifications_read(user=member)
        for one in (*told(POLL_ASKED), *told(POLL_REMINDED)):
            assert one.read_at == one.created_at, "when would tell who answered"
        invitation_withdraw(invitation=mine)
        assert not due(told(POLL_ASKED)[0])
    with on(20):
        assert not due(told(POLL_REMINDED)[0]), "over"
