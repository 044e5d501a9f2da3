"""From one state to the next: only what is listed, whoever writes and however long they go on."""

from datetime import date
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agreements.choices import FIRST_STATES, TRANSITIONS, AgreementState
from agreements.models import APPLYING, Agreement
from agreements.services import agreement_set_state
from kansrijkestart.core.exceptions import DomainError
from tests import factories as make

pytestmark = pytest.mark.django_db

STATES = AgreementState.values
PAIRS = [(before, after) for before, after in product(STATES, STATES) if before != after]


def agreement_in(state: str) -> Agreement:
    """Return one with the days that its state asks for, and no others."""
    dates = {}
    if state in ("in_force", "being_evaluated", "ended"):
        dates["starts_on"] = date(2024, 1, 1)
    if state == "ended":
        dates["ended_on"] = date(2024, 6, 1)
    return make.AgreementFactory.create(state=state, **dates)


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_the_database_refuses_what_the_list_does_not_have(before, after):
    agreement = agreement_in(before)
    rows = Agreement.objects.filter(pk=agreement.pk)
    wanted = {"state": after, "starts_on": date(2024, 1, 1), "ended_on": date(2024, 6, 1)}
    if after in TRANSITIONS[before]:
        assert rows.update(**wanted) == 1
        return
    with pytest.raises(IntegrityError, match="does not go from this state"), transaction.atomic():
        rows.update(**wanted)


@pytest.mark.parametrize("state", STATES)
def test_a_new_agreement_begins_in_one_of_the_first_states(state):
    values = {"state": state, "starts_on": date(2024, 1, 1), "ended_on": date(2024, 6, 1)}
    row = make.AgreementFactory.build(coalition=make.CoalitionFactory.create(), **values)
    if state in FIRST_STATES:
        row.save()
        return
    with pytest.raises(IntegrityError, match="does not begin in this state"), transaction.atomic():
        row.save()


def test_saving_an_agreement_in_its_own_state_is_no_transition():
    agreement = agreement_in("ended")
    agreement.practice_note = "Liep goed."
    agreement.save()
    assert Agreement.objects.filter(state="ended", practice_note="Liep goed.").exists()


@given(begin=st.sampled_from(STATES), asked=st.lists(st.sampled_from(STATES), max_size=8))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_row_of_wishes_only_walks_the_list(begin, asked):
    with transaction.atomic():
        agreement = agreement_in(begin)
        now, number = begin, agreement.version
        for wish in asked:
            try:
                agreement_set_state(
                    agreement_id=agreement.pk, state=wish, expected_version=number, reason="Klaar."
                )
            except DomainError:
                assert wish not in TRANSITIONS[now]
            else:
                assert wish in TRANSITIONS[now]
                now, number = wish, number + 1
            agreement.refresh_from_db()
            assert (agreement.state, agreement.version) == (now, number)
            applied = begin in APPLYING or now in {*APPLYING, "ended"}
            assert (agreement.starts_on is not None) == applied
            assert (agreement.ended_on is not None) == (now == "ended")
        transaction.set_rollback(True)
