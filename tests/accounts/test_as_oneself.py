"""Support without stepping into somebody's account: nothing lets one person be another."""

import re
from importlib.metadata import distributions

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import factories as make

WORDS = re.compile(r"hijack|impersonat|login.?as|sign.?in.?as|inloggen-als|masquerad|su/?$")
# Who signs somebody in: a new account that its owner just made, by the link mailed to them.
SIGNS_IN = {"kansrijkestart/accounts/views/invitations.py"}
APPS = ("kansrijkestart", "coalitions", "interventions", "agreements", "monitoring")


def routes(patterns, before=""):
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            yield here, one.name or ""


def test_no_route_and_no_package_is_for_it():
    known = list(routes(get_resolver().url_patterns))
    assert len(known) > 200
    assert not [one for one in known if WORDS.search(" ".join(one).lower())]
    packages = {one.metadata["Name"].lower() for one in distributions()}
    assert "django-allauth" in packages
    assert not [one for one in packages if WORDS.search(one)]
    assert not [one for one in settings.AUTHENTICATION_BACKENDS if WORDS.search(one.lower())]


def test_nothing_else_in_the_code_signs_somebody_in():
    starts = re.compile(r"\b(perform_login|auth\.login|force_login|SESSION_KEY|_auth_user_id)\b")
    logs_in = re.compile(r"from django\.contrib\.auth import [^\n]*\blogin\b")
    found = {
        str(path.relative_to(settings.BASE_DIR))
        for app in APPS
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if starts.search(text := path.read_text(encoding="utf-8")) or logs_in.search(text)
    }
    assert found == SIGNS_IN


@pytest.mark.django_db
def test_whatever_an_administrator_presses_about_somebody_they_stay_themselves(client, sign_in):
    me = sign_in("administrator")
    other = make.UserFactory.create()
    names = ("people:second_factor_reset", "people:password_link", "people:user_active")
    paths = [reverse(name, args=[other.pk]) for name in names]
    paths += [reverse("admin:accounts_user_change", args=[other.pk])]
    for path in paths:
        for ask in (client.get, client.post):
            assert ask(path).status_code in {200, 302, 400, 403, 405}, path
            assert client.session[SESSION_KEY] == str(me.pk), path
