"""Reach: small numbers are not stored, unknown is not zero, totals say "at least"."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interventions.models import Reach
from interventions.selectors.reach import bars, reach_years, trend_sentence
from interventions.services.reach import reach_add, reach_update
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.coalitions.sending import once
from tests.events import events_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def choice(sign_in):
    """A choice that applies in two municipalities, and its coordinator signed in."""
    coalition = make.CoalitionFactory.create()
    places = make.CoalitionMunicipalityFactory.create_batch(2, coalition=coalition)
    found = make.ChoiceFactory.create(coalition=coalition)
    for row in places:
        found.municipalities.create(municipality=row.municipality)
    sign_in("coordinator", coalition)
    return found


def places(choice):
    return [row.municipality for row in choice.coalition.coverage.order_by("pk")]


def add(choice, place=0, year=2024, **values):
    return reach_add(choice=choice, municipality=places(choice)[place], year=year, **values)


def url_of(choice, name, *more):
    return reverse(f"interventions:{name}", args=[choice.coalition.slug, choice.pk, *more])


@pytest.mark.parametrize("number", [0, 1, 9])
def test_a_small_number_is_nowhere_not_even_in_the_history(choice, number):
    row = add(choice, planned=40, reached=number)
    assert (row.planned, row.reached, row.reached_few) == (40, None, True)
    reach_update(reach=row, expected_version=1, reached=25)
    row = reach_update(reach=row, expected_version=2, reached=number)
    assert (row.reached, row.reached_few) == (None, True)
    assert list(events_of(row).order_by("pgh_id").values_list("reached", flat=True)) == [
        None,
        25,
        None,
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Reach.objects.filter(pk=row.pk).update(reached=number)


def test_ten_is_a_number_and_empty_is_not_known(choice):
    assert add(choice, reached=10).reached == 10
    empty = add(choice, year=2023)
    assert (empty.reached, empty.planned, empty.reached_few) == (None, None, False)


def test_a_municipality_of_another_coalition_is_refused_twice(choice):
    other = make.CoalitionMunicipalityFactory.create().municipality
    with pytest.raises(DomainError):
        reach_add(choice=choice, municipality=other, year=2024)
    with pytest.raises(IntegrityError, match="does not cover"), transaction.atomic():
        Reach.objects.create(choice=choice, municipality=other, year=2024)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"reached": 12}, {"reached": 30}, "42"),
        ({"reached": 12}, {"reached": 3}, "ten minste 12"),
        ({"reached": 12}, {}, "ten minste 12"),
        ({"reached": 12}, None, "ten minste 12"),
        ({}, {}, "niet bekend"),
        ({"reached": 3}, {"reached": 4}, "niet bekend"),
    ],
)
def test_what_may_be_said_of_a_year(choice, first, second, words):
    add(choice, 0, **first)
    if second is not None:
        add(choice, 1, **second)
    [year] = reach_years(choice)
    assert year.reached_words == words


def test_a_year_that_nobody_recorded_has_no_bar(choice):
    for year, number in ((2022, 20), (2023, None), (2024, 40)):
        for place in (0, 1):
            add(choice, place, year, reached=number, planned=50)
    drawn = bars(reach_years(choice))
    assert [(bar.year, bar.reached) for bar in drawn] == [(2022, 40), (2023, None), (2024, 80)]
    assert "niet bekend" in drawn[1].words
    assert trend_sentence(reach_years(choice)) == "Bereikt in 2022: 40; in 2024: 80."


def test_the_pages_record_and_change_a_year(client, choice):
    address = url_of(choice, "reach_add")
    data = once(
        {"municipality": places(choice)[0].pk, "year": "2024", "planned": "40", "reached": "7"}
    )
    assert client.post(address, data).status_code == 302
    page = client.get(url_of(choice, "reach")).content.decode()
    assert "minder dan tien" in page
    row = Reach.objects.get()
    change = url_of(choice, "reach_update", row.pk)
    assert "7" not in client.get(change).context["form"]["reached"].as_widget()
    data = {"reached": "18", "planned": "", "version": "1"}
    assert client.post(change, data).status_code == 302
    assert client.post(change, data).status_code == 409
    row.refresh_from_db()
    assert (row.reached, row.planned, row.reached_few) == (18, None, False)


@pytest.mark.parametrize(
    "wrong",
    [
        {"year": "1999"},
        {"year": "2999"},
        {"planned": "-4"},
        {"reached": "veel"},
        {"reached": "12", "reached_few": "on"},
        {"parents_note": "x" * 10_000},
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(client, choice, wrong):
    data = {"municipality": places(choice)[0].pk, "year": "2024", "professionals_note": "Fijn."}
    page = client.post(url_of(choice, "reach_add"), once(data | wrong))
    assert page.status_code == 200
    assert "Fijn." in page.content.decode()
    assert not Reach.objects.exists()


def test_the_same_year_twice_is_told(client, choice):
    add(choice)
    data = {"municipality": places(choice)[0].pk, "year": "2024"}
    page = client.post(url_of(choice, "reach_add"), once(data))
    assert "Het bereik van dit jaar is al vastgelegd. Wijzig dat." in page.content.decode()


def test_somebody_else_was_first(choice):
    row = add(choice, reached=20)
    reach_update(reach=row, expected_version=1, reached=21)
    with pytest.raises(EditConflict):
        reach_update(reach=row, expected_version=1, reached=22)


def test_twenty_years_cost_as_many_queries_as_one(client, choice):
    costs = []
    for years in (range(2015, 2016), range(2016, 2036)):
        for year in years:
            add(choice, year=year, reached=20)
        client.get(url_of(choice, "reach"))
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(url_of(choice, "reach"))
        costs.append(len(found))
    assert costs[0] == costs[1]
