"""One invitation to a poll: sent again with a new link, or withdrawn; answers stay apart."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from coalitions.models import Membership, PollAnswer, PollInvitation, PollSheet
from coalitions.selectors.polls import polls_of
from coalitions.services.poll_invitations import (
    invitation_resend,
    invitation_withdraw,
    poll_invite,
    remindable,
)
from coalitions.services.poll_secrets import answer_secret
from coalitions.services.polls import poll_close
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError
from kansrijkestart.jobs.models import Job
from tests import factories as make
from tests.coalitions.poll_world import SITE, ask, poll_of, secret_of, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return poll_of()


@pytest.fixture
def keeper(poll):
    return make.MembershipFactory.create(coalition=poll.coalition).user


def later(hours=2):
    return clock.travel(clock.now() + timedelta(hours=hours))


def resend(invitation, keeper):
    with later():
        return invitation_resend(invitation=invitation, sent_by=keeper, site_url=SITE)


def link(token):
    return reverse("coalitions:poll_link", args=[token])


def said(poll):
    return list(PollAnswer.objects.filter(sheet__poll=poll).values_list("answer", flat=True))


def invited(poll, user):
    row: Any = polls_of(poll.coalition, user).get(pk=poll.pk)
    return row.invited


def test_a_new_link_leads_to_the_same_sheet_and_the_old_one_is_dead(client, poll, keeper):
    (asked,) = ask(poll, "jan@example.org")
    send(poll)
    old = secret_of(asked)
    fields = client.get(link(old)).context["form"].fields
    field = next(iter(fields))
    client.post(link(old), {field: "mostly"})
    assert said(poll) == ["mostly"]
    for _time in range(2):
        assert resend(asked, keeper)
        assert send(poll) == 1
    new = secret_of(asked)
    assert new != old
    assert answer_secret(new) == old
    assert new in mail.outbox[-1].body
    assert client.get(link(old)).status_code == 404
    answer = client.post(link(new), {field: "in_place"})
    assert answer["Location"] == link(new)
    assert client.get(link(new)).status_code == 200
    # One person, one sheet.
    assert said(poll) == ["in_place"]
    assert PollSheet.objects.count() == 1


def test_the_end_of_a_link_alone_opens_nothing(client, poll, keeper):
    (asked,) = ask(poll, "jan@example.org")
    send(poll)
    old = secret_of(asked)
    resend(asked, keeper)
    front = secret_of(asked).partition(".")[0]
    for token in (old, front, f"{front}.", f"{front}.{front}", f"{old}.{old}"):
        assert client.get(link(token)).status_code == 404


def test_sending_again_and_withdrawing_write_nothing_beside_the_answers(client, poll, keeper):
    """Also not that, or when, somebody answered."""
    one, other = ask(poll, "jan@example.org", "piet@example.org")
    send(poll)
    field = next(iter(client.get(link(secret_of(one))).context["form"].fields))
    client.post(link(secret_of(one)), {field: "mostly"})
    sheets, answers = list(PollSheet.objects.values()), list(PollAnswer.objects.values())
    events = apps.get_model("coalitions", "PollInvitationEvent").objects
    traces = []
    for asked in (one, other):
        before = events.count()
        resend(asked, keeper)
        send(poll)
        invitation_withdraw(invitation=asked)
        traces.append(events.count() - before)
    assert traces[0] == traces[1]
    assert (list(PollSheet.objects.values()), list(PollAnswer.objects.values())) == (
        sheets,
        answers,
    )


def test_a_mail_on_its_way_is_not_sent_twice(poll, keeper):
    (asked,) = ask(poll, "jan@example.org")
    jobs = Job.objects.count()
    assert resend(asked, keeper) is False
    assert Job.objects.count() == jobs
    send(poll)
    assert resend(asked, keeper)
    assert resend(asked, keeper) is False
    assert send(poll) == 1


def test_a_member_keeps_the_own_secret(poll, keeper):
    member = make.MembershipFactory.create(coalition=poll.coalition, role="partner").user
    (asked,) = ask(poll, members=[member])
    send(poll)
    secret = secret_of(asked)
    assert resend(asked, keeper)
    assert secret_of(asked) == secret
    assert send(poll) == 1


def leave(poll, member):
    Membership.objects.filter(coalition=poll.coalition, user=member).update(
        since="2020-01-01", until="2020-02-01"
    )


def test_a_member_who_left_is_mailed_no_more_and_gets_a_link_when_asked_again(client, poll, keeper):
    member = make.MembershipFactory.create(coalition=poll.coalition, role="partner").user
    (asked,) = ask(poll, members=[member])
    secret = secret_of(asked)
    leave(poll, member)
    assert send(poll) == 0
    with pytest.raises(DomainError):
        resend(asked, keeper)
    PollInvitation.objects.update(mailed_at=clock.now())
    assert not remindable(poll).exists()
    invitation_withdraw(invitation=asked)
    (again,) = ask(poll, member.email)
    assert (again.pk, again.member, again.email) == (asked.pk, None, member.email.lower())
    assert answer_secret(secret_of(again)) == secret
    assert send(poll) == 1
    assert client.get(link(secret_of(again))).status_code == 200


def test_a_failed_mail_may_be_sent_again_at_once(poll, keeper):
    (asked,) = ask(poll, "jan@example.org")
    send(poll)
    again = {"invitation": asked, "sent_by": keeper, "site_url": SITE}
    with pytest.raises(DomainError):
        invitation_resend(**again)
    PollInvitation.objects.update(mail_failed_at=clock.now())
    assert invitation_resend(**again)


def test_withdrawing_makes_no_room_for_more_than_the_most(monkeypatch, poll, keeper):
    monkeypatch.setattr("coalitions.services.poll_invitations.MOST", 2)
    one, _other = ask(poll, "jan@example.org", "piet@example.org")
    invitation_withdraw(invitation=one)
    with pytest.raises(DomainError):
        ask(poll, "kees@example.org")


def test_who_is_withdrawn_no_longer_counts_is_mailed_or_answers(client, poll, keeper):
    one, _other = ask(poll, "jan@example.org", "piet@example.org")
    token = secret_of(one)
    assert invited(poll, keeper) == 2
    for _time in range(2):
        invitation_withdraw(invitation=one)
    assert invited(poll, keeper) == 1
    assert send(poll) == 1
    assert "piet@example.org" in mail.outbox[-1].to
    assert [row.email for row in remindable(poll)] == ["piet@example.org"]
    assert client.get(link(token)).status_code == 404
    with pytest.raises(DomainError):
        resend(one, keeper)


def test_a_member_who_is_withdrawn_may_not_answer(poll, keeper):
    member = make.MembershipFactory.create(coalition=poll.coalition, role="partner").user
    (asked,) = ask(poll, members=[member])
    assert member.has_perm("coalitions.answer_poll", poll)
    invitation_withdraw(invitation=asked)
    assert not member.has_perm("coalitions.answer_poll", poll)
    assert ask(poll, members=[member]) == [asked]
    assert member.has_perm("coalitions.answer_poll", poll)


def test_who_is_invited_again_has_the_same_sheet(client, poll, keeper):
    (asked,) = ask(poll, "jan@example.org")
    send(poll)
    field = next(iter(client.get(link(secret_of(asked))).context["form"].fields))
    client.post(link(secret_of(asked)), {field: "mostly"})
    invitation_withdraw(invitation=asked)
    assert said(poll) == ["mostly"]
    assert ask(poll, "Jan@example.org") == [asked]
    assert PollInvitation.objects.count() == 1
    assert send(poll) == 1
    client.post(link(secret_of(asked)), {field: "not_yet"})
    assert said(poll) == ["not_yet"]


def test_a_closed_poll_keeps_its_invitations(poll, keeper):
    (asked,) = ask(poll, "jan@example.org")
    send(poll)
    poll_close(poll=poll)
    with pytest.raises(DomainError):
        resend(asked, keeper)
    with pytest.raises(DomainError):
        invitation_withdraw(invitation=asked)
    with pytest.raises(DomainError):
        poll_invite(
            poll=poll, invited_by=keeper, site_url=SITE, addresses=[("x@example.org", None)]
        )


def url(name, poll, *args):
    return reverse(f"coalitions:{name}", args=[poll.coalition.slug, poll.pk, *args])


def test_the_coordinator_sends_again_and_withdraws(client, poll, keeper):
    (asked,) = ask(poll, "jan@example.org")
    send(poll)
    client.force_login(keeper)
    assert url("poll_invited", poll) in client.get(url("poll", poll)).content.decode()
    assert "jan@example.org" in client.get(url("poll_invited", poll)).content.decode()
    answer = client.post(url("poll_resend", poll, asked.pk), follow=True)
    assert "nog geen uur geleden" in answer.content.decode()
    with later():
        answer = client.post(url("poll_resend", poll, asked.pk), follow=True)
    assert "nieuwe link" in answer.content.decode()
    answer = client.post(url("poll_resend", poll, asked.pk), follow=True)
    assert "onderweg" in answer.content.decode()
    answer = client.post(url("poll_withdraw", poll, asked.pk), follow=True)
    assert "ingetrokken" in answer.content.decode()
    assert "jan@example.org" not in answer.content.decode()
    shown = " ".join(client.get(url("poll", poll)).content.decode().split())
    assert "1 uitnodiging is ingetrokken" in shown
    # From a page that was open longer.
    answer = client.post(url("poll_resend", poll, asked.pk), follow=True)
    assert "Nodig" in answer.content.decode()
    poll_close(poll=poll)
    assert client.get(url("poll_invited", poll)).status_code == 302


def test_an_invitation_of_another_poll_is_unknown(client, poll, keeper):
    (stranger,) = ask(poll_of(), "jan@example.org")
    client.force_login(keeper)
    for name in ("poll_resend", "poll_withdraw"):
        assert client.post(url(name, poll, stranger.pk)).status_code == 404
        assert client.post(url(name, poll, 10**9)).status_code == 404
    stranger.refresh_from_db()
    assert stranger.withdrawn_at is None
