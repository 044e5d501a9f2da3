"""Mails to who has no account, when the mail server refuses them: tried again, and reported."""

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from agreements.models import AgreementReminder, ConfirmationRequest
from agreements.services.confirmation_mails import request_retry
from agreements.services.requests import request_resend
from coalitions.models import PollInvitation
from coalitions.services.poll_mails import poll_mail_retry
from coalitions.services.polls import poll_close
from kansrijkestart.accounts.models import Invitation
from kansrijkestart.accounts.services import invitations
from kansrijkestart.core import clock
from kansrijkestart.notifications.letters import letters_retry, refused_together
from kansrijkestart.notifications.mail import send_mail
from kansrijkestart.notifications.models import Notification
from kansrijkestart.notifications.selectors import NOT_ARRIVED
from kansrijkestart.notifications.tasks import mail_notifications
from tests import factories as make
from tests.agreements import confirm_world
from tests.coalitions import poll_world
from tests.notifications.world import BEGIN, REFUSING, WORKING, on

pytestmark = pytest.mark.django_db

# Hours after the first refusal at which a mail is tried again.
AGAIN = (1, 2, 4, 8, 16, 32, 64)


@pytest.fixture
def refused(settings, django_capture_on_commit_callbacks):
    """One mail of every kind, refused on the first day."""
    settings.EMAIL_BACKEND = REFUSING
    settings.SITE_URL = "https://dossier.example"
    with on(), django_capture_on_commit_callbacks(execute=True):
        invitations.invitation_send(
            email="noor@example.org", invited_by=None, build_url=lambda path: f"http://oud{path}"
        )
    with on():
        poll = poll_world.poll_of()
        poll_world.ask(poll, "jan@example.org", "an@example.org")
        assert poll_world.send(poll) == 0
        agreement = confirm_world.agreement_of(1)
        confirm_world.ask(agreement)
        assert confirm_world.send() == 0
    return poll, agreement


def refuse(settings, *, refuses: bool) -> None:
    settings.EMAIL_BACKEND = REFUSING if refuses else WORKING


@pytest.mark.parametrize("hours", AGAIN)
def test_it_is_tried_again_after_twice_as_long(refused, settings, hours):
    with on(hours=hours - 0.6):
        for step in range(1, hours):  # what the hours before it tried
            with on(hours=step):
                letters_retry()
        refuse(settings, refuses=False)
        assert letters_retry() == 0
    with on(hours=hours):
        assert letters_retry() == 4
        assert letters_retry() == 0
    assert sorted(one.to[0] for one in mail.outbox)[:1] == ["an@example.org"]
    assert not refused_together()


def test_after_some_days_it_is_not_tried_any_more_and_administrators_know(refused, settings):
    administrator = make.NationalRoleFactory.create(role="administrator").user
    for hours in range(1, 80):
        with on(hours=hours):
            mail_notifications()
        told = Notification.objects.filter(kind=NOT_ARRIVED, recipient=administrator)
        assert told.exists() == (hours >= AGAIN[-1]), hours
    assert told.count() == 1
    with on(hours=80):
        assert {row.is_tried_again for row in refused_together()} == {False}
    refuse(settings, refuses=False)
    with on(9):
        assert letters_retry() == 0


def test_a_mail_that_is_tried_again_works_as_the_first_would(refused, settings, client):
    refuse(settings, refuses=False)
    with on(hours=2):
        assert letters_retry() == 4
    text = {one.to[0]: str(one.body) for one in mail.outbox}
    assert "12 dagen" not in text["noor@example.org"]
    links = {to: re.search(r"https://dossier\.example(/\S+)", body)[1] for to, body in text.items()}
    assert len(set(links.values())) == 4
    with on(hours=3):
        for path in links.values():
            assert client.get(path).status_code == 200


def test_who_takes_nothing_any_more_is_not_mailed(refused, settings):
    poll, _agreement = refused
    refuse(settings, refuses=False)
    with on(hours=2):
        invitations.invitation_revoke(invitation_id=Invitation.objects.get().pk)
        ConfirmationRequest.objects.update(withdrawn_at=clock.now())
        poll_close(poll=poll)
        assert letters_retry() == 0
    assert not mail.outbox


def test_a_question_whose_reminder_was_refused_is_left_to_the_night(refused, settings):
    _poll, agreement = refused
    party = agreement.parties.get()
    AgreementReminder.objects.create(
        agreement=agreement, due_on=BEGIN.date(), days=-7, party=party, failed_at=BEGIN
    )
    refuse(settings, refuses=False)
    with on(hours=2):
        assert letters_retry() == 3


def test_what_went_meanwhile_is_not_mailed_twice(refused, settings):
    refuse(settings, refuses=False)
    with on(hours=2):
        assert letters_retry() == 4
        assert poll_mail_retry(PollInvitation.objects.first().pk) is False
        assert request_retry(ConfirmationRequest.objects.get().pk) is False
        assert invitations.invitation_retry(Invitation.objects.get().pk) is False
    assert len(mail.outbox) == 4


def test_the_page_names_coalition_or_invited_address_and_nobody_else(refused, client):
    user = make.NationalRoleFactory.create(role="administrator").user
    client.force_login(user)
    with on(hours=1):
        page = client.get(reverse("notifications:not_arrived")).content.decode()
        numbers = {row.about: row.number for row in refused_together()}
    poll, agreement = refused
    part = page[page.index('id="letters"') :]
    for said in ("noor@example.org", poll.coalition.name, agreement.coalition.name):
        assert said in part
    assert "Proberen we opnieuw" in part
    assert "jan@example.org" not in page
    assert ConfirmationRequest.objects.get().email not in page
    assert "Er is geen mail geweigerd" not in page
    assert numbers[poll.coalition.name] == 2


def test_the_page_costs_one_query_per_kind(refused, client, django_assert_num_queries):
    with django_assert_num_queries(3):
        refused_together()


def html_of(message: Any) -> str:
    [part] = message.alternatives
    return str(part.content)


def test_every_mail_is_text_and_html_with_the_same_words(refused, settings):
    refuse(settings, refuses=False)
    with on(hours=2):
        letters_retry()
    for message in mail.outbox:
        html = html_of(message)
        [link] = re.findall(r'<a href="([^"]+)">', html)
        assert link in str(message.body).split("\n"), "only its own link is one"
        assert '<html lang="nl">' in html
        assert not re.search(r"<(img|table|script|style|link)", html)
        said = re.sub(r"<[^>]+>", " ", html[html.index("<body") :]).split()
        assert said == str(message.body).replace("&", "&amp;").split()


def test_what_somebody_typed_is_no_markup_in_a_mail(settings):
    values = {"url": "https://a.example/", "place": "<b>Best</b> https://b.example/", "days": 3}
    assert send_mail("invitation", "a@example.org", values)
    html = html_of(mail.outbox[0])
    assert "<b>" not in html
    assert re.findall(r'href="([^"]+)"', html) == ["https://a.example/"]


def test_sending_again_by_hand_begins_anew(refused, settings):
    with on(9):
        Invitation.objects.update(revoked_at=clock.now())
        PollInvitation.objects.update(withdrawn_at=clock.now())
        row = ConfirmationRequest.objects.get()
        keeper = confirm_world.keeper_of(row.party.agreement.coalition)
        assert request_resend(request=row, sent_by=keeper, site_url=confirm_world.SITE)
        assert confirm_world.send() == 0
    refuse(settings, refuses=False)
    with on(9, hours=1):
        assert letters_retry() == 1
