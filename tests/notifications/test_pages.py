"""The list, its filters, following a link, wishes, and mails that did not arrive."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kansrijkestart.notifications import registry
from kansrijkestart.notifications.models import Notification, NotificationWish
from kansrijkestart.notifications.selectors import NOT_ARRIVED
from kansrijkestart.notifications.sending import singles_mail
from kansrijkestart.notifications.services import notifications_read
from tests import factories as make
from tests.notifications.world import BEGIN, REFUSING, TRIED, on, tell, tried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("over")]

LIST, SETTINGS, REPORT = (
    "/meldingen/",
    "/meldingen/instellingen/",
    "/meldingen/niet-aangekomen/",
)


@pytest.fixture
def reader(sign_in):
    return sign_in("without_role")


def page(client, address=LIST):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def links(text):
    return [int(pk) for pk in re.findall(r'href="/meldingen/(\d+)/"', text)]


def test_without_any_the_list_says_what_comes(client, reader):
    assert "Geen meldingen." in page(client)


def test_unread_ones_come_first_and_only_ones_own(client, reader):
    first, second = tell(reader, "een"), tell(reader, "twee")
    tell()
    assert links(page(client)) == [second.pk, first.pk]
    notifications_read(user=reader, pks=[second.pk])
    text = page(client)
    assert links(text) == [first.pk, second.pk]
    assert text.count("Als gelezen markeren") == 1
    assert "4 maart 2026" in text


def test_the_list_is_narrowed_by_kind_and_to_what_is_unread(client, reader, monkeypatch):
    monkeypatch.setitem(registry._kinds, "tests.b", tried(set(), key="tests.b"))
    first, second = tell(reader), tell(reader, kind="tests.b")
    notifications_read(user=reader, pks=[first.pk])
    assert links(page(client, f"{LIST}?kind=tests.b")) == [second.pk]
    assert links(page(client, f"{LIST}?unread=on")) == [second.pk]
    assert "Hier staat niets" in page(client, f"{LIST}?unread=on&kind={TRIED}")
    assert links(page(client, f"{LIST}?kind=no.such")) == [second.pk, first.pk]


def test_what_is_over_is_not_listed_and_counts_no_more(client, reader, over):
    still, past = tell(reader, "een"), tell(reader, "twee")
    assert "(2)" in page(client, "/privacy/")
    over.add(past.pk)
    text = page(client)
    assert links(text) == [still.pk]
    assert "(1)" in text
    assert Notification.objects.get(pk=past.pk).ended_at is not None


@pytest.mark.parametrize("address", [LIST, f"{LIST}?page=2"])
def test_a_page_of_what_is_over_makes_place_for_what_is_not(client, reader, over, address):
    still = tell(reader, "oud")
    over |= {tell(reader, str(number)).pk for number in range(30)}
    assert links(page(client, address)) == [still.pk]


def test_the_bar_counts_what_is_unread_and_says_it_aloud(client, reader):
    text = page(client, "/privacy/")
    assert "Meldingen" in text
    assert "ongelezen" not in text
    tell(reader)
    text = page(client, "/privacy/")
    assert '<span aria-hidden="true">(1)</span>' in text
    assert ", 1 ongelezen" in text
    notifications_read(user=reader, pks=[tell(reader, "gelezen").pk])
    [bell] = {one for one in re.findall(r'href="(/meldingen/[^"]*)"', text) if "unread" in one}
    assert len(links(page(client, bell))) == 1
    notifications_read(user=reader)
    assert "ongelezen" not in page(client, "/privacy/")


def test_a_link_marks_as_read_and_leads_on_and_what_is_fetched_beforehand_marks_nothing(
    client, reader
):
    row = tell(reader)
    client.get(f"{LIST}{row.pk}/", headers={"Sec-Purpose": "prefetch;prerender"})
    assert Notification.objects.unread().count() == 1
    for _time in range(2):
        answer = client.get(f"{LIST}{row.pk}/")
        assert (answer.status_code, answer["Location"]) == (302, "/kaart/")
    assert Notification.objects.unread().count() == 0


def test_nobody_follows_or_marks_what_is_anothers(client, reader):
    row = tell()
    assert client.get(f"{LIST}{row.pk}/").status_code == 404
    client.post(f"{LIST}gelezen/", {"one": row.pk})
    client.post(f"{LIST}gelezen/")
    assert Notification.objects.unread().count() == 1


@pytest.mark.parametrize(("data", "left"), [({"one": "{pk}"}, 1), ({}, 0), ({"one": "x"}, 2)])
def test_one_or_all_are_marked_as_read(client, reader, data, left):
    row = tell(reader, "een")
    tell(reader, "twee")
    values = {key: value.format(pk=row.pk) for key, value in data.items()}
    assert client.post(f"{LIST}gelezen/", values)["Location"] == LIST
    assert Notification.objects.unread().count() == left


def test_a_link_in_a_mail_survives_signing_in(client):
    user = make.UserFactory.create()
    user.set_password("kansrijk-demo-1000")
    user.save()
    make.MembershipFactory.create(user=user, role="partner")
    row = tell(user)
    singles_mail()
    address = re.search(r"https?://[^/]+(/meldingen/\d+/)", str(mail.outbox[0].body)).group(1)
    answer = client.get(address)
    assert answer.status_code == 302
    data = {"login": user.email, "password": "kansrijk-demo-1000"}
    answer = client.post(answer["Location"], data, follow=True)
    assert [url for url, _status in answer.redirect_chain] == [address, "/kaart/"]
    row.refresh_from_db()
    assert row.read_at is not None


def test_somebody_chooses_per_kind_what_is_mailed(client, reader):
    text = page(client, SETTINGS)
    assert "Om te proberen." in text
    assert "Mails die niet aankwamen" not in text  # for administrators
    name = TRIED.replace(".", "-")
    for wish, stored in (("digest", ["digest"]), ("none", ["none"]), ("single", [])):
        assert client.post(SETTINGS, {name: wish})["Location"] == SETTINGS
        assert list(NotificationWish.objects.values_list("delivery", flat=True)) == stored
    assert client.post(SETTINGS, {name: "often"}).status_code == 200
    assert not NotificationWish.objects.exists()


def test_administrators_see_which_mails_did_not_arrive_and_never_what_was_in_them(
    client, sign_in, settings
):
    sign_in("administrator")
    assert "Er is geen mail geweigerd." in page(client, REPORT)
    settings.EMAIL_BACKEND = REFUSING
    row = tell()
    Notification.objects.update(about={"day_on": "2026-01-01", "title": "Geheim"})
    with on():
        singles_mail()
    text = page(client, REPORT)
    for words in ("Geprobeerd", "SMTPRecipientsRefused", str(row.recipient), "Proberen we opnieuw"):
        assert words in text
    assert "Geheim" not in text
    Notification.objects.update(attempts=5, failed_at=BEGIN)
    assert "Niet aangekomen" in page(client, REPORT)
    Notification.objects.update(delivery="none")
    assert "Niet meer nodig" in page(client, REPORT)
    Notification.objects.update(delivery="single")
    assert "Niet meer nodig" not in page(client, REPORT)
    notifications_read(user=row.recipient)
    assert "Niet meer nodig" in page(client, REPORT)
    Notification.objects.update(kind="gone.kind")
    assert "gone.kind" in page(client, REPORT)


def test_the_list_asks_as_much_for_many_as_for_one(client, reader):
    counts = []
    for number in (1, 24):
        for one in range(number):
            tell(reader, f"{number}-{one}")
        page(client)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


def test_a_kind_that_left_is_not_listed(client, reader):
    tell(reader)
    Notification.objects.update(kind="gone.kind")
    assert links(page(client)) == []


def test_an_administrator_is_told_through_the_list(client, sign_in):
    chief = sign_in("administrator")
    tell(chief, kind=NOT_ARRIVED)
    assert "Op 4 maart 2026 heeft de site mails opgegeven" in page(client)
    chief.national_roles.all().delete()
    assert "heeft de site mails opgegeven" not in page(client)
