"""The public catalogue: what it finds and what it says about recognition."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interventions.models import Intervention, InterventionName, Recognition
from interventions.selectors import recognition_view
from interventions.selectors.catalogue import best_recognition
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        (None, "unknown"),
        (date(2026, 1, 1), "lapsed"),
        (date(2026, 3, 1), "soon"),
        (date(2028, 1, 1), "known"),
    ],
)
def test_unknown_expiry_is_never_warned_about(expires, expected):
    recognition = Recognition(level="well_founded", expires_on=expires)
    assert recognition_view(recognition, date(2026, 1, 1)).expiry == expected


@pytest.mark.parametrize("text", ["centeringpregnancy", "Centering Pregnancy", "zwangér"])
def test_search_finds_other_names_and_accents(client, text):
    found = make.InterventionFactory.create(name="CenteringZwangerschap")
    for other in ("CenteringPregnancy", "Centering Pregnancy"):
        InterventionName.objects.create(intervention=found, name=other)
    make.InterventionFactory.create(name="BoekStart")
    response = client.get(reverse("interventions:catalogue"), {"q": text})
    assert [item.name for item, _view in response.context["rows"]] == ["CenteringZwangerschap"]


def test_filters_narrow_by_phase_domain_and_recognition(client):
    url = reverse("interventions:catalogue")
    item = make.InterventionFactory.create(phases=["during"], domains=["medical"])
    Recognition.objects.create(intervention=item, level="well_founded", source="test")
    make.InterventionFactory.create(phases=["after"], domains=["social"])
    for query in ("phase=during", "domain=medical", "recognition=any", "recognition=well_founded"):
        assert len(client.get(f"{url}?{query}").context["rows"]) == 1
    assert len(client.get(f"{url}?recognition=unknown").context["rows"]) == 1
    assert len(client.get(f"{url}?phase=onzin").context["rows"]) == 2


def test_local_texts_are_not_in_the_public_catalogue(client):
    make.InterventionFactory.create(name="Ouderwijzer", is_local=True)
    assert "Ouderwijzer" not in client.get(reverse("interventions:catalogue")).content.decode()


def test_catalogue_costs_the_same_for_one_row_and_for_many(client):
    url = reverse("interventions:catalogue")
    client.get(url)  # warms what is looked up once per process
    counts = []
    for size in (1, 40):
        while Intervention.objects.count() < size:
            item = make.InterventionFactory.create()
            Recognition.objects.create(intervention=item, level="well_founded", source="test")
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_page_says_when_it_is_a_coalitions_own_offer(client):
    for is_local in (True, False):
        item = make.InterventionFactory.create(is_local=is_local)
        page = client.get(reverse("interventions:detail", args=[item.slug])).content.decode()
        assert ("Eigen aanbod van een coalitie, niet in de landelijke lijst" in page) is is_local


def test_a_recognition_that_holds_is_shown_before_a_higher_one_that_lapsed():
    item = make.InterventionFactory.create()
    old = {"intervention": item, "database": "NJi", "source": "test"}
    day = date(2010, 1, 1)
    Recognition.objects.create(level="strong_indications", recognised_on=day,
                               expires_on=date(2015, 1, 1), **old)  # fmt: skip
    shown = best_recognition(item)
    assert shown is not None
    assert shown.expiry == "lapsed"
    for year in (2021, 2020):
        Recognition.objects.create(level="well_founded", recognised_on=date(year, 1, 1), **old)
    shown = best_recognition(item)
    assert shown is not None
    assert shown.recognition.recognised_on == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("asked", "stands_open"),
    [
        ({}, False),
        ({"q": "zorg", "page": 1}, False),
        ({"phase": "before"}, True),
        ({"kind": "x"}, True),
    ],
)
def test_the_filters_are_folded_until_one_is_used(client, asked, stands_open):
    """On a phone eight fields would stand before the list; the name stays in sight."""
    page = client.get(reverse("interventions:catalogue"), asked).content.decode()
    assert ('<details class="ks-fold" open>' in page) == stands_open
    assert page.index('name="q"') < page.index('<details class="ks-fold"')
