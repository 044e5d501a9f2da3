"""An address that only answers a button says so to who comes by with a link."""

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["notifications:read", "people:guide"])
def test_it_has_a_page_with_a_way_on(client, name):
    client.force_login(make.UserFactory.create())
    answer = client.get(reverse(name))
    page = answer.content.decode()
    assert (answer.status_code, answer["Allow"].split(",")[0]) == (405, "POST")
    assert "Hier is niets te lezen" in page
    assert 'href="/"' in page
    assert answer["Cache-Control"] == "no-store"


def test_the_api_keeps_its_own_words(client):
    answer = client.put("/api/v1/coalitions/")
    assert answer.status_code == 405
    assert answer["Content-Type"].startswith("application/problem+json")
