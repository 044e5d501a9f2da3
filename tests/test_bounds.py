"""What the database itself refuses: values beside their list, periods that end too early."""

from typing import Any, cast

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from coalitions.models import Coalition
from kansrijkestart.core.checks import InList
from monitoring.models import IndicatorSet
from tests import factories as make

APPS = [
    *("accounts", "jobs", "links", "notifications", "safekeeping"),
    *("coalitions", "interventions", "agreements", "monitoring"),
]
# Periods that may end before they begin, and why.
NEVER_BEGAN = {
    "coalitions.Caseload": "a cover that was taken back before its first day: it never counted",
    "agreements.Agreement": "one that was recorded with a first day to come may end before it",
}
PERIODS = [
    ("since", "until"),
    ("first_day", "last_day"),
    ("first_year", "last_year"),
    ("starts_on", "ends_on"),
    ("starts_on", "ended_on"),
    ("started_on", "ended_on"),
    ("valid_from", "valid_until"),
    ("period_start", "period_end"),
    ("opened_on", "closes_on"),
]
# Texts of a published version, not days.
TEXTS = {"coalitions.Checklist"}
# Rows that lead to a coalition along two ways without a trigger, and why.
NOT_COMPARED = {
    "agreements.AgreementReminder": "its service takes a party of the agreement",
    "agreements.PartyConfirmation": "its service takes the newest version of the party's agreement",
}


def own_models():
    """The tables people write to; those of history copy what was there."""
    return [
        model
        for label in APPS
        for model in apps.get_app_config(label).get_models()
        if not hasattr(model, "pgh_obj")
    ]


def listed_fields():
    return [
        (model, field) for model in own_models() for field in model._meta.fields if field.choices
    ]


def test_every_field_with_a_list_is_held_to_it_by_the_database():
    assert len(listed_fields()) > 40
    missing = [
        f"{model._meta.label}.{field.name}"
        for model, field in listed_fields()
        if f"{model._meta.app_label}_{model._meta.model_name}_{field.name}_in_list"
        not in [one.name for one in model._meta.constraints]
    ]
    assert missing == []


def test_the_list_of_the_database_is_that_of_the_field():
    for model, field in listed_fields():
        for one in model._meta.constraints:
            if isinstance(one, InList) and one.name.endswith(f"_{field.name}_in_list"):
                values = dict(cast("Any", one.condition.children))[f"{field.name}__in"]
                offered = {value for value, _label in field.flatchoices}
                assert set(values) - {""} == offered - {""}, one.name
                assert ("" in values) <= field.blank, one.name


@pytest.mark.django_db
def test_a_value_beside_the_list_is_refused_and_one_in_it_taken():
    coalition = make.CoalitionFactory.create()
    rows = type(coalition).objects.filter(pk=coalition.pk)
    assert rows.update(stage="formed") == 1
    refused = pytest.raises(IntegrityError, match="coalitions_coalition_stage_in_list")
    with refused, transaction.atomic():
        rows.update(stage="finished")


def test_every_list_of_listed_words_is_held_to_it_too():
    for model in own_models():
        for field in model._meta.fields:
            if isinstance(field, ArrayField) and field.base_field.choices:
                texts = [str(getattr(one, "condition", "")) for one in model._meta.constraints]
                assert any(f"{field.name}__contained_by" in text for text in texts), field


@pytest.mark.parametrize(("begin", "end"), PERIODS)
def test_every_period_ends_after_it_begins(begin, end):
    for model in own_models():
        names = {field.name for field in model._meta.fields}
        if {begin, end} <= names and model._meta.label not in NEVER_BEGAN.keys() | TEXTS:
            texts = [str(getattr(one, "condition", "")) for one in model._meta.constraints]
            assert any(begin in text and end in text for text in texts), model._meta.label


def test_who_ends_a_period_too_early_reads_why():
    """The words of Django name the constraint."""
    for model in own_models():
        for one in model._meta.constraints:
            if one.name.endswith("ends_after_start"):
                assert one.violation_error_message != one.default_violation_error_message, one.name


def ways_to_a_coalition(model, seen=()):
    """Every chain of keys from a row to a coalition."""
    found = []
    for field in model._meta.fields:
        target = field.related_model if isinstance(field, models.ForeignKey) else None
        if target is Coalition:
            found.append(field.name)
        elif target and target not in (model, *seen) and target._meta.app_label in APPS:
            ways = ways_to_a_coalition(target, (*seen, model))
            if is_compared(target):  # all its ways lead to one
                ways = ways[:1]
            found += [f"{field.name}__{way}" for way in ways]
    return found


def is_compared(model):
    triggers = getattr(model._meta, "triggers", [])
    return any("EXISTS" in str(getattr(one, "func", "")) for one in triggers)


def test_rows_that_meet_two_coalitions_are_compared_by_a_trigger():
    twice = [model for model in own_models() if len(ways_to_a_coalition(model)) > 1]
    assert len(twice) > 6
    missing = {model._meta.label for model in twice if not is_compared(model)}
    assert missing <= NOT_COMPARED.keys()


@pytest.mark.django_db
def test_every_number_that_counts_is_not_negative():
    """Whole numbers are of a positive kind; the others are keys, places or may be below zero."""
    for model in own_models():
        for field in model._meta.fields:
            if isinstance(field, models.IntegerField) and not field.primary_key:
                positive = "Positive" in type(field).__name__
                assert positive or field.db_check(connection) or is_key(field), (
                    f"{model._meta.label}.{field.name}"
                )


def is_key(field):
    # Days are before a date, or after it.
    return field.name in {"subject_id", "key", "object_id", "days"}


@pytest.mark.django_db
def test_a_figure_is_not_below_zero():
    row = make.ObservationFactory.create(value=0, kind="value", numerator=None, denominator=None)
    with pytest.raises(IntegrityError, match="value_not_negative"), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(value=-1)


@pytest.mark.django_db
def test_a_set_and_a_definition_last_until_after_they_begin():
    definition = make.DefinitionFactory.create(first_year=2020, last_year=2020)
    rows = type(definition).objects.filter(pk=definition.pk)
    with pytest.raises(IntegrityError, match="definition_ends_after_start"), transaction.atomic():
        rows.update(last_year=2019)
    known = {"name": "Set", "valid_from": 2020}
    IndicatorSet.objects.create(key="een", valid_until=2020, **known)
    with pytest.raises(IntegrityError, match="set_ends_after_start"), transaction.atomic():
        IndicatorSet.objects.create(key="twee", valid_until=2019, **known)
