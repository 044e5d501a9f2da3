"""The calendar of dates to look again: its address, whose it is, and the rules of RFC 5545."""

import re
import secrets
import string
from datetime import timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from agreements.models import CalendarReminder
from agreements.services.calendar_links import (
    VALID_FOR,
    calendar_link_make,
    calendar_link_revoke,
    calendars_remind,
)
from agreements.tasks import tell_about_calendars
from agreements.views import calendar_feed
from coalitions.models import Membership
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.links.models import OneTimeLink
from kansrijkestart.links.services import link_create
from tests import factories as make
from tests.soak.racing import at_once
from tests.test_access_matrix import page_of

pytestmark = pytest.mark.django_db
PAGE = "/agenda/"
LETTERS = string.ascii_letters + string.digits + "-_"
HARD = "Komma, punt;komma \\ streep en “éé漢😀” " + "lang " * 25 + "slot"


@pytest.fixture(autouse=True)
def _nothing_counted_before():
    cache.clear()


@pytest.fixture
def member(sign_in):
    region = make.RegionFactory.create()
    coalition = make.CoalitionFactory.create(name="Coalitie Proefdorp", region=region)
    user = sign_in("coordinator", coalition)
    return Membership.objects.get(user=user)


def applying(member, title="Warm overdragen", **values):
    return make.AgreementFactory.create(
        coalition=member.coalition, title=title, **{"in_force": True, **values}
    )


def address(member):
    _link, token = calendar_link_make(user=member.user)
    return feed_of(token)


def feed_of(token):
    return reverse("agreements:feed", args=[token])


def events(response):
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def titles(response):
    return [str(event["summary"]).removeprefix("Opnieuw bekijken: ") for event in events(response)]


def test_an_event_per_agreement_that_applies(client, member):
    agreement = applying(member)
    applying(member, title="Wordt bekeken", state="being_evaluated", starts_on="2024-02-01")
    applying(member, title="Concept", in_force=False)
    applying(member, title="Voorbij", state="ended", ended_on="2024-02-01")
    make.AgreementFactory.create(title="Van een ander", in_force=True)
    url = address(member)
    client.logout()
    response = client.get(url)
    assert titles(response) == ["Warm overdragen", "Wordt bekeken"]
    event = events(response)[0]
    assert event["dtstart"].dt == agreement.review_on
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert event["dtend"].dt == agreement.review_on + timedelta(days=1)
    assert str(event["uid"]) == f"agreement-{agreement.pk}@testserver"
    assert str(event["url"]) == f"http://testserver/afspraken/{agreement.pk}/"
    assert "Coalitie Proefdorp" in str(event["description"])
    assert event["transp"] == "TRANSPARENT"
    assert not Calendar.from_ical(response.content).walk("VALARM")


def test_the_answer_is_a_calendar_that_nobody_keeps(client, member):
    response = client.get(address(member))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="afspraken.ics"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert events(response) == []  # a calendar without events is a calendar


def test_the_lines_keep_to_the_rules(client, member):
    applying(member, title=HARD[:200])
    content = client.get(address(member)).content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # a fold never stands within a letter
    whole = content.replace(b"\r\n ", b"").decode()
    for needed in ("PRODID:", "VERSION:2.0", "DTSTAMP:", "UID:", "DTSTART;VALUE=DATE:"):
        assert whole.count(needed) == 1, needed
    assert re.search(r"DTSTAMP:\d{8}T\d{6}Z", whole)
    assert r"Komma\, punt\;komma \\ streep" in whole
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert HARD[:200].strip() in str(event["summary"])


def test_a_change_keeps_the_key_and_is_newer(client, member):
    agreement = applying(member)
    url = address(member)
    [before] = events(client.get(url))
    assert client.get(url).content == client.get(url).content
    agreement.title, agreement.version = "Anders", agreement.version + 1
    agreement.updated_at = clock.now() + timedelta(minutes=1)
    agreement.save()
    [after] = events(client.get(url))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstamp"].dt > before["dtstamp"].dt


def test_no_person_is_in_the_calendar(client, member):
    member.user.name = "Karel Eigenaar"
    member.user.save()
    agreement = applying(member, owner_user=member.user)
    party = make.PartyFactory.create(agreement=agreement)
    version = make.AgreementVersionFactory.create(agreement=agreement, author=member.user)
    party.confirmations.create(
        version=version,
        answer="confirmed",
        answered_by_name="Anneke Tekenaar",
        organisation_name=party.organisation.name,
    )
    said = client.get(address(member)).content.decode()
    for absent in ("Karel", "Anneke", member.user.email, "ATTENDEE", "ORGANIZER", "Wij spreken af"):
        assert absent not in said


def test_access_that_ended_takes_the_events_away_at_once(client, member):
    applying(member)
    url = address(member)
    assert titles(client.get(url)) == ["Warm overdragen"]
    yesterday = clock.today() - timedelta(days=1)
    Membership.objects.filter(pk=member.pk).update(
        since=yesterday - timedelta(days=9), until=yesterday
    )
    assert titles(client.get(url)) == []
    User.objects.filter(pk=member.user_id).update(is_active=False)
    assert client.get(url).status_code == 404


def test_wrong_revoked_expired_and_closed_answer_the_same(client, member):
    applying(member)
    url = address(member)
    client.logout()
    assert client.get(url).status_code == 200
    assert client.get(url).status_code == 200  # reading does not use it up
    with clock.travel(clock.now() + VALID_FOR - timedelta(minutes=1)):
        assert client.get(url).status_code == 200
    answers = []
    with clock.travel(clock.now() + VALID_FOR):
        answers.append((client.get(url), url))
    assert calendar_link_revoke(user=member.user)
    assert not calendar_link_revoke(user=member.user)
    answers.append((client.get(url), url))
    _other, token = link_create(
        purpose="poll", subject_id=member.user_id, valid_for=timedelta(days=1)
    )
    wrong = feed_of(secrets.token_urlsafe(32))
    for one in (wrong, feed_of(token), feed_of("x")):
        answers.append((client.get(one), one))
    assert {answer.status_code for answer, _url in answers} == {404}
    assert len({page_of(answer, at) for answer, at in answers}) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_changed_secret_opens_nothing(client, member, monkeypatch, data):
    monkeypatch.setattr(calendar_feed, "LIMITS", {})
    _link, token = calendar_link_make(user=member.user)
    place = data.draw(st.integers(0, len(token) - 1))
    mutated = data.draw(
        st.one_of(
            st.sampled_from(LETTERS).map(lambda one: token[:place] + one + token[place + 1 :]),
            st.just(token[:place] + token[place + 1 :]),
            st.sampled_from(LETTERS).map(lambda one: token[:place] + one + token[place:]),
            st.just(token.swapcase()),
            st.text(LETTERS, min_size=43, max_size=43),
            st.just(f"{token}.{token}"),
        ).filter(lambda one: one != token)
    )
    assert client.get(feed_of(mutated)).status_code == 404
    assert client.get(feed_of(token)).status_code == 200


def test_the_page_shows_the_address_once_and_keeps_a_digest(client, member):
    applying(member)
    page = client.get(PAGE).content.decode()
    assert "Maak een adres" in page
    assert "1 afspraak" in page
    made = client.post(PAGE, {"do": "make"})
    assert made["Cache-Control"] == "no-store"
    [token] = re.findall(r"/agenda/([A-Za-z0-9_-]{43})\.ics", made.content.decode())
    title = re.search(r"<title>(.*?)</title>", made.content.decode(), re.DOTALL)
    assert token not in title[1]
    assert client.get(feed_of(token)).status_code == 200
    later = client.get(PAGE).content.decode()
    assert token not in later
    assert "Trek het adres in" in later
    assert token not in str(list(OneTimeLink.objects.values()))
    assert token not in str(list(client.session.items()))


def test_a_new_address_replaces_the_old_one_and_can_be_taken_back(client, member):
    def made():
        answer = client.post(PAGE, {"do": "make"}).content.decode()
        return feed_of(re.findall(r"/agenda/([A-Za-z0-9_-]{43})\.ics", answer)[0])

    first, second = made(), made()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    mine = address(make.MembershipFactory.create())
    answer = client.post(PAGE, {"do": "revoke"}, follow=True)
    assert "Het adres werkt niet meer." in answer.content.decode()
    assert client.get(second).status_code == 404
    assert client.get(mine).status_code == 200  # somebody else's
    assert client.post(PAGE, {"do": "iets"}).status_code == 302


def test_the_calendar_is_in_the_language_of_its_reader(client, member):
    applying(member)
    User.objects.filter(pk=member.user_id).update(language="en")
    [event] = events(client.get(address(member)))
    assert str(event["summary"]) == "Look again: Warm overdragen"


def test_guessing_is_slowed_down_and_reading_goes_on(client, member):
    url = address(member)
    client.logout()
    limit = int(calendar_feed.LIMITS["wrong"].split("/")[0])
    said = [client.get(feed_of(secrets.token_urlsafe(32))).status_code for _ in range(limit + 2)]
    assert said == [404] * limit + [429] * 2
    assert client.get(url).status_code == 200


def test_one_address_is_read_only_so_often(client, member):
    url, other = address(member), address(make.MembershipFactory.create())
    limit = int(calendar_feed.LIMITS["read"].split("/")[0])
    said = [client.get(url) for _ in range(limit + 1)]
    assert [one.status_code for one in said] == [200] * limit + [429]
    assert said[-1]["Retry-After"] == "3600"
    assert client.get(other).status_code == 200


def test_a_pile_of_new_addresses_is_refused(client, member):
    limit = int(calendar_feed.LIMITS["make"].split("/")[0])
    said = [client.post(PAGE, {"do": "make"}).status_code for _ in range(limit + 1)]
    assert said == [200] * limit + [429]


def test_two_hundred_agreements_cost_as_much_as_one(client, member):
    url, counts = address(member), []
    for number in (1, 199):
        for place in range(number):
            applying(member, title=f"Afspraak {number} {place}")
        with CaptureQueriesContext(connection) as queries:
            found = events(client.get(url))
        counts.append(len(queries))
    assert len(found) == 200
    assert counts == [5, 5]


@pytest.mark.parametrize(
    ("who", "sees"),
    [("partner", True), ("adviser", True), ("region_lead", False), ("analyst", False)],
)
def test_the_calendar_holds_what_its_reader_may_open(client, member, sign_in, who, sees):
    applying(member)
    user = sign_in(who, member.coalition)
    _link, token = calendar_link_make(user=user)
    assert titles(client.get(feed_of(token))) == (["Warm overdragen"] if sees else [])


@pytest.mark.parametrize(("who", "shown"), [("partner", True), ("analyst", False)])
def test_the_menu_leads_to_it(client, member, sign_in, who, shown):
    sign_in(who, member.coalition)
    assert (f'href="{PAGE}"' in client.get(PAGE).content.decode()) == shown


def test_what_an_ended_coalition_left_behind_is_not_in_it(client, member):
    applying(member)
    url = address(member)
    member.coalition.stage, member.coalition.ended_on = "ended", clock.today()
    member.coalition.save()
    assert titles(client.get(url)) == []


def tell_later(days):
    with clock.travel(clock.now() + timedelta(days=days)):
        return calendars_remind(site_url="https://dossier.example/")


def test_its_owner_is_told_a_month_before_it_ends_and_once(client, member, mailoutbox):
    address(member)
    nights = [tell_later(days) for days in range(365, 405) for _twice in range(2)]
    assert (sum(nights), nights.index(1)) == (1, 2 * 5)
    [mail] = mailoutbox
    assert mail.to == [member.user.email]
    assert "https://dossier.example/agenda/" in mail.body
    until = clock.today() + VALID_FOR
    assert f"{until.day} " in mail.subject
    assert str(until.year) in mail.subject


def test_whose_address_was_made_anew_or_taken_back_or_is_closed_is_not_told(member, mailoutbox):
    others = make.MembershipFactory.create_batch(2)
    for one in (member, *others):
        address(one)
    calendar_link_revoke(user=member.user)
    User.objects.filter(pk=others[0].user_id).update(is_active=False)
    with clock.travel(clock.now() + timedelta(days=380)):
        calendar_link_make(user=others[1].user)
        assert calendars_remind(site_url="https://dossier.example/") == 0
    assert tell_later(380 + 375) == 1  # the new one has a mail of its own


def test_a_refused_mail_about_it_is_tried_the_next_night(member, settings, mailoutbox):
    address(member)
    settings.EMAIL_BACKEND = "tests.agreements.confirm_world.Refusing"
    assert tell_later(371) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [tell_later(days) for days in (372, 373)] == [1, 0]
    assert len(mailoutbox) == 1


def test_an_address_ends_once_in_the_database(member):
    row = {"user": member.user, "expires_on": clock.today()}
    CalendarReminder.objects.create(**row)
    with pytest.raises(IntegrityError, match="calendar_reminded_once"), transaction.atomic():
        CalendarReminder.objects.create(**row)
    tell_about_calendars()


def change_password(client, user):
    user.set_password("het-oude-wachtwoord-1")
    user.save()
    client.force_login(user)
    sent = {"oldpassword": "het-oude-wachtwoord-1"}
    sent |= dict.fromkeys(("password1", "password2"), "een-heel-nieuw-woord")
    client.post(reverse("account_change_password"), sent)
    user.refresh_from_db()
    assert user.check_password("een-heel-nieuw-woord")


def reset_password(client, user):
    path = reverse(
        "account_reset_password_from_key",
        args=[user_pk_to_url_str(user), default_token_generator.make_token(user)],
    )
    page = client.get(path, follow=True)
    sent = dict.fromkeys(("password1", "password2"), "een-heel-nieuw-woord")
    client.post(page.request["PATH_INFO"], sent)
    user.refresh_from_db()
    assert user.check_password("een-heel-nieuw-woord")


def remove_second_factor(client, user):
    kept = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    client.force_login(user)
    request = RequestFactory().post("/")
    request.user = user
    delete_and_cleanup(request, kept)


@pytest.mark.parametrize("change", [change_password, reset_password, remove_second_factor])
def test_who_changes_how_they_sign_in_gets_a_new_address(client, member, change):
    url, other = address(member), address(make.MembershipFactory.create())
    assert client.get(url).status_code == 200
    change(client, member.user)
    assert client.get(url).status_code == 404
    assert client.get(other).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_leave_one_address():
    user = make.UserFactory.create()
    made = at_once([lambda: calendar_link_make(user=user)[1] for _ in range(20)])
    assert OneTimeLink.objects.filter(purpose="calendar").count() == 1
    works = [token for token in made if Client().get(feed_of(token)).status_code == 200]
    assert len(works) == 1
