"""Counts of one split: small ones are hidden, and so is what would give them away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.disclosure import is_hidden
from monitoring.selectors.split_counts import LEAST, SPAN, Count, hidden_in_split


def split(**counts):
    return {name: Count(*pair) for name, pair in counts.items()}


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ({"a": (40, 100), "b": (30, 90)}, set()),
        ({"a": (3, 50)}, {"a"}),
        ({"a": (47, 50)}, {"a"}),  # the rest is small
        ({"a": (0, 50)}, {"a"}),  # nobody is also somebody's secret
        ({"a": (10, 20)}, set()),
        # The second smallest goes too: with the whole known, a would be what is left over.
        ({"a": (3, 50), "b": (30, 90), "c": (60, 200)}, {"a", "b"}),
        ({"a": (3, 50), "b": (30, 90)}, {"a", "b"}),
        # Hidden together 3 + 10: whoever knows the rule would know 0…3. So one more goes.
        ({"a": (3, 50), "b": (10, 60), "c": (100, 400)}, {"a", "b", "c"}),
        # Two small ones that together are 2 would be 0, 1 or 2 each.
        ({"a": (1, 50), "b": (1, 60), "c": (100, 300), "d": (100, 400)}, {"a", "b", "c"}),
    ],
)
def test_which_counts_are_hidden(counts, hidden):
    assert hidden_in_split(split(**counts)) == hidden


def pairs():
    return st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda one: sum(one) > 0)


@given(st.lists(pairs(), min_size=1, max_size=6))
def test_a_small_count_never_shows_and_the_rest_does_not_tell_it(sides):
    counts = {place: Count(one, one + rest) for place, (one, rest) in enumerate(sides)}
    hidden = hidden_in_split(counts)
    small = {key for key, one in counts.items() if is_hidden(*one, LEAST)}
    assert small <= hidden
    if not small:
        assert not hidden
    elif len(counts) > 1:
        assert len(hidden) > 1
    if hidden and hidden != set(counts):
        for side in (0, 1):
            values = [(one.numerator, one.rest)[side] for one in (counts[key] for key in hidden)]
            for place, value in enumerate(values):
                if value < LEAST:
                    others = sum(values) - value
                    least_others = sum(
                        0 if one < LEAST else LEAST for i, one in enumerate(values) if i != place
                    )
                    # Another split of the same sum is possible, SPAN or more away.
                    assert min(LEAST - 1, value + others - least_others) >= SPAN
