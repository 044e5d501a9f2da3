"""What the database itself refuses: values beside their list, periods that end too early."""

from typing import Any, cast

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from kansrijkestart.core.checks import InList
from tests import factories as make

OURS = ("accounts", "jobs", "links", "safekeeping", "coalitions", "interventions", "agreements")
APPS = (*OURS, "monitoring")
# Kept by a constraint of their own, which says more than the list.
OWN_CONSTRAINT = {
    "coalitions.ContactMoment.kind",
    "coalitions.ContactMoment.question",
    "coalitions.KnownAnswer.answer",
    "coalitions.PollAnswer.answer",
}
# Periods that may end before they begin, and why.
NEVER_BEGAN = {
    "coalitions.Caseload": "a cover that was taken back before its first day: it never counted",
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
    assert set(missing) == OWN_CONSTRAINT


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


def test_every_period_ends_after_it_begins():
    pairs = [("since", "until"), ("first_day", "last_day"), ("starts_on", "ends_on")]
    for model in own_models():
        names = {field.name for field in model._meta.fields}
        for begin, end in pairs:
            if {begin, end} <= names and model._meta.label not in NEVER_BEGAN:
                texts = [str(getattr(one, "condition", "")) for one in model._meta.constraints]
                assert any(begin in text and end in text for text in texts), model._meta.label


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
    return field.name in {"subject_id", "key", "object_id"}
