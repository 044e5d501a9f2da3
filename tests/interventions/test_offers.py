"""The own offer of a municipality can be changed by who keeps the record."""

import pytest
from django.urls import reverse

from interventions.models import LocalOffer
from kansrijkestart.core import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
SOURCE = "regionaal kader, april 2024"


@pytest.fixture
def offer():
    row = make.CoalitionMunicipalityFactory.create()
    return LocalOffer.objects.create(
        coalition=row.coalition,
        municipality=row.municipality,
        kind="own_offer",
        text="Oudercafé",
        source=SOURCE,
        reported_on="2024-04-01",
    )


def page(offer):
    return reverse("interventions:offer_update", args=[offer.coalition.slug, offer.pk])


def test_the_words_become_the_coalitions_own(client, sign_in, offer):
    sign_in("coordinator", offer.coalition)
    listed = reverse("interventions:choices", args=[offer.coalition.slug])
    assert page(offer) in client.get(listed).content.decode()
    assert SOURCE in client.get(page(offer)).content.decode()
    assert client.post(page(offer), {"text": "Oudercafé", "version": 1}).url == listed
    offer.refresh_from_db()
    assert offer.source == SOURCE
    assert client.post(page(offer), {"text": "Café en huiskamer", "version": 2}).url == listed
    offer.refresh_from_db()
    assert (offer.text, offer.source) == ("Café en huiskamer", "")
    assert offer.reported_on == clock.today()


def test_the_second_editor_sees_both_texts(client, sign_in, offer):
    sign_in("coordinator", offer.coalition)
    client.post(page(offer), {"text": "Van Anna", "version": 1})
    answer = client.post(page(offer), {"text": "Van Bas", "version": 1})
    assert answer.status_code == 409
    [(_label, theirs, mine)] = answer.context["conflict"]["fields"]
    assert (theirs, mine) == ("Van Anna", "Van Bas")


@pytest.mark.parametrize("text", ["", "x" * 501, "a\x00b"])
def test_what_cannot_be_kept_is_said_at_the_field(client, sign_in, offer, text):
    sign_in("coordinator", offer.coalition)
    answer = client.post(page(offer), {"text": text, "version": 1})
    assert list(answer.context["form"].errors) == ["text"]


def test_the_offer_of_another_coalition_is_not_there(client, sign_in, offer):
    other = make.CoalitionFactory.create()
    sign_in("coordinator", other)
    url = reverse("interventions:offer_update", args=[other.slug, offer.pk])
    assert client.post(url, {"text": "Weg", "version": 1}).status_code == 404


def test_a_reader_gets_no_link(client, sign_in, offer):
    sign_in("partner", offer.coalition)
    listed = reverse("interventions:choices", args=[offer.coalition.slug])
    text = client.get(listed).content.decode()
    assert offer.text in text
    assert page(offer) not in text
