"""Pages of visitors leave the site compressed; those of signed-in people do not."""

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db


def encoding_of(client, path):
    return client.get(path, headers={"accept-encoding": "gzip"}).headers.get("Content-Encoding", "")


def test_a_visitor_gets_a_compressed_page(client):
    assert encoding_of(client, "/") == "gzip"
    assert not client.get("/").headers.get("Content-Encoding"), "nobody asked for it"


def test_a_page_of_somebody_signed_in_is_left_as_it_is(client, sign_in):
    sign_in("coordinator", make.CoalitionFactory.create())
    assert encoding_of(client, "/") == ""
    assert encoding_of(client, reverse("dashboard:map")) == ""


def test_the_map_of_the_country_is_compressed_for_who_is_signed_in_when_it_repeats_nothing(
    client, sign_in
):
    """Of all pages after signing in only this one is larger than a first visit may be."""
    sign_in("analyst")
    assert encoding_of(client, "/landelijk/") == "gzip"
    assert encoding_of(client, "/landelijk/?kaart=ronde") == ""
    assert encoding_of(client, "/account/") == ""
