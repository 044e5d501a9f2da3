"""Own figures of a coalition: recorded, masked before they are stored, shown, refused, removed."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coalitions.models import MunicipalitySuccession
from kansrijkestart.core.exceptions import EditConflict
from monitoring.models import OwnFigure, OwnIndicator
from monitoring.selectors.own import own_indicators, own_lines
from monitoring.services.own import (
    own_figure_record,
    own_figure_remove,
    own_indicator_remove,
    own_indicator_save,
)
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db
SHARE: dict[str, Any] = {
    "name": "Huisbezoeken",
    "phase": "during",
    "unit": "percent",
    "direction": "up",
    "counted": "gezinnen met bezoek",
    "out_of": "alle gezinnen",
    "source": "eigen telling",
}
NUMBER: dict[str, Any] = SHARE | {"unit": "count", "out_of": ""}


@pytest.fixture
def coalition():
    return make.CoalitionMunicipalityFactory.create(municipality__name="Eindhoven").coalition


@pytest.fixture
def own(coalition):
    return own_indicator_save(coalition=coalition, **SHARE)


def lines_of(coalition):
    return own_lines(own_indicators(coalition), [])


def url(name, coalition, *args):
    return reverse(f"monitoring:{name}", args=[coalition.slug, *args])


@pytest.mark.parametrize(
    ("numerator", "denominator"), [(9, 100), (0, 100), (95, 100), (3, 3), (5, None), (0, None)]
)
def test_what_is_small_is_stored_without_numbers(coalition, numerator, denominator):
    indicator = own_indicator_save(coalition=coalition, **(SHARE if denominator else NUMBER))
    made = own_figure_record(
        indicator=indicator, year=2023, numerator=numerator, denominator=denominator
    )
    made.refresh_from_db()
    assert (made.is_hidden, made.numerator, made.denominator) == (True, None, None)
    kept = events_of(made).values_list("numerator", "denominator")
    assert set(kept) == {(None, None)}, "the history tells it neither"


@pytest.mark.parametrize(
    "values",
    [
        {"numerator": 9, "denominator": 100},
        {"numerator": 91, "denominator": 100},
        {"numerator": 50, "denominator": 40},
        {"numerator": None, "denominator": None},
        {"numerator": 20, "denominator": 50, "is_hidden": True},
        {"numerator": 20, "denominator": 50, "year": 1999},
    ],
)
def test_the_database_refuses_a_small_number_or_none(own, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnFigure.objects.create(**{"indicator": own, "year": 2023} | values)
    assert OwnFigure.objects.create(indicator=own, year=2023, numerator=10, denominator=20)


def test_a_name_stands_once_per_coalition_and_a_share_is_out_of_something(coalition, own):
    with pytest.raises(ValidationError):
        own_indicator_save(coalition=coalition, **SHARE | {"name": "HUISBEZOEKEN"})
    with pytest.raises(ValidationError):
        own_indicator_save(coalition=coalition, **SHARE | {"name": "Anders", "out_of": ""})
    for wrong in ({"out_of": ""}, {"unit": "count"}, {"counted": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnIndicator.objects.create(coalition=coalition, **SHARE | {"name": "Anders"} | wrong)
    assert own_indicator_save(coalition=make.CoalitionFactory.create(), **SHARE)


def test_a_second_number_of_a_year_takes_the_place_of_the_first(own):
    own_figure_record(indicator=own, year=2023, numerator=20, denominator=100)
    own_figure_record(indicator=own, year=2023, numerator=30, denominator=100)
    assert [one.numerator for one in own.figures.all()] == [30]
    own_figure_record(indicator=own, year=2023, numerator=3, denominator=100)
    assert [(one.numerator, one.is_hidden) for one in own.figures.all()] == [(None, True)]
    own_figure_remove(indicator=own, year=2023)
    assert not own.figures.exists()
    with pytest.raises(ValidationError):
        own_figure_remove(indicator=own, year=2023)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"year": 2099}, "year"),
        ({"numerator": 101}, "numerator"),
        ({"denominator": None}, "denominator"),
        ({"denominator": 0}, "denominator"),
    ],
)
def test_impossible_numbers_are_refused_at_their_field(own, changes, field):
    values: dict[str, Any] = {"year": 2023, "numerator": 20, "denominator": 100} | changes
    with pytest.raises(ValidationError) as refused:
        own_figure_record(indicator=own, **values)
    assert list(refused.value.message_dict) == [field]


def test_numbers_are_of_the_coalition_or_of_its_municipalities_never_of_both(coalition, own):
    place = coalition.coverage.get().municipality
    numbers: dict[str, Any] = {"year": 2023, "numerator": 20, "denominator": 100}
    with pytest.raises(ValidationError):
        own_figure_record(indicator=own, municipality=place, **numbers)
    parts = own_indicator_save(
        coalition=coalition, **SHARE | {"name": "Per gemeente", "per_municipality": True}
    )
    for elsewhere in (None, make.MunicipalityFactory.create()):
        with pytest.raises(ValidationError):
            own_figure_record(indicator=parts, municipality=elsewhere, **numbers)
    assert own_figure_record(indicator=parts, municipality=place, **numbers)


def test_what_numbers_rest_on_does_not_change_under_them(coalition, own):
    changed = {"coalition": coalition, "indicator": own, "expected_version": own.version}
    own = own_indicator_save(**changed, **SHARE | {"unit": "per_1000"})
    own_figure_record(indicator=own, year=2023, numerator=20, denominator=100)
    with pytest.raises(ValidationError) as refused:
        own_indicator_save(coalition=coalition, indicator=own, **SHARE)
    assert list(refused.value.message_dict) == ["unit"]
    with pytest.raises(EditConflict):
        own_indicator_save(
            coalition=coalition,
            indicator=own,
            expected_version=own.version + 1,
            **SHARE | {"unit": "per_1000"},
        )
    with pytest.raises(EditConflict):
        own_indicator_remove(indicator=own, expected_version=own.version + 1)
    own_indicator_remove(indicator=own, expected_version=own.version)
    assert not OwnIndicator.objects.exists()


def test_an_own_figure_has_an_interval_and_a_course_and_no_verdict(coalition, own):
    for year, numerator in enumerate((20, 40, 60, 80, 100), start=2019):
        own_figure_record(indicator=own, year=year, numerator=numerator, denominator=200)
    [row] = lines_of(coalition)
    assert row.line.figure.value == 50
    assert row.line.figure.interval.low < 50 < row.line.figure.interval.high
    assert row.line.change.word == "increasing"
    assert row.line.compared is None
    assert row.spark.lines
    own_figure_record(indicator=own, year=2021, numerator=4, denominator=200)
    [row] = lines_of(coalition)
    assert row.line.change.why_not == "hidden"


def test_a_course_stops_at_a_change_of_area(coalition):
    place = coalition.coverage.get().municipality
    own = own_indicator_save(coalition=coalition, **SHARE | {"per_municipality": True})
    for year in range(2019, 2024):
        own_figure_record(
            indicator=own, municipality=place, year=year, numerator=20, denominator=200
        )
    before = make.MunicipalityFactory.create()
    MunicipalitySuccession.objects.create(
        predecessor=before, successor=place, effective_on="2022-01-01"
    )
    [row] = own_lines(own_indicators(coalition), [place])
    assert row.line.change.why_not == "area"


@pytest.mark.parametrize(("kind", "said"), [(SHARE, 2), (NUMBER, 1)])
def test_no_number_that_is_needed_is_called_optional(client, coalition, sign_in, kind, said):
    sign_in("coordinator", coalition)
    own = own_indicator_save(coalition=coalition, **kind)
    record = url("own_figure", coalition, own.pk)
    assert "(niet verplicht)" not in client.get(record).content.decode()
    answer = client.post(record, {"idempotency_key": str(uuid.uuid4()), "year": "2024"})
    wrong = answer.context["form"].errors
    assert list(wrong) == ["numerator", "denominator"][:said]
    assert not own.figures.exists()


def test_a_coordinator_adds_a_figure_and_its_numbers(client, coalition, sign_in):
    sign_in("coordinator", coalition)
    key = {"idempotency_key": str(uuid.uuid4()), "version": "0"}
    answer = client.post(url("own_add", coalition), SHARE | key | {"out_of": ""})
    assert "Een aandeel is een deel van een totaal" in answer.content.decode()
    answer = client.post(url("own_add", coalition), SHARE | key, follow=True)
    own = OwnIndicator.objects.get()
    assert "Er zijn nog geen getallen." in answer.content.decode()
    record = url("own_figure", coalition, own.pk)
    key = {"idempotency_key": str(uuid.uuid4()), "year": "2024"}
    answer = client.post(record, key)
    assert "Vul het aantal in; geen is 0." in answer.content.decode()
    answer = client.post(record, key | {"numerator": "4", "denominator": "321"}, follow=True)
    said = answer.content.decode()
    assert "Verborgen (privacy)" in said
    assert "321" not in said
    key["idempotency_key"] = str(uuid.uuid4())
    answer = client.post(record, key | {"numerator": "40", "denominator": "320"}, follow=True)
    assert "12,5%" in answer.content.decode()
    page = client.get(url("coalition", coalition)).content.decode()
    assert "Eigen cijfers" in page
    assert "12,5%" in page
    key["idempotency_key"] = str(uuid.uuid4())
    client.post(record, key | {"take_away": "on"})
    assert not own.figures.exists()
    client.post(url("own_remove", coalition, own.pk), {"version": str(own.version)})
    assert not OwnIndicator.objects.exists()


def test_the_log_tells_of_own_figures_and_of_no_hidden_number(client, coalition, own, sign_in):
    sign_in("coordinator", coalition)
    own_figure_record(indicator=own, year=2023, numerator=7, denominator=7123)
    page = client.get(reverse("coalitions:log", args=[coalition.slug])).content.decode()
    assert "Getal van een eigen cijfer" in page
    assert "7123" not in page


def test_the_page_asks_as_much_for_one_own_figure_as_for_many(client, coalition, sign_in):
    sign_in("partner", coalition)

    def asked():
        client.get(url("coalition", coalition))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("coalition", coalition))
        return len(queries)

    counts = []
    for number in range(2):
        for name in range(1 + 5 * number):
            own = own_indicator_save(coalition=coalition, **SHARE | {"name": f"{number}-{name}"})
            for year in range(2010, 2013 + 12 * number):
                own_figure_record(indicator=own, year=year, numerator=20, denominator=100)
        counts.append(asked())
    assert counts[0] == counts[1]


def test_somebody_elsewhere_does_not_find_it(client, own, sign_in):
    sign_in("outsider")
    assert client.get(url("own", own.coalition, own.pk)).status_code == 404
    other = make.CoalitionFactory.create()
    sign_in("coordinator", other)
    assert client.get(url("own", other, own.pk)).status_code == 404


def test_the_lead_reads_own_figures_only_when_every_municipality_shares_them(
    client, coalition, own, sign_in
):
    own_figure_record(indicator=own, year=2023, numerator=20, denominator=100)
    place = coalition.coverage.get().municipality
    other = make.CoalitionMunicipalityFactory.create(coalition=coalition).municipality
    region = make.RegionFactory.create()
    make.RegionMunicipalityFactory.create(region=region, municipality=place)
    lead = sign_in("without_role")
    make.RegionMembershipFactory.create(user=lead, region=region)
    path = reverse("dashboard:region_heat", args=[region.slug])
    make.ConsentFactory.create(municipality=place, kind="figures_region")
    assert "Huisbezoeken" not in client.get(path).content.decode()
    make.ConsentFactory.create(municipality=other, kind="figures_region")
    said = client.get(path).content.decode()
    assert "Huisbezoeken" in said
    assert "20,0%" in said
    make.ConsentFactory.create(municipality=place, kind="figures_region", is_granted=False)
    assert "Huisbezoeken" not in client.get(path).content.decode()


def test_whoever_is_no_lead_reads_no_own_figures_of_others(client, coalition, own, sign_in):
    place = coalition.coverage.get().municipality
    region = make.RegionFactory.create()
    make.RegionMunicipalityFactory.create(region=region, municipality=place)
    make.ConsentFactory.create(municipality=place, kind="figures_region")
    sign_in("analyst")
    answer = client.get(reverse("dashboard:region_heat", args=[region.slug]))
    assert answer.status_code == 200
    assert own.name not in answer.content.decode()
