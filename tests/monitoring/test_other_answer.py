"""The text at an answer "other": it belongs to that answer, and never gets lost."""

import re
from html import unescape

import pytest

from tests.monitoring.test_response_pages import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(client):
    return Site(client)


def test_the_text_says_which_answer_it_belongs_to(site):
    page = site.read("response_part", 2)
    assert "Wat bedoel je met “Anders”?" in page
    [part] = re.findall(r'<div class="ks-belongs"[^>]*>', page)
    assert 'data-belongs-to="activiteiten"' in part
    assert 'data-belongs-keys="other"' in part
    assert "hidden" not in part  # without scripts it stands open
    assert "js/belongs.js" in page
    assert "ks-belongs" not in site.read("response_part", 1)


@pytest.mark.parametrize("chosen", ["yes", "?"])
def test_a_text_without_its_answer_is_refused_and_kept(site, chosen):
    changes = {"activiteiten": chosen, "activiteiten-other": "Een werkgroep", "uren": "8"}
    page = site.send(2, expect=200, **changes)
    errors = page.context["form"].errors
    assert errors["activiteiten-other"] == ["Kies ook “Anders”, of maak dit veld leeg."]
    text = unescape(page.content.decode())
    assert 'value="Een werkgroep"' in text
    assert 'href="#id_activiteiten-other"' in text
    assert site.answer("uren").given is None  # nothing was stored half


def test_with_its_answer_or_empty_it_is_kept(site):
    site.send(2, **{"activiteiten": "other", "activiteiten-other": "Een werkgroep"})
    assert site.answer("activiteiten").given == {"options": ["other"], "other": "Een werkgroep"}
    site.send(2, **{"activiteiten": "yes", "activiteiten-other": " "})
    assert site.answer("activiteiten").given == {"options": ["yes"], "other": ""}
