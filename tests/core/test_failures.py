"""When a page cannot be made: busy or away is another answer than broken."""

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client

from kansrijkestart.dashboard.views.public import AboutView


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (OperationalError("the server is away"), 503, "30"),
        (InterfaceError("the connection is closed"), 503, "30"),
        (ZeroDivisionError("secret detail"), 500, None),
    ],
)
def test_a_database_that_is_away_asks_to_come_back(monkeypatch, error, status, retry):
    def fail(*_arguments, **_words):
        raise error

    monkeypatch.setattr(AboutView, "get", fail)
    answer = Client(raise_request_exception=False).get("/over/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, retry)
    page = answer.content.decode()
    assert str(error) not in page
    assert '<p lang="en">' in page
    assert "css/theme.css" in page
