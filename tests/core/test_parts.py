"""Results without their page: for htmx only, not for who comes back or has no scripts."""

import pytest
from django.urls import reverse

from tests import factories as make

pytestmark = pytest.mark.django_db
PAGES = [("interventions:catalogue", "offer-count"), ("dashboard:map", "found-count")]
ASKED = {"HX-Request": "true"}


@pytest.mark.parametrize(("name", "count"), PAGES)
def test_htmx_gets_the_results_and_how_many_there_are(client, name, count):
    make.InterventionFactory.create(name="VoorZorg")
    part = client.get(reverse(name), {"q": "zorg"}, headers=ASKED)
    words = part.content.decode()
    assert f'id="{count}" hx-swap-oob="innerHTML"' in words
    assert "<h1" not in words
    assert "<html" not in words
    assert "HX-Request" in part["Vary"]
    if name == "interventions:catalogue":
        assert "VoorZorg" in words
        assert "1 mogelijkheid" in words


@pytest.mark.parametrize(("name", "count"), PAGES)
@pytest.mark.parametrize("headers", [{}, ASKED | {"HX-History-Restore-Request": "true"}])
def test_everybody_else_gets_the_page_with_a_place_that_is_read_out(client, name, count, headers):
    page = client.get(reverse(name), {"q": "zorg"}, headers=headers).content.decode()
    assert page.count("<h1") == 1
    assert "hx-swap-oob" not in page
    assert f'role="status" id="{count}"' in page


def test_the_part_of_the_map_does_without_the_map(client):
    address = reverse("dashboard:map")
    part = client.get(address, {"q": "zorg"}, headers=ASKED)
    assert "map" not in part.context
    assert "map" in client.get(address, {"q": "zorg"}).context
