"""Analysts keep indicators, sets and definitions; what figures count never changes under them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from kansrijkestart.core import reference
from kansrijkestart.core.exceptions import EditConflict
from monitoring.models import Definition, Indicator, IndicatorMembership, IndicatorSet
from monitoring.services import indicators as services
from tests import factories as make
from tests.events import events_of

pytestmark = pytest.mark.django_db

INDICATOR = {
    "name": "Start zorg na week 10",
    "name_en": "Care started after week 10",
    "phase": "during",
    "kind": "outcome",
}
VERSION = {
    "numerator": "zwangerschappen met late start",
    "denominator": "zwangerschappen",
    "source": "Perined",
    "unit": "percent",
    "direction": "down",
    "aggregation": "both",
    "minimum_count": 10,
    "first_year": None,
    "last_year": None,
    "break_note": "",
    "provenance": "test",
}
PLACE = {"number": "9", "is_official_number": True, "note": "", "provenance": "test"}


def indicator(key="late-care", **values):
    return services.indicator_add(key=key, **INDICATOR | {"opposite": None} | values)


def indicator_set(key="eigen", **values):
    empty = {"valid_until": None, "stated_size": None, "note": ""}
    return services.indicator_set_add(
        key=key, **{"name": "Eigen set", "valid_from": 2026} | empty | values
    )


def test_an_indicator_gets_its_number_per_set():
    one, first, second = indicator(), indicator_set(), indicator_set("ander", name="Andere set")
    services.membership_add(indicator=one, indicator_set=first, **PLACE)
    row = services.membership_add(
        indicator=one, indicator_set=second, **PLACE | {"number": "", "is_official_number": False}
    )
    assert sorted(one.memberships.values_list("number", "position")) == [("", 1), ("9", 1)]
    services.membership_remove(membership=row)
    assert one.memberships.count() == 1
    assert events_of(row).filter(pgh_label="delete").count() == 1


@pytest.mark.parametrize("same", ["indicator", "number"])
def test_a_set_has_an_indicator_once_and_a_number_once(same):
    one, held = indicator(), indicator_set()
    services.membership_add(indicator=one, indicator_set=held, **PLACE)
    other = one if same == "indicator" else indicator("other-care")
    values = PLACE | ({"number": "10"} if same == "indicator" else {})
    with pytest.raises(ValidationError):
        services.membership_add(indicator=other, indicator_set=held, **values)


def test_an_official_number_is_a_number():
    with pytest.raises(ValidationError) as refused:
        services.membership_add(
            indicator=indicator(), indicator_set=indicator_set(), **PLACE | {"number": ""}
        )
    assert "number" in refused.value.message_dict


def test_a_next_version_says_what_differs():
    one = indicator()
    assert services.definition_add(indicator=one, **VERSION).number == 1
    with pytest.raises(ValidationError) as refused:
        services.definition_add(indicator=one, **VERSION)
    assert "break_note" in refused.value.message_dict
    second = services.definition_add(indicator=one, **VERSION | {"break_note": "Per kind geteld."})
    assert second.number == 2


@pytest.fixture
def counted():
    """A definition with a figure of 2021."""
    definition = services.definition_add(indicator=indicator(), **VERSION | {"denominator": ""})
    make.ObservationFactory.create(definition=definition)
    return definition


def change(definition, **values):
    kept = {name: getattr(definition, name) for name in services.DEFINITION_FIELDS}
    return services.definition_update(
        definition=definition, expected_version=definition.version, **kept | values
    )


@pytest.mark.parametrize("field", ["numerator", "unit", "first_year", "last_year"])
def test_a_definition_with_figures_keeps_what_it_counts(counted, field):
    values = {"numerator": "iets anders", "unit": "count", "first_year": 2022, "last_year": 2020}
    with pytest.raises(ValidationError) as refused:
        change(counted, **{field: values[field]})
    assert field in refused.value.message_dict


def test_what_was_not_known_of_a_definition_with_figures_may_be_filled_in(counted):
    changed = change(counted, denominator="zwangerschappen", aggregation="areas", direction="up")
    assert (changed.denominator, changed.aggregation) == ("zwangerschappen", "areas")
    with pytest.raises(ValidationError):
        change(changed, denominator="iets anders")


def test_a_definition_without_figures_may_be_corrected():
    definition = services.definition_add(indicator=indicator(), **VERSION)
    assert change(definition, numerator="iets anders", unit="count").unit == "count"


@pytest.mark.parametrize("values", [{"unit": "count"}, {"numerator": "iets anders"}, {"number": 7}])
def test_the_database_keeps_what_is_counted(counted, values):
    rows = Definition.objects.filter(pk=counted.pk)
    with pytest.raises(IntegrityError, match="keeps what it counts"), transaction.atomic():
        rows.update(**values)
    rows.update(denominator="zwangerschappen", direction="up")
    counted.observations.all().delete()
    rows.update(unit="count")


def test_opposites_come_in_pairs():
    late = indicator()
    early = indicator("early-care", opposite=late)
    for one, other in ((late, late), (late, indicator("third", opposite=None))):
        values = INDICATOR | {"opposite": other}
        with pytest.raises(ValidationError) as refused:
            services.indicator_update(indicator=one, expected_version=one.version, **values)
        assert "opposite" in refused.value.message_dict
    with pytest.raises(ValidationError):
        indicator("fourth", opposite=early)


@pytest.mark.parametrize("key", ["nieuw", "sets", "Met Spatie"])
def test_a_key_is_an_address(key):
    with pytest.raises(ValidationError) as refused:
        indicator(key)
    assert "key" in refused.value.message_dict


def test_nobodys_change_is_lost():
    one = indicator()
    values = INDICATOR | {"opposite": None}
    services.indicator_update(indicator=one, expected_version=1, **values | {"name": "Nieuw"})
    with pytest.raises(EditConflict):
        services.indicator_update(indicator=one, expected_version=1, **values)


def test_the_reference_files_leave_alone_what_a_person_changed():
    reference.load()
    big2 = Indicator.objects.get(key="big2")
    newest = big2.definitions.order_by("-number").first()
    change(newest, direction="neutral")
    held = IndicatorSet.objects.get(key="national-2024")
    services.indicator_set_update(
        indicator_set=held,
        expected_version=held.version,
        **{name: getattr(held, name) for name in services.SET_FIELDS} | {"name": "Anders"},
    )
    assert reference.load() == []
    newest.refresh_from_db()
    held.refresh_from_db()
    assert (newest.direction, held.name) == ("neutral", "Anders")
    assert Indicator.objects.get(key="big2").is_edited
    other = Definition.objects.filter(indicator__key="no-postpartum-care").first()
    Definition.objects.filter(pk=other.pk).update(direction="neutral")
    assert len(reference.load()) == 1


def test_whether_counts_may_be_added_is_known_only_where_they_are():
    reference.load()
    for one in Definition.objects.all():
        assert (one.aggregation == "unknown") == (
            not one.numerator or not (one.denominator or one.unit == "count")
        ), one.indicator.key


def address(name, *args):
    return reverse(f"monitoring:{name}", args=args)


def fields(page):
    """What a browser would send back."""
    form = page.context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {
        name: value
        for name, value in found.items()
        if value not in (None, False, "") and not callable(value)
    }


def send(client, here, **values):
    page = client.get(here)
    assert page.status_code == 200
    return client.post(here, fields(page) | values)


def test_an_analyst_keeps_an_indicator_from_key_to_history(client, sign_in):
    sign_in("analyst")
    send(client, address("indicator_set_add"), key="eigen", name="Eigen set", valid_from=2026)
    answer = send(client, address("indicator_add"), key="late-care", **INDICATOR)
    assert answer.url == address("indicator_about", "late-care")
    one = Indicator.objects.get(key="late-care")
    texts = {name: value for name, value in VERSION.items() if value not in (None, "")}
    send(client, address("definition_add", one.key), **texts)
    refused = send(client, address("definition_add", one.key), numerator="per kind")
    assert refused.context["form"].errors["break_note"]
    send(client, address("definition_add", one.key), break_note="Per kind geteld.")
    send(client, address("definition_update", one.key, 2), first_year=2024)
    held = IndicatorSet.objects.get(key="eigen")
    send(
        client,
        address("membership_add", one.key),
        indicator_set=held.pk,
        number="9",
        provenance="test",
    )
    place = IndicatorMembership.objects.get()
    send(client, address("membership_update", one.key, place.pk), number="10")
    send(client, address("indicator_update", one.key), name="Zorg na week 10")
    send(client, address("indicator_set_update", "eigen"), stated_size=18)
    about = client.get(address("indicator_about", one.key)).content.decode()
    assert "Per kind geteld." in about
    assert "Zorg na week 10" in about
    listed = client.get(address("indicators")).content.decode()
    assert "10. " in listed
    assert "18" in listed
    entries = client.get(address("indicator_history", one.key)).context["entries"]
    assert len(entries) >= 6
    client.post(address("membership_remove", one.key, place.pk))
    assert not IndicatorMembership.objects.exists()
    assert sorted(one.definitions.values_list("number", "first_year")) == [(1, None), (2, 2024)]


def test_two_people_at_one_definition_see_both_texts(client, sign_in):
    sign_in("analyst")
    definition = services.definition_add(indicator=indicator(), **VERSION)
    here = address("definition_update", "late-care", 1)
    seen = fields(client.get(here))
    change(definition, source="DIAPER")
    answer = client.post(here, seen | {"source": "Perined en Vektis"})
    assert answer.status_code == 409
    assert "DIAPER" in answer.content.decode()
    assert "Perined en Vektis" in answer.content.decode()


def test_no_minimum_of_its_own_is_no_promise_that_nothing_is_hidden(client, sign_in):
    """The opposite may have one: then everybody here is nobody there."""
    limited = make.DefinitionFactory.create(minimum_count=10)
    free = make.DefinitionFactory.create(
        minimum_count=None, indicator__opposite=limited.indicator
    ).indicator
    alone = make.DefinitionFactory.create(minimum_count=None).indicator
    sign_in("analyst")
    said = {
        one: client.get(address("indicator_about", one.key)).content.decode()
        for one in (free, alone)
    }
    assert "er wordt niets verborgen" not in said[free]
    assert "geen: we verbergen alleen wat een klein aantal van het tegendeel" in said[free]
    assert "geen: er wordt niets verborgen" in said[alone]
    form = client.get(address("definition_add", free.key)).content.decode()
    assert "er wordt niets verborgen" not in form
    assert "klein aantal van het tegendeel" in form
