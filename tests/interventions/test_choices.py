"""Choices of a coalition: services, constraints and pages."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interventions.models import Choice
from interventions.services.choices import choice_add, choice_stop, choice_update
from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from tests import factories as make
from tests.at_once import while_uncommitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def covered():
    """A coalition that works for two municipalities."""
    coalition = make.CoalitionFactory.create()
    make.CoalitionMunicipalityFactory.create_batch(2, coalition=coalition)
    return coalition


def places(coalition):
    return [row.municipality for row in coalition.coverage.order_by("pk")]


def test_choice_applies_to_the_whole_coalition_unless_said_otherwise(covered):
    whole = choice_add(
        coalition=covered, intervention=make.InterventionFactory.create(), state="running"
    )
    part = choice_add(
        coalition=covered,
        intervention=make.InterventionFactory.create(),
        state="planned",
        municipalities=places(covered)[:1],
    )
    assert whole.municipalities.count() == 2
    assert part.municipalities.count() == 1
    assert whole.reason == ""


def test_choice_outside_the_coalition_is_refused(covered):
    with pytest.raises(DomainError):
        choice_add(
            coalition=covered,
            intervention=make.InterventionFactory.create(),
            state="running",
            municipalities=[make.MunicipalityFactory.create()],
        )
    assert not Choice.objects.exists()


def test_same_intervention_twice_is_refused(covered):
    chosen = make.ChoiceFactory.create(coalition=covered)
    with pytest.raises(ValidationError):
        choice_add(coalition=covered, intervention=chosen.intervention, state="planned")


@pytest.mark.django_db(transaction=True)
def test_two_people_who_add_the_same_intervention_at_once_are_both_answered():
    coverage = make.CoalitionMunicipalityFactory.create()
    values: dict[str, Any] = {
        "coalition": coverage.coalition,
        "intervention": make.InterventionFactory.create(),
        "state": "planned",
    }
    answer = while_uncommitted(lambda: choice_add(**values), lambda: choice_add(**values))
    assert isinstance(answer, ValidationError)


def test_stopping_takes_today_and_keeps_the_reason(covered):
    choice = make.ChoiceFactory.create(coalition=covered)
    stopped = choice_stop(choice_id=choice.pk, on=None, reason="Geen geld meer.")
    assert (stopped.state, stopped.until) == ("stopped", clock.today())
    with pytest.raises(DomainError):
        choice_stop(choice_id=choice.pk, on=None, reason="")


def test_second_editor_gets_a_conflict(covered):
    choice = make.ChoiceFactory.create(coalition=covered)
    choice_update(choice=choice, expected_version=1, municipalities=[], reason="Eerst")
    with pytest.raises(EditConflict):
        choice_update(choice=choice, expected_version=1, municipalities=[], reason="Later")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        (
            {"since": date(2024, 2, 1), "until": date(2024, 1, 1)},
            "interventions_choice_ends_after_start",
        ),
    ],
)
def test_database_refuses(values, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make.ChoiceFactory.create(**values)


@pytest.mark.parametrize("field", ["phases", "domains"])
def test_database_refuses_an_unknown_phase_or_domain(field):
    with pytest.raises(IntegrityError, match=f"interventions_known_{field}"), transaction.atomic():
        make.InterventionFactory.create(**{field: ["onbekend"]})


def test_coordinator_chooses_without_a_reason_yet(client, sign_in, covered):
    sign_in("coordinator", covered)
    wanted = make.InterventionFactory.create(name="Nu Niet Zwanger")
    response = client.post(
        reverse("interventions:choice_add", args=[covered.slug]),
        {"intervention": wanted.pk, "state": "planned", "idempotency_key": uuid.uuid4()},
    )
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "Nu Niet Zwanger" in page
    assert "Nog niet vastgelegd" in page


def test_choice_without_an_intervention_keeps_the_reason_typed(client, sign_in, covered):
    sign_in("coordinator", covered)
    response = client.post(
        reverse("interventions:choice_add", args=[covered.slug]),
        {"state": "planned", "reason": "Dit wil ik houden.", "idempotency_key": uuid.uuid4()},
    )
    page = response.content.decode()
    assert "ks-error-summary" in page
    assert "Dit wil ik houden." in page


def test_second_editor_sees_both_texts(client, sign_in, covered):
    sign_in("coordinator", covered)
    choice = make.ChoiceFactory.create(coalition=covered)
    url = reverse("interventions:choice_update", args=[covered.slug, choice.pk])
    client.post(url, {"state": "running", "reason": "Van de ander", "version": 1})
    one = places(covered)[0]
    mine = {"state": "planned", "reason": "Van mij", "version": 1, "municipalities": [one.pk]}
    response = client.post(url, mine)
    page = response.content.decode()
    assert response.status_code == 409
    fields = response.context["conflict"]["fields"]
    assert (f"{one.name}, {places(covered)[1].name}", one.name) in [
        (theirs, own) for _label, theirs, own in fields
    ]
    assert ("Loopt", "Gepland") in [(theirs, own) for _label, theirs, own in fields]
    assert "Van de ander" in page
    assert "Van mij" in page


def test_list_costs_the_same_for_one_row_and_for_many(client, sign_in, covered):
    sign_in("coordinator", covered)
    url = reverse("interventions:choices", args=[covered.slug])
    client.get(url)  # warms what is looked up once per process
    counts = []
    for size in (1, 30):
        while Choice.objects.count() < size:
            make.ChoiceFactory.create(coalition=covered)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
