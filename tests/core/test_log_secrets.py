"""A personal address may be in an error; its secret is not in the log."""

import logging

import pytest

from kansrijkestart.core.secret_paths import HideSecrets
from kansrijkestart.links.services import SEPARATOR, new_token


def line(message, *args):
    record = logging.LogRecord("django.request", logging.ERROR, "x", 1, message, args, None)
    assert HideSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("tail", ["", ".ics", "/", f"{SEPARATOR}{'a' * 43}/"])
def test_a_secret_is_hidden_and_the_rest_stays(tail):
    token = new_token()
    said = line("%s: %s", "Internal Server Error", f"/agenda/{token}{tail}")
    assert token not in said
    assert "a" * 43 not in said
    assert said.startswith("Internal Server Error: /agenda/…")


@pytest.mark.parametrize(
    "text", ["/afspraken/12/", "5ae8ef19-8a0e-4a3c-9f0a-32e4ea0b4c5e", "a" * 42, "a" * 44]
)
def test_other_words_stay(text):
    assert line("Not found: %s", text) == f"Not found: {text}"


def test_the_site_logs_through_it(settings):
    console = settings.LOGGING["handlers"]["console"]
    [name] = console["filters"]
    assert settings.LOGGING["filters"][name]["()"].endswith("HideSecrets")
