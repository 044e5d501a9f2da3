"""A6: signing in and asking for a new password take as long with an account as without one."""

import random
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from kansrijkestart.accounts.models import User
from kansrijkestart.accounts.services.addresses import address_prove
from tests import factories as make
from tests.soak.book import Entry, note
from tests.soak.sizes import SEED, size
from tests.soak.timing import compared, times

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("browser")]
NOBODY = "no account"
HASHER = "django.contrib.auth.hashers.Argon2PasswordHasher"  # as in production, not as in tests


@pytest.fixture
def _as_in_production(settings):
    settings.PASSWORD_HASHERS = [HASHER]
    settings.ACCOUNT_RATE_LIMITS = False


def _groups(number: int) -> dict[str, list[str]]:
    """Return addresses of equal length: no account, open, closed, or without a password."""
    hashed = make_password(make.PASSWORD)
    people: dict[str, dict[str, Any]] = {
        "an account": {"password": hashed},
        "a closed account": {"password": hashed, "is_active": False},
        "no password": {"password": make_password(None)},
    }
    groups = {}
    for name, values in people.items():
        users = User.objects.bulk_create(
            User(email=f"{name.replace(' ', '')}{n:04}@example.org", **values)
            for n in range(number)
        )
        for user in users:
            address_prove(user=user)
        groups[name] = [user.email for user in users]
    lengths = [len(address.partition("@")[0]) for address in groups["an account"]]
    groups[NOBODY] = [f"{'x' * (n - 4)}{i:04}@example.org" for i, n in enumerate(lengths)]
    return groups


@pytest.mark.usefixtures("_as_in_production")
@pytest.mark.parametrize(
    ("name", "field", "default"),
    [("account_login", "login", 200), ("account_reset_password", "email", 900)],
)
def test_the_time_of_an_answer_does_not_tell_who_has_an_account(name, field, default):
    groups, address = _groups(size("TIMING_TRIES", default)), reverse(name)

    def ask(email: str) -> None:
        answer = Client().post(address, {field: email, "password": "niet het wachtwoord"})
        assert answer.status_code in {200, 302}

    taken = times(ask, groups, random.Random(SEED))  # noqa: S311 - no secret
    found = {one: compared(taken[one], taken[NOBODY]) for one in groups if one != NOBODY}
    told = "; ".join(f"{one}: {result}" for one, result in found.items())
    faults = [one for one, result in found.items() if result.tells]
    tries = sum(len(one) for one in groups.values())
    note(Entry("timing", f"{name}: who has an account", tries, "tries", len(faults), told))
    assert not faults, told
