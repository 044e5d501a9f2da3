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


def added(coalition):
    return reverse("interventions:offer_add", args=[coalition.slug])


def sent(municipality, **changed):
    data = {"municipality": municipality.pk, "kind": "own_offer", "text": "Huiskamer"}
    key = "7d1d2f2e-3f57-4f0a-8f0c-9d2c5b1f7a10"
    return data | {"idempotency_key": key} | changed


def test_a_coordinator_adds_an_own_offer_once(client, sign_in):
    covered = make.CoalitionMunicipalityFactory.create()
    coalition = covered.coalition
    sign_in("coordinator", coalition)
    listed = reverse("interventions:choices", args=[coalition.slug])
    assert added(coalition) in client.get(listed).content.decode()
    for _click in range(2):
        assert client.post(added(coalition), sent(covered.municipality)).url == listed
    [offer] = LocalOffer.objects.filter(coalition=coalition)
    assert (offer.text, offer.municipality) == ("Huiskamer", covered.municipality)
    assert offer.reported_on == clock.today()


def test_a_second_text_of_the_same_kind_is_refused(client, sign_in, offer):
    sign_in("coordinator", offer.coalition)
    answer = client.post(added(offer.coalition), sent(offer.municipality))
    assert answer.context["form"].errors["kind"] == [
        f"{offer.municipality.name} heeft hier al een tekst voor. Wijzig die in de lijst."
    ]
    assert LocalOffer.objects.get() == offer


def test_only_for_a_municipality_of_the_coalition(client, sign_in, offer):
    sign_in("coordinator", offer.coalition)
    answer = client.post(added(offer.coalition), sent(make.MunicipalityFactory.create()))
    assert list(answer.context["form"].errors) == ["municipality"]


def test_a_regional_coalition_leaves_it_to_the_local_ones(client, sign_in):
    regional = make.CoalitionFactory.create(regional=True)
    sign_in("coordinator", regional)
    listed = reverse("interventions:choices", args=[regional.slug])
    assert added(regional) not in client.get(listed).content.decode()
    assert client.get(added(regional)).status_code == 403
