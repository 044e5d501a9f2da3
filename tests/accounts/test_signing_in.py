"""Second factors, open sessions and limits on trying, as somebody at a browser meets them."""

import html
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tests import factories as make

pytestmark = pytest.mark.django_db
LOGIN, FACTOR, SET_UP = "/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/2fa/"
ACTIVATE, CODES = "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/"
SESSIONS = "/accounts/sessions/"
REFUSED = "Inloggen is te vaak mislukt."


@pytest.fixture(autouse=True)
def _nothing_was_tried_before():
    cache.clear()
    yield
    cache.clear()


def code_now(secret, steps=0):
    """Return what a telephone would show; another step is another code."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def text_of(answer):
    return html.unescape(answer.content.decode())


def log_in(user, password=make.PASSWORD, browser=None, **headers):
    browser = browser or Client(REMOTE_ADDR=headers.pop("address", "192.0.2.1"))
    answer = browser.post(LOGIN, {"login": user.email, "password": password}, **headers)
    return browser, answer


def set_up_page(browser, path):
    """Say the password once more, as the site asks before a second factor changes."""
    asked = browser.get(path)
    assert "reauthenticate" in asked.url
    where = f"/accounts/reauthenticate/?next={path}"
    answer = browser.post(where, {"password": make.PASSWORD})
    assert answer.url == path
    return browser.get(path)


def is_in(browser):
    """Ask at the server, not in a cookie."""
    return browser.get("/").context["user"].is_authenticated


@pytest.fixture
def user():
    return make.UserFactory.create()


@pytest.fixture
def secret(user):
    """The key of a telephone that was set up through the pages."""
    browser, _answer = log_in(user)
    page = text_of(set_up_page(browser, ACTIVATE))
    [found] = set(re.findall(r"\b[A-Z2-7]{32}\b", page))
    wrong = browser.post(ACTIVATE, {"code": "000000"})
    assert wrong.status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()
    assert browser.post(ACTIVATE, {"code": code_now(found)}).status_code == 302
    cache.clear()  # the code of this half minute may be used again below
    return found


def test_a_telephone_is_set_up_with_its_own_code(user, secret):
    types = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    assert Authenticator.Type.TOTP in types
    assert secret not in str(Authenticator.objects.filter(user=user).values_list("type"))


def test_the_password_alone_is_half_of_signing_in(user, secret):
    browser, answer = log_in(user)
    assert answer.url.startswith(FACTOR)
    assert not is_in(browser)
    assert browser.post(FACTOR, {"code": code_now(secret)}).status_code == 302
    assert is_in(browser)


def test_a_wrong_code_is_refused_and_says_so(user, secret):
    browser, _answer = log_in(user)
    wrong = "000000" if code_now(secret) != "000000" else "111111"
    answer = browser.post(FACTOR, {"code": wrong})
    assert answer.status_code == 200
    assert "code" in text_of(answer).lower()
    assert answer.context["form"].errors["code"]
    assert not is_in(browser)


def test_a_code_is_good_for_one_time(user, secret):
    first, _answer = log_in(user)
    code = code_now(secret)
    first.post(FACTOR, {"code": code})
    second, _answer = log_in(user)
    second.post(FACTOR, {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_a_recovery_code_is_good_for_one_time(user, secret):
    browser, _answer = log_in(user)
    browser.post(FACTOR, {"code": code_now(secret)})
    shown = text_of(set_up_page(browser, CODES))
    codes = (
        Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
        .wrap()
        .get_unused_codes()
    )
    assert len(codes) >= 8
    assert all(code in shown for code in codes)
    for code, opens in [(codes[0], True), (codes[0], False), (codes[1], True)]:
        other, _answer = log_in(user)
        other.post(FACTOR, {"code": code})
        assert is_in(other) is opens


def test_ending_other_sessions_signs_that_browser_out(user):
    here, _answer = log_in(user)
    there, _answer = log_in(user, address="192.0.2.2")
    stranger, _answer = log_in(make.UserFactory.create(), address="192.0.2.3")
    page = text_of(here.get(SESSIONS))
    assert "192.0.2.1" in page
    assert "192.0.2.2" in page
    assert "192.0.2.3" not in page
    here.post(SESSIONS)
    assert is_in(here)
    assert not is_in(there)
    assert is_in(stranger)
    assert not Session.objects.filter(pk=there.session.session_key).exists()


def refuse(user, times=5, **headers):
    """Try a wrong password until no more is looked at; give the last answer."""
    for _time in range(times + 1):
        _browser, answer = log_in(user, "niet het wachtwoord", **headers)
    return answer


def test_after_many_wrong_passwords_the_right_one_waits_too(user):
    page = text_of(refuse(user))
    assert REFUSED in page
    browser, answer = log_in(user)
    assert REFUSED in text_of(answer)
    assert not is_in(browser)


def test_another_address_still_gets_in(user):
    refuse(user)
    browser, _answer = log_in(user, address="198.51.100.7")
    assert is_in(browser)


def test_a_forged_forwarding_address_does_not_help(user):
    for number in range(6):
        log_in(user, "niet het wachtwoord", HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
    browser, answer = log_in(user, HTTP_X_FORWARDED_FOR="203.0.113.99")
    assert REFUSED in text_of(answer)
    assert not is_in(browser)


@pytest.mark.parametrize("headers", [{}, {"HTTP_X_FORWARDED_FOR": "203.0.113.9"}])
def test_one_address_cannot_try_many_accounts(settings, headers):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/h/ip,5/h/key"}  # fewer, and no hurry
    for user in make.UserFactory.create_batch(4):
        _browser, answer = log_in(user, "niet het wachtwoord", **headers)
    browser, answer = log_in(make.UserFactory.create(), **headers)
    assert REFUSED in text_of(answer)
    assert not is_in(browser)


def test_passkeys_are_offered_up_to_the_challenge(user):
    browser, _answer = log_in(user)
    page = set_up_page(browser, "/accounts/2fa/webauthn/add/")
    assert page.status_code == 200
    assert "challenge" in text_of(page)
    refused = browser.post("/accounts/2fa/webauthn/add/", {"name": "Sleutel", "credential": "{}"})
    assert refused.status_code == 200
    assert not Authenticator.objects.filter(user=user).exists()
    as_script = {"X-Requested-With": "XMLHttpRequest"}
    answer = Client().get("/accounts/2fa/webauthn/login/", headers=as_script)
    assert answer.json()["request_options"]["publicKey"]["challenge"]
    assert "webauthn" in text_of(Client().get(LOGIN))
