"""The page for users: search, take access away, give it back."""

import re
import uuid

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from coalitions.services.members import member_invite
from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.accounts.services.addresses import address_prove
from kansrijkestart.accounts.services.users import user_deactivate, user_reactivate
from kansrijkestart.accounts.templatetags.devices import device
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db
USERS = "/gebruikers/"


def test_administrators_find_people_and_their_roles(client, sign_in):
    sign_in("administrator")
    member = make.MembershipFactory.create(coalition__name="Best", user__name="Noor Jansen")
    make.UserFactory.create(name="Iemand Anders")
    page = client.get(USERS, {"q": "noor"}).content.decode()
    assert "Noor Jansen" in page
    assert "Best" in page
    assert "Iemand Anders" not in page
    assert member.user.email in page


def test_the_list_asks_as_much_for_one_as_for_many(client, sign_in):
    sign_in("administrator")
    make.MembershipFactory.create()
    counts = []
    for _round in range(2):
        client.get(USERS)
        with CaptureQueriesContext(connection) as queries:
            client.get(USERS)
        counts.append(len(queries))
        make.MembershipFactory.create_batch(20)
        make.RegionMembershipFactory.create_batch(5)
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_whoever_is_deactivated_is_out_on_the_next_request(client, sign_in):
    sign_in("administrator")
    person = make.MembershipFactory.create().user
    theirs = Client()
    theirs.post("/accounts/login/", {"login": person.email, "password": make.PASSWORD})
    assert theirs.get("/bewaard/").status_code == 200
    answer = client.post(reverse("people:user_active", args=[person.pk]), {"active": "no"})
    assert answer.status_code == 302
    assert theirs.get("/bewaard/")["Location"] == "/accounts/login/?next=/bewaard/"
    client.post(reverse("people:user_active", args=[person.pk]), {"active": "yes"})
    assert theirs.get("/bewaard/").status_code == 302, "the old session stays closed"
    again = Client()
    again.force_login(person)
    assert again.get("/bewaard/").status_code == 200


def test_deactivation_is_in_the_history_with_who_did_it(client, sign_in):
    administrator = sign_in("administrator")
    person = make.UserFactory.create()
    client.post(reverse("people:user_active", args=[person.pk]), {"active": "no"})
    event = events_of(person).order_by("pgh_id").last()
    assert event.is_active is False
    assert event.pgh_context.metadata["user"] == administrator.pk


def test_the_last_administrator_and_oneself_stay():
    administrator = make.NationalRoleFactory.create(role="administrator").user
    other = make.UserFactory.create()
    with pytest.raises(ValidationError):
        user_deactivate(user_id=administrator.pk, deactivated_by=other)
    second = make.NationalRoleFactory.create(role="administrator").user
    with pytest.raises(ValidationError):
        user_deactivate(user_id=second.pk, deactivated_by=second)
    assert user_deactivate(user_id=administrator.pk, deactivated_by=second).is_active is False
    assert user_reactivate(user_id=administrator.pk).is_active


@pytest.mark.parametrize(
    ("role", "place"),
    [("analyst", {}), ("coordinator", "coalition"), ("region_lead", "region")],
)
def test_an_administrator_invites_anybody(client, sign_in, role, place):
    sign_in("administrator")
    places = {
        "coalition": make.CoalitionFactory.create().pk,
        "region": make.RegionFactory.create().pk,
    }
    data = {"email": "nieuw@example.org", "role": role, "idempotency_key": str(uuid.uuid4())}
    if place:
        refused = client.post(reverse("coalitions:invite_user"), data)
        assert refused.status_code == 200
        assert not Invitation.objects.exists()
        data[place] = places[place]
    assert client.post(reverse("coalitions:invite_user"), data).url == USERS
    assert Invitation.objects.get().email == "nieuw@example.org"
    page = client.get(USERS).content.decode()
    assert "nieuw@example.org" in page
    again = reverse("people:invitation", args=[Invitation.objects.get().pk])
    assert client.post(again, {"do": "revoke"}).status_code == 302
    assert "nieuw@example.org" not in client.get(USERS).content.decode()


def test_login_and_reset_do_not_tell_who_has_an_account(client):
    known = make.UserFactory.create().email
    unknown = "x" * len(known.partition("@")[0]) + "@example.org"
    for name, field in (("account_login", "login"), ("account_reset_password", "email")):
        pages = []
        for address in (known, unknown):
            answer = client.post(
                reverse(name), {field: address, "password": "niet het wachtwoord"}, follow=True
            )
            text = answer.content.decode().replace(address, "ADRES")
            pages.append((answer.status_code, _without_token(text)))
        assert pages[0] == pages[1], name


def _without_token(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_nobody_signs_up_alone(client):
    assert client.post("/accounts/signup/", {"email": "a@example.org"}).status_code == 200
    assert not User.objects.exists()


def _offer(place):
    return member_invite(
        coalition_id=make.CoalitionFactory.create(name=place).pk,
        email=make.UserFactory.build().email,
        name="",
        role="coordinator",
        invited_by=make.UserFactory.create(),
        build_url=str,
    )


def test_an_open_invitation_says_for_what(client, sign_in):
    sign_in("administrator")
    counts = []
    for number in range(2):
        offer = _offer(f"Plaats {number}")
        page = client.get(USERS).content.decode()
        assert offer.invitation.email in page
        with CaptureQueriesContext(connection) as queries:
            client.get(USERS)
        counts.append(len(queries))
    assert "Coördinator van Plaats 1" in page
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/1 Safari/1 Edg/1", "Edge op Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit Chrome/1 Safari/1", "Chrome op Linux"),
        ("Mozilla/5.0 (iPhone; CPU) Version/1 Safari/1", "Safari op iPhone"),
        ("curl/8", "Onbekende browser"),
    ],
)
def test_a_device_is_named_in_words(marks, words):
    assert device(marks) == words


@pytest.mark.parametrize("name", ["account_change_password", "usersessions_list", "mfa_index"])
def test_account_pages_speak_in_our_words(client, sign_in, name):
    sign_in("coordinator", make.CoalitionFactory.create())
    page = client.get(reverse(name)).content.decode()
    assert "placeholder" not in page
    for word in ("Uw ", "factor-authenticatie", "Mozilla", "Sessies"):
        assert word not in page


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("kort", "minstens 12 tekens"),
        ("password1234", "Veel mensen"),
        ("918273645546", "ook letters"),
        ("coordinator@demo.example", "minder op je naam"),
    ],
)
def test_a_refused_password_is_told_in_dutch(password, words):
    user = User(email="coordinator@demo.example", name="Noor")
    with translation.override("nl"), pytest.raises(ValidationError) as refused:
        validate_password(password, user)
    assert any(words in message for message in refused.value.messages)


def test_the_app_is_set_up_in_our_words(client, sign_in):
    user = sign_in("coordinator", make.CoalitionFactory.create())
    address_prove(user=user)
    user.set_password("een-heel-nieuw-wachtwoord-7")
    user.save()
    client.force_login(user)
    again = reverse("account_reauthenticate")
    client.post(again, {"password": "een-heel-nieuw-wachtwoord-7"})
    page = client.post(reverse("mfa_activate_totp"), {"code": ""}).content.decode()
    assert "App instellen" in page
    assert "Vul de code in." in page
    assert "placeholder" not in page
