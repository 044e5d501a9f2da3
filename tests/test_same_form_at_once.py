"""Twenty identical posts of the record's forms have the effect of one; `make soak` tries all."""

import pytest

from tests.soak import racing
from tests.soak.asking import Tally, encoded
from tests.soak.fuzzing import rows_to_try
from tests.soak.racing import REPEATABLE, Race, with_new_key
from tests.soak.world import full_world
from tests.test_access_matrix import ours

MANY = 20
# One form of each kind of record. What one does may not stand in the way of the next.
TRIED = {
    ("coalitions:partners_add", "GET"),
    ("coalitions:action_add", "GET"),
    ("coalitions:bottleneck_add", "GET"),
    ("coalitions:ambition_add", "GET"),
    ("coalitions:road_map_add", "GET"),
    ("coalitions:road_map_take_over", "POST"),
    ("coalitions:poll_add", "GET"),
    ("coalitions:advice_reply", "GET"),
    ("coalitions:example_add", "GET"),
    ("coalitions:grant_add", "GET"),
    ("coalitions:link_add", "GET"),
    ("dashboard:contact_add", "GET"),
}


LAST = ("coalitions:hand_over", "GET")


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twenty_times_at_once_has_the_effect_of_one():
    world, tried = full_world(), {}
    tally = Tally()
    for row in rows_to_try():
        if (row.name, row.method) in TRIED | {LAST}:
            tried[row.name, row.method] = row
    assert set(tried) == TRIED | {LAST}
    # After the hand-over its coordinator keeps no record any more.
    for row in sorted(tried.values(), key=lambda row: (row.name, row.method) == LAST):
        before = tally.taken
        Race(world, MANY, tally).row(row)
        assert tally.taken > before, f"{row.name}: no post was taken"
    assert not tally.faults, tally.report


@pytest.mark.django_db(transaction=True)
def test_a_form_that_makes_two_is_seen(monkeypatch):
    """Each post with a key of its own, as of a form without one: the harness says what doubles."""
    monkeypatch.setattr(racing, "encoded", lambda pairs: encoded(with_new_key(pairs)))
    [row] = [
        row for row in rows_to_try() if (row.name, row.method) == ("coalitions:action_add", "GET")
    ]
    tally = Tally()
    Race(full_world(), 2, tally).row(row)
    assert "another effect at once than alone" in str(tally.report)


def test_an_exception_is_a_route_of_ours_with_a_reason():
    assert set(REPEATABLE) <= ours()
    assert all(REPEATABLE.values())
