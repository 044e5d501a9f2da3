"""Closing an account takes everything back; support without looking over somebody's shoulder."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from agreements.models import ConfirmationRequest
from agreements.services.calendar_links import calendar_link_make
from coalitions.services.members import member_invite
from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.accounts.services.passwords import KIND
from kansrijkestart.accounts.services.users import second_factor_reset, user_deactivate
from kansrijkestart.core import clock
from kansrijkestart.dashboard.selectors.person import person_of
from kansrijkestart.jobs.models import Job
from kansrijkestart.links.models import OneTimeLink
from tests import factories as make

pytestmark = pytest.mark.django_db


def browser(person):
    """A browser of its own in which somebody signed in with their password."""
    theirs = Client()
    theirs.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD})
    assert theirs.get("/bewaard/").status_code == 200
    return theirs


def invite(email, by):
    return member_invite(
        coalition_id=make.CoalitionFactory.create().pk,
        email=email,
        name="",
        role="partner",
        invited_by=by,
        build_url=str,
    ).invitation


@pytest.fixture
def administrator(sign_in):
    return sign_in("administrator")


def test_both_browsers_of_a_closed_account_are_out_on_the_next_request(client, administrator):
    person = make.MembershipFactory.create().user
    office, phone = browser(person), browser(person)
    client.post(reverse("people:user_active", args=[person.pk]), {"active": "no"})
    for theirs in (office, phone):
        assert theirs.get("/bewaard/")["Location"] == "/accounts/login/?next=/bewaard/"
    assert not UserSession.objects.filter(user=person).exists()


def test_a_closed_account_loses_open_invitations_and_links(administrator):
    person, other = make.UserFactory.create(), make.UserFactory.create()
    to_them, by_them = invite(person.email, administrator), invite("nieuw@example.org", person)
    of_another = invite("ander@example.org", other)
    calendar_link_make(user=person)
    user_deactivate(user_id=person.pk, deactivated_by=administrator)
    stand = {row.pk: row.revoked_at is not None for row in Invitation.objects.all()}
    assert stand == {to_them.pk: True, by_them.pk: True, of_another.pk: False}
    open_links = OneTimeLink.objects.filter(revoked_at=None, used_at=None)
    assert not open_links.filter(subject_id=person.pk).exists()


def test_a_closed_account_is_no_longer_asked_to_confirm(administrator):
    person = make.UserFactory.create()
    version = make.AgreementVersionFactory.create()
    party = make.PartyFactory.create(agreement=version.agreement)
    asked = ConfirmationRequest.objects.create(
        party=party,
        version=version,
        email=person.email.upper(),
        expires_at=clock.now() + timedelta(days=9),
    )
    user_deactivate(user_id=person.pk, deactivated_by=administrator)
    asked.refresh_from_db()
    assert asked.withdrawn_at is not None


def test_a_lost_second_factor_is_taken_out_and_ends_every_session(client, administrator):
    person = make.MembershipFactory.create().user
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    theirs = browser_with_factor(person)
    url = reverse("people:second_factor_reset", args=[person.pk])
    assert client.post(url).url == reverse("dashboard:person", args=[person.pk])
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get("/bewaard/").status_code == 302
    entry = LogEntry.objects.get(object_id=str(person.pk))
    assert entry.user == administrator
    assert person.email not in entry.object_repr + entry.change_message


def browser_with_factor(person):
    theirs = Client()
    theirs.force_login(person)
    assert theirs.get("/bewaard/").status_code == 200
    key = theirs.session.session_key
    UserSession.objects.get_or_create(
        user=person, session_key=key, defaults={"ip": "127.0.0.1", "user_agent": "x"}
    )
    return theirs


def test_nobody_takes_out_their_own_second_factor_here(administrator):
    with pytest.raises(ValidationError):
        second_factor_reset(user_id=administrator.pk, reset_by=administrator)


def test_a_link_for_a_new_password_goes_out_once(client, administrator):
    person = make.UserFactory.create()
    for _press in range(2):
        client.post(reverse("people:password_link", args=[person.pk]))
    job = Job.objects.get(kind=KIND)
    assert job.parameters["email"] == person.email
    User.objects.filter(pk=person.pk).update(is_active=False)
    answer = client.post(reverse("people:password_link", args=[person.pk]))
    assert answer.status_code == 404


def test_the_page_of_a_person_tells_what_opens_and_opens_nothing(client, administrator):
    member = make.MembershipFactory.create(role="coordinator", coalition__name="Best")
    make.RegionMembershipFactory.create(user=member.user, region__name="De Kempen")
    make.NationalRoleFactory.create(user=member.user, role="analyst")
    invite(member.user.email, administrator)
    Invitation.objects.update(mail_failed_at=clock.now())
    page = client.get(reverse("dashboard:person", args=[member.user.pk])).content.decode()
    for words in (
        "Best",
        "De Kempen",
        "Houdt het hele dossier van die coalitie bij",
        "Landelijk analist",
        "Nooit",
        "Open uitnodigingen",
        "Mails die niet verstuurd konden worden",
    ):
        assert words in page, words
    assert reverse("coalitions:detail", args=[member.coalition.slug]) not in page


def test_the_last_administrator_cannot_be_closed_from_the_page(client, administrator):
    page = client.get(reverse("dashboard:person", args=[administrator.pk])).content.decode()
    assert reverse("people:user_active", args=[administrator.pk]) not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"rol": "coordinator"}, ["anna"]),
        ({"rol": "analyst"}, ["bas"]),
        ({"rol": "region_lead"}, ["anna"]),
        ({"stand": "uit"}, ["carla"]),
        ({"stand": "nooit", "rol": "analyst"}, ["bas"]),
        ({"stand": "zonder", "rol": "coordinator"}, ["anna"]),
        ({"q": "BAS"}, ["bas"]),
    ],
)
def test_the_list_of_users_is_narrowed(client, administrator, query, found):
    anna = make.UserFactory.create(name="anna")
    make.MembershipFactory.create(user=anna, role="coordinator")
    make.RegionMembershipFactory.create(user=anna)
    make.NationalRoleFactory.create(user__name="bas", role="analyst")
    make.UserFactory.create(name="carla", is_active=False)
    page = client.get(reverse("people:users"), query)
    assert [person.name for person, _roles in page.context["people"]] == found
    lines = client.get(reverse("people:users_csv"), query).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(found)


def test_the_list_of_users_has_an_order(client, administrator):
    late = make.UserFactory.create(name="laat", last_login=clock.now())
    page = client.get(reverse("people:users"), {"sort": "seen"})
    first = next(person for person, _roles in page.context["people"])
    assert first.last_login >= late.last_login


def test_a_role_is_explained_where_it_is_given(client, administrator):
    page = client.get(reverse("coalitions:invite_user")).content.decode()
    assert "Beheerder. Beheert accounts, rollen en regio" in page
    assert "Adviseur. Leest de coalities" in page


def test_support_counts_the_places_where_somebody_is_signed_in_now(client):
    person = make.UserFactory.create()
    client.force_login(person)
    UserSession.objects.get_or_create(
        session_key=client.session.session_key,
        defaults={"user": person, "ip": "127.0.0.1", "user_agent": "a"},
    )
    UserSession.objects.create(user=person, session_key="over", ip="127.0.0.1", user_agent="a")
    assert person_of(person).sessions == 1
    with clock.travel(clock.now() + timedelta(days=2)):
        assert person_of(person).sessions == 0


def test_who_lost_access_reads_where_to_ask(client):
    page = client.get(reverse("account_inactive")).content.decode()
    assert "Dit account heeft geen toegang" in page
    assert "Vraag het de coördinator" in page
    assert f'href="{reverse("account_login")}"' in page
