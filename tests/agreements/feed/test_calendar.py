"""The calendar of dates to look again: its address, whose it is, and the rules of RFC 5545."""

import re
import secrets
import string
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from agreements.services.calendar_links import (
    VALID_FOR,
    calendar_link_make,
    calendar_link_revoke,
)
from agreements.views import calendar_feed
from coalitions.models import Membership
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.links.services import link_create
from tests import factories as make
from tests.agreements.feed.world import address, applying, feed_of
from tests.test_access_matrix import page_of

pytestmark = pytest.mark.django_db
LETTERS = string.ascii_letters + string.digits + "-_"
HARD = "Komma, punt;komma \\ streep en “éé漢😀” " + "lang " * 25 + "slot"


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


def test_what_an_ended_coalition_left_behind_is_not_in_it(client, member):
    applying(member)
    url = address(member)
    member.coalition.stage, member.coalition.ended_on = "ended", clock.today()
    member.coalition.save()
    assert titles(client.get(url)) == []
