"""Polls: opening, inviting, answering, closing; and that nobody finds out who said what."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from coalitions.models import (
    ContactPerson,
    Poll,
    PollAnswer,
    PollInvitation,
    PollSheet,
)
from coalitions.notifications import POLL_ASKED, POLL_REMINDED
from coalitions.selectors.polls import results_of, spread
from coalitions.services.poll_answers import own_answers, sheet_save
from coalitions.services.poll_invitations import poll_remind, remindable
from coalitions.services.poll_secrets import sheet_key
from coalitions.services.polls import poll_close, poll_open, poll_update
from coalitions.tasks import close_polls
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.jobs.models import Job
from kansrijkestart.links.services import new_token
from kansrijkestart.notifications.models import Notification
from tests import factories as make
from tests.coalitions.poll_world import (
    SITE,
    answer,
    ask,
    checklist_of,
    poll_of,
    secret_of,
    send,
    statements,
)
from tests.coalitions.sending import once

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
FIVE = ("not_yet", "not_yet", "mostly", "in_place", "in_place")


@pytest.mark.parametrize(
    ("answers", "steps"),
    [
        ({"mostly": 5}, 0),
        ({"mostly": 4}, None),
        ({"mostly": 4, "not_applicable": 6}, None),
        ({"not_yet": 3, "in_place": 3}, 1.8),
        ({"mostly": 3, "in_place": 3}, 0.6),
        ({"mostly": 9, "in_place": 1}, 0.2),
    ],
)
def test_how_far_answers_are_apart(answers, steps):
    assert spread(answers) == (None if steps is None else pytest.approx(steps))


def test_results_come_after_closing_with_five_sheets_the_widest_first():
    poll = poll_of()
    answer(poll, *FIVE, second="mostly")
    assert results_of(poll) is None
    lines = results_of(poll_close(poll=poll))
    assert [line.counts for line in lines] == [(2, 0, 1, 2, 0), (0, 0, 5, 0, 0)]
    assert lines[0].words != lines[1].words


def test_four_sheets_never_give_a_result():
    poll = poll_of()
    answer(poll, *FIVE[:4])
    closed = poll_close(poll=poll)
    assert results_of(closed) is None
    with clock.travel(clock.now() + 400 * DAY):
        assert results_of(closed) is None


def test_a_statement_that_four_answered_is_not_shown_beside_one_that_five_did():
    poll = poll_of()
    first, other = statements(poll)
    for number in range(5):
        given = {first.pk: "mostly"} | ({other.pk: "not_yet"} if number else {})
        sheet_save(poll=poll, secret=f"s{number}", answers=given)
    lines = {line.statement.pk: line for line in results_of(poll_close(poll=poll))}
    assert lines[first.pk].is_shown
    assert (lines[other.pk].counts, lines[other.pk].chosen) == ((), [])


def test_a_closed_poll_takes_nothing_and_never_opens_again():
    poll = poll_of()
    first = statements(poll)[0]
    assert poll_close(poll=poll).closed_at == poll_close(poll=poll).closed_at
    with pytest.raises(DomainError):
        sheet_save(poll=poll, secret="x", answers={first.pk: "mostly"})
    with pytest.raises(DomainError):
        poll_update(
            poll=poll, expected_version=None, title="A", introduction="", closes_on=clock.today()
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(closed_at=None)


def test_after_the_last_day_a_poll_cannot_be_prolonged():
    poll = poll_of(days=1)
    with clock.travel(clock.now() + 2 * DAY):
        assert not poll.is_open
        with pytest.raises(DomainError):
            poll_update(
                poll=poll,
                expected_version=1,
                title="A",
                introduction="",
                closes_on=clock.today() + DAY,
            )


def test_a_last_day_before_the_first_is_refused():
    poll = poll_of()
    with pytest.raises(IntegrityError, match="closes_after_opening"), transaction.atomic():
        Poll.objects.filter(pk=poll.pk).update(closes_on=poll.opened_on - DAY)
    for wrong in (clock.today() - DAY, clock.today() + 400 * DAY):
        with pytest.raises(DomainError):
            poll_open(coalition=poll.coalition, title="A", closes_on=wrong)
    other = checklist_of("regional").principles.get()
    with pytest.raises(DomainError):
        poll_open(coalition=poll.coalition, title="A", closes_on=clock.today(), principle=other)


def test_an_answer_changes_until_closing_and_stays_one_sheet():
    poll = poll_of()
    first, other = statements(poll)
    sheet_save(poll=poll, secret="x", answers={first.pk: "mostly", other.pk: "not_yet"})
    sheet_save(poll=poll, secret="x", answers={first.pk: "in_place", other.pk: ""})
    assert own_answers(poll=poll, secret="x") == {first.pk: "in_place"}
    assert PollSheet.objects.count() == 1
    poll_close(poll=poll)
    assert own_answers(poll=poll, secret="x") == {first.pk: "in_place"}
    assert own_answers(poll=poll, secret="y") == own_answers(poll=poll, secret="") == {}


@pytest.mark.parametrize("wrong", [{}, {1: ""}, {0: "mostly"}, {None: "mostly"}])
def test_a_sheet_without_answers_or_with_strange_ones_is_refused(wrong):
    poll = poll_of()
    with pytest.raises(DomainError):
        sheet_save(poll=poll, secret="x", answers=wrong)
    with pytest.raises(DomainError):
        sheet_save(poll=poll, secret="x", answers={statements(poll)[0].pk: "often"})
    assert not PollSheet.objects.exists()


def test_one_answer_per_statement_and_only_known_ones():
    poll = poll_of()
    answer(poll, "mostly")
    row = PollAnswer.objects.first()
    with pytest.raises(IntegrityError, match="answers_once"), transaction.atomic():
        PollAnswer.objects.create(sheet=row.sheet, statement=row.statement, answer="mostly")
    with pytest.raises(IntegrityError, match="answer_in_list"), transaction.atomic():
        PollAnswer.objects.filter(pk=row.pk).update(answer="often")


def test_nothing_in_the_database_leads_from_an_answer_to_who_was_asked():
    poll = poll_of()
    (invitation,) = ask(poll, "jan@example.org")
    secret = secret_of(invitation)
    before = list(PollInvitation.objects.values())
    history = apps.get_model("coalitions", "PollInvitationEvent").objects.count()
    sheet = sheet_save(poll=poll, secret=secret, answers={statements(poll)[0].pk: "mostly"})
    assert list(PollInvitation.objects.values()) == before
    assert apps.get_model("coalitions", "PollInvitationEvent").objects.count() == history
    assert sheet.pk == sheet_key(secret)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(table)
            cursor.execute(f"select r::text from {name} as r")  # noqa: S608 - names of our own tables
            text = "\n".join(row[0] for row in cursor.fetchall())
        assert secret not in text, table
        if table not in ("coalitions_pollsheet", "coalitions_pollanswer"):
            assert sheet.pk not in text, table
    fields = {field.name for field in (*PollSheet._meta.fields, *PollAnswer._meta.fields)}
    assert fields == {"key", "poll", "id", "sheet", "statement", "answer"}, "no time, no person"


def test_everybody_is_invited_once_and_reminded_once():
    poll = poll_of()
    member = make.MembershipFactory.create(coalition=poll.coalition).user
    made = ask(poll, "Jan@example.org", "jan@example.org", member.email.upper(), members=[member])
    assert len(made) == 2
    assert ask(poll, "JAN@example.org", members=[member]) == []
    assert send(poll) == 2
    assert send(poll) == 0
    coordinator = make.UserFactory.create()
    assert poll_remind(poll=poll, reminded_by=coordinator, site_url=SITE) == 2
    assert poll_remind(poll=poll, reminded_by=coordinator, site_url=SITE) == 2
    assert Job.objects.filter(parameters__is_reminder=True).count() == 1, "one waits, that will do"
    assert send(poll, is_reminder=True) == 2
    assert send(poll, is_reminder=True) == 0
    assert poll_remind(poll=poll, reminded_by=coordinator, site_url=SITE) == 0
    _first, second = mail.outbox  # to the address without an account
    links = [re.search(r"https://\S+", str(message.body))[0] for message in mail.outbox]
    assert links[0] == links[1], "the reminder has the same link: one sheet per person"
    assert "/peiling/" in links[0]
    assert "iedereen deze mail" in second.body
    told = Notification.objects.filter(recipient=member).order_by("pk")
    assert [one.kind for one in told] == [POLL_ASKED, POLL_REMINDED]
    page = reverse("coalitions:poll_answer", args=[poll.coalition.slug, poll.pk])
    assert {one.path for one in told} == {page}


def test_a_mail_that_cannot_go_out_is_told(monkeypatch):
    poll = poll_of()
    ask(poll, "jan@example.org")
    monkeypatch.setattr("coalitions.services.poll_mails.send_mail", lambda *args: False)
    assert send(poll) == 0
    assert PollInvitation.objects.get().mail_failed_at
    assert send(poll) == 0


def test_a_stranger_is_not_invited_as_a_member():
    poll = poll_of()
    with pytest.raises(ValidationError) as refusal:
        ask(poll, members=[make.UserFactory.create()])
    assert "members" in refusal.value.message_dict
    poll_close(poll=poll)
    with pytest.raises(DomainError):
        ask(poll, "a@example.org")


def test_an_address_is_asked_once_also_by_the_database():
    poll = poll_of()
    (invitation,) = ask(poll, "jan@example.org")
    with pytest.raises(IntegrityError, match="address_once"), transaction.atomic():
        PollInvitation.objects.create(poll=poll, email="JAN@example.org")
    with pytest.raises(IntegrityError, match="one_way"), transaction.atomic():
        PollInvitation.objects.filter(pk=invitation.pk).update(member=make.UserFactory.create())
    member = make.MembershipFactory.create(coalition=poll.coalition).user
    ask(poll, members=[member])
    with pytest.raises(IntegrityError, match="member_once"), transaction.atomic():
        PollInvitation.objects.create(poll=poll, member=member)


def test_addresses_go_when_the_poll_closes_and_members_secrets_after_a_month(client):
    poll = poll_of(days=1)
    member = make.MembershipFactory.create(coalition=poll.coalition).user
    ask(poll, "jan@example.org", members=[member])
    assert remindable(poll).count() == 0
    with clock.travel(clock.now() + 2 * DAY):
        close_polls()
        close_polls()
        poll.refresh_from_db()
        assert poll.closed_at
        stored = PollInvitation.objects.order_by("member").values_list("email", "sealed")
        assert [bool(sealed) for _email, sealed in stored] == [True, False]
        assert {email for email, _sealed in stored} == {""}
    with clock.travel(clock.now() + 40 * DAY):
        close_polls()
        assert set(PollInvitation.objects.values_list("sealed", flat=True)) == {""}


def page_of(secret):
    return reverse("coalitions:poll_link", args=[secret])


def test_the_link_opens_the_poll_keeps_answers_and_gives_them_back(client):
    poll = poll_of(introduction="Denk mee.")
    (invitation,) = ask(poll, "jan@example.org")
    url, first = page_of(secret_of(invitation)), statements(poll)[0]
    page = client.get(url)
    text = page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page["Cache-Control"]
    assert 'name="robots"' in text
    assert poll.coalition.name in text
    assert reverse("coalitions:poll", args=[poll.coalition.slug, poll.pk]) not in text
    assert client.post(url, {}).status_code == 200
    assert client.post(url, {f"s{first.pk}": "often"}).status_code == 200
    assert not PollSheet.objects.exists()
    assert client.post(url, {f"s{first.pk}": "mostly"}).status_code == 302
    assert client.post(url, {f"s{first.pk}": "in_place"}).status_code == 302
    assert re.search(r'value="in_place"[^>]*checked', client.get(url).content.decode())
    poll_close(poll=poll)
    own = client.get(url)
    assert "<form" not in own.content.decode().split("<main")[1].split("</main")[0]
    assert own.context["given"] == {first.pk: "in_place"}
    assert client.post(url, {f"s{first.pk}": "mostly"}).status_code == 200
    assert own_answers(poll=poll, secret=secret_of(invitation) or url.split("/")[2]) == {
        first.pk: "in_place"
    }


def test_an_expired_link_answers_like_an_unknown_one(client):
    poll = poll_of(days=5)
    (invitation,) = ask(poll, "jan@example.org")
    url = page_of(secret_of(invitation))
    with clock.travel(clock.now() + 34 * DAY):
        assert client.get(url).status_code == 200
    with clock.travel(clock.now() + 40 * DAY):
        late = client.get(url)
    unknown = client.get(page_of(new_token()))
    assert late.status_code == unknown.status_code == 404

    def plain(answer):
        text = answer.content.decode().replace(answer.request["PATH_INFO"], "")
        return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)

    assert plain(late) == plain(unknown)


def test_a_longer_poll_has_longer_links(client):
    poll = poll_of(days=1)
    (invitation,) = ask(poll, "jan@example.org")
    url = page_of(secret_of(invitation))
    later = clock.today() + 60 * DAY
    poll_update(poll=poll, expected_version=1, title="B", introduction="", closes_on=later)
    with clock.travel(clock.now() + 61 * DAY):
        assert client.get(url).status_code == 200


def test_a_member_answers_after_signing_in(client, sign_in):
    poll = poll_of()
    member = sign_in("partner", poll.coalition)
    url = reverse("coalitions:poll_answer", args=[poll.coalition.slug, poll.pk])
    assert client.get(url).status_code == 403
    ask(poll, members=[member])
    first = statements(poll)[0]
    assert client.post(url, {f"s{first.pk}": "mostly"}).status_code == 302
    assert client.get(url).context["given"] == {first.pk: "mostly"}
    poll_close(poll=poll)
    assert client.get(url).context["given"] == {first.pk: "mostly"}


def test_nobody_sees_counts_of_an_open_poll_and_readers_see_them_after(client, sign_in):
    poll = poll_of()
    answer(poll, *FIVE, "mostly")
    url = reverse("coalitions:poll", args=[poll.coalition.slug, poll.pk])
    for who in ("coordinator", "partner"):
        sign_in(who, poll.coalition)
        assert client.get(url).context["results"] is None
    poll_close(poll=poll)
    shown = client.get(url)
    assert shown.context["results"][0].counts == (2, 0, 2, 2, 0)
    assert "<caption" in shown.content.decode()
    four = poll_of(poll.coalition)
    answer(four, *FIVE[:4])
    poll_close(poll=four)
    page = client.get(reverse("coalitions:poll", args=[four.coalition.slug, four.pk]))
    assert "Te weinig antwoorden om te tonen" in page.content.decode()
    assert page.context["results"] is None


def test_a_coordinator_opens_invites_reminds_and_closes(client, sign_in):
    contact = ContactPerson.objects.create(
        partnership=make.PartnershipFactory.create(), name="Ria", email="ria@example.org"
    )
    coalition = contact.partnership.coalition
    user = sign_in("coordinator", coalition)
    principle = checklist_of().principles.get()
    add = reverse("coalitions:poll_add", args=[coalition.slug])
    assert client.get(add).status_code == 200
    assert client.post(add, once({"title": "", "closes_on": "2020-01-01"})).status_code == 200
    data = {"title": "Peiling", "closes_on": clock.today() + DAY, "principle": principle.pk}
    made = client.post(add, once(data))
    poll = Poll.objects.get()
    assert made.url == reverse("coalitions:poll_invite", args=[coalition.slug, poll.pk])
    assert client.post(made.url, once({})).status_code == 200
    assert client.post(made.url, once({"others": "geen adres"})).status_code == 200
    data = {"members": [user.pk], "contacts": [contact.pk], "others": "a@example.org, B@x.nl"}
    assert client.post(made.url, once(data)).status_code == 302
    assert client.post(made.url, once(data)).status_code == 302
    assert PollInvitation.objects.filter(poll=poll).count() == 4
    assert PollInvitation.objects.get(email="ria@example.org").organisation is not None
    assert Job.objects.filter(kind="coalitions.poll_mail").count() == 1
    send(poll)
    remind = reverse("coalitions:poll_remind", args=[coalition.slug, poll.pk])
    for _click in range(2):
        assert client.post(remind).status_code == 302
        send(poll, is_reminder=True)
    assert len(mail.outbox) == 6
    assert Notification.objects.filter(recipient=user).count() == 2
    close = reverse("coalitions:poll_close", args=[coalition.slug, poll.pk])
    assert client.post(close, {"version": 7}).status_code == 409
    assert client.post(close, {"version": 1}).status_code == 302
    assert client.get(close).status_code == 302
    assert client.get(made.url).status_code == 302
    assert not PollInvitation.objects.exclude(email="").exists()


def test_two_coordinators_do_not_overwrite_each_other():
    poll = poll_of()
    day = poll.closes_on
    poll_update(poll=poll, expected_version=1, title="B", introduction="", closes_on=day)
    with pytest.raises(EditConflict):
        poll_update(poll=poll, expected_version=1, title="C", introduction="", closes_on=day)
    with pytest.raises(EditConflict):
        poll_close(poll=poll, expected_version=1)


@pytest.mark.django_db(transaction=True)
def test_the_same_answers_sent_many_times_at_once_are_one_sheet():
    poll = poll_of()
    answers = {row.pk: "mostly" for row in statements(poll)}

    def press(_click):
        try:
            sheet_save(poll=poll, secret="x", answers=answers)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as crowd:
        list(crowd.map(press, range(20)))
    assert PollSheet.objects.count() == 1
    assert PollAnswer.objects.count() == len(answers)
