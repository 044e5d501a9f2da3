"""Sign-on with the account of one's own organisation, at a real provider on this machine."""

import logging
import re
import socket
import warnings
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from kansrijkestart.accounts.models import User
from kansrijkestart.settings import sign_on
from tests import factories as make

with warnings.catch_warnings():  # the provider's own libraries announce changes of their own
    warnings.simplefilter("ignore")
    import oidc_provider_mock as provider

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LOGIN, CONNECT = "/accounts/oidc/organisation/login/", "?process=connect"
PAGE, SET_UP = "/bewaard/", "/accounts/2fa/"
STRONG = {"amr": ["pwd", "mfa"]}


@pytest.fixture(scope="module")
def server():
    """Run a provider that knows people by what it says about them."""
    said: dict[str, dict[str, Any]] = {
        "plain": {},
        "strong": STRONG,
        "acr": {"acr": "twee"},
        "stranger": STRONG,
    }
    people = [
        provider.User(sub=name, claims={"email": f"{name}@example.org", **claims})
        for name, claims in said.items()
    ]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with provider.run_server_in_thread(user_claims=people) as running:
        yield f"http://localhost:{running.server_port}"


@pytest.fixture
def offered(settings, server):
    offer(settings, server)
    return server


def offer(settings, server):
    settings.SOCIALACCOUNT_PROVIDERS = sign_on.providers(
        server_url=server, client_id="dossier", secret="geheim", name="Gemeente Best"
    )


def signed_on(client, name, start=LOGIN):
    """Press the button, say who we are at the provider, and come back; returns the answer."""
    there = client.post(start)
    assert there.status_code == 302, there.content.decode()
    back = requests.post(there.url, data={"sub": name}, allow_redirects=False, timeout=5)
    address = urlsplit(back.headers["location"])
    assert address.netloc == "testserver"
    return client.get(f"{address.path}?{address.query}", follow=True)


def connected(client, name, **values):
    """Make an invited person who has accepted, signs in and connects the sign-on."""
    user = make.UserFactory.create(**values)
    client.force_login(user)
    signed_on(client, name, LOGIN + CONNECT)
    client.logout()
    return user


def who(client):
    return client.session.get("_auth_user_id")


def test_an_invited_person_connects_it_once_and_signs_on_with_it(client, offered):
    user = connected(client, "plain")
    assert SocialAccount.objects.get().user == user
    assert "Gemeente Best" in client.get(reverse("account_login")).content.decode()
    answer = signed_on(client, "plain")
    assert answer.status_code == 200
    assert who(client) == str(user.pk)


@pytest.mark.parametrize("address", ["iemand@example.org", "stranger@example.org"])
def test_a_stranger_reads_what_to_do_also_with_the_address_of_an_account(client, offered, address):
    make.UserFactory.create(email=address)
    answer = signed_on(client, "stranger")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Je bent aangemeld met Gemeente Best" in page
    assert "Heb je een account? Log in met je e-mailadres en wachtwoord" in page
    assert page.count("<h1") == 1
    assert who(client) is None
    assert (SocialAccount.objects.count(), User.objects.count()) == (0, 1)


@pytest.mark.parametrize(("name", "asked"), [("plain", True), ("strong", False), ("acr", False)])
def test_the_second_factor_is_asked_unless_the_organisation_did(
    client, offered, settings, name, asked
):
    settings.SECOND_FACTOR_ACR_VALUES = ["twee"]
    make.NationalRoleFactory.create(user=connected(client, name), role="analyst")
    settings.SECOND_FACTOR_REQUIRED = True
    signed_on(client, name)
    answer = client.get(PAGE)
    assert (answer.status_code, answer.headers.get("Location")) == (
        (302, SET_UP) if asked else (200, None)
    )


def test_a_password_after_a_strong_sign_on_asks_again(client, offered, settings):
    user = connected(client, "strong")
    make.NationalRoleFactory.create(user=user, role="analyst")
    settings.SECOND_FACTOR_REQUIRED = True
    signed_on(client, "strong")
    client.logout()
    client.post(reverse("account_login"), {"login": user.email, "password": make.PASSWORD})
    assert client.get(PAGE).url == SET_UP


def test_a_closed_account_stays_closed(client, offered):
    user = connected(client, "plain")
    User.objects.filter(pk=user.pk).update(is_active=False)
    signed_on(client, "plain")
    assert who(client) is None


def test_an_answer_that_nobody_asked_for_is_refused(client, offered):
    answer = client.get("/accounts/oidc/organisation/login/callback/?code=x&state=y")
    assert answer.status_code in {200, 401}
    assert "Aanmelden is niet gelukt" in answer.content.decode()
    assert who(client) is None


def test_whoever_stops_at_the_provider_is_told_so(client, offered):
    there = client.post(LOGIN)
    back = requests.post(there.url, data={"action": "deny"}, allow_redirects=False, timeout=5)
    state = re.search(r"state=([^&]+)", there.url)[1]
    address = urlsplit(back.headers["location"])
    page = client.get(f"{address.path}?{address.query}&state={state}", follow=True)
    assert "Je hebt het aanmelden gestopt" in page.content.decode()


def test_the_pages_around_it_speak_plain_dutch(client, offered):
    pages = [client.get(reverse("account_login")).content.decode()]
    assert "Met het account van je organisatie" in pages[0]
    pages.append(client.get(LOGIN).content.decode())
    assert "Door naar Gemeente Best" in pages[1]
    user = make.UserFactory.create()
    client.force_login(user)
    pages.append(client.get(reverse("socialaccount_connections")).content.decode())
    assert "Koppel het account van je organisatie" in pages[2]
    signed_on(client, "plain", LOGIN + CONNECT)
    pages.append(client.get(reverse("socialaccount_connections")).content.decode())
    assert "Koppeling weghalen" in pages[3]
    assert not any("third-party" in page or page.count("<h1") != 1 for page in pages)
    account = SocialAccount.objects.get()
    client.post(reverse("socialaccount_connections"), {"account": account.pk})
    assert not SocialAccount.objects.exists()


def test_without_a_provider_nothing_is_offered(client, sign_in):
    assert "organisatie" not in client.get(reverse("account_login")).content.decode()
    sign_in("partner", make.CoalitionFactory.create())
    assert "van je organisatie" not in client.get(reverse("mfa_index")).content.decode()
    assert client.post(LOGIN).status_code == 404


def test_a_provider_that_is_away_is_told(client, settings):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        offer(settings, f"http://localhost:{nobody.getsockname()[1]}")
        answer = client.post(LOGIN)
    assert "Aanmelden is niet gelukt" in answer.content.decode()
