"""Sums over areas, mergers, comparability and likeness: pure rules, with invariants."""

from itertools import product
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.areas import Counts, Measured, Passing, obstacle, parts_of, rate_over, recalculate
from monitoring.likeness import distance, nearest, spreads
from monitoring.selectors.beside import reason_words
from monitoring.sentences import NOT_COMPARED
from monitoring.statistics import Obstacle, verdict, wilson_interval

counts = st.integers(1, 5000).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n)).map(lambda pair: Counts(*pair))
)
areas = st.dictionaries(st.integers(1, 30), counts, min_size=1, max_size=12)
MIRROR = {"better": "worse", "worse": "better", "similar": "similar"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(areas)
def test_a_rate_over_areas_lies_between_the_lowest_and_the_highest(known):
    found = rate_over(known, known)
    shares = [one.numerator / one.denominator for one in known.values()]
    assert found.pooled is not None
    assert min(shares) - 1e-12 <= found.pooled.value <= max(shares) + 1e-12
    assert found.pooled.denominator == sum(one.denominator for one in known.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(areas)
def test_one_area_without_counts_leaves_no_rate_but_says_how_many(known):
    found = rate_over([*known, 99], known)
    assert found.pooled is None
    assert (found.known, found.total, found.reason) == (len(known), len(known) + 1, "incomplete")


def test_a_rate_is_no_mean_of_percentages_and_leaves_other_areas_out():
    known = {"a": Counts(1, 10), "b": Counts(1, 1000), "elsewhere": Counts(500, 500)}
    found = rate_over(["a", "b"], known)
    assert found.pooled == (2, 1010, 2 / 1010)
    assert rate_over([], known).reason == "nothing"


BORN_OF_THREE = [Passing("x", "new", 2021), Passing("y", "new", 2021), Passing("z", "x", 2019)]


def test_a_merger_of_a_merger_is_followed_back_to_the_year():
    assert parts_of("new", 2022, BORN_OF_THREE) == frozenset({"new"})
    assert parts_of("new", 2020, BORN_OF_THREE) == frozenset({"new", "x", "y"})
    assert parts_of("new", 2018, BORN_OF_THREE) == frozenset({"new", "x", "y", "z"})


def test_a_municipality_that_was_split_cannot_be_recalculated():
    split = [Passing("haaren", "oisterwijk", 2021), Passing("haaren", "vught", 2021)]
    assert parts_of("oisterwijk", 2020, split) is None
    known = {"haaren": Counts(10, 100), "oisterwijk": Counts(20, 100)}
    assert recalculate("oisterwijk", 2020, split, known, {}).reason == "split"
    after = recalculate("oisterwijk", 2021, split, known, {})
    assert after.counts == (20, 100)


def test_old_years_are_added_from_counts_only():
    known = {"x": Counts(10, 100), "y": Counts(30, 100)}
    made = recalculate("new", 2020, BORN_OF_THREE, known, {"new": 2021})
    assert made.counts == (40, 200)
    assert made.sources == {"x", "y"}
    without = recalculate("new", 2020, BORN_OF_THREE, {"x": known["x"]}, {"new": 2021})
    assert (without.counts, without.reason) == (None, "missing")


def test_an_area_that_grew_counts_its_own_old_part():
    grew = [Passing("small", "large", 2022)]
    known = {"small": Counts(1, 10), "large": Counts(9, 90)}
    assert recalculate("large", 2020, grew, known, {}).counts == (10, 100)


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        (Measured("d", 2021, 2021, "NL"), None),
        (Measured("d", 2021, 2021, "GM1"), "same_area"),
        (Measured("other", 2021, 2021, "NL"), "definition"),
        (Measured("d", 2017, 2021, "NL"), "pooled"),
        (Measured("d", 2020, 2020, "NL"), "period"),
    ],
)
def test_a_comparison_is_refused_with_its_reason(reference, why):
    assert obstacle(Measured("d", 2021, 2021, "GM1"), reference) == why


def test_every_reason_not_to_compare_comes_about_and_has_words():
    own, others = Measured("d", 2021, 2021, "GM1"), ("d", "other")
    found = {verdict(None, None, 0.1, "up").reason, verdict(1, 20, None, "up").reason}
    for definition, first, last, area in product(others, (2017, 2021), (2021, 2022), ("GM1", "NL")):
        found.add(obstacle(own, Measured(definition, first, last, area)))
    found.add(obstacle(own, Measured("d", 2020, 2020, "NL")))
    assert found - {None} == set(get_args(Obstacle)) == NOT_COMPARED.keys()
    assert all(reason_words(one) for one in get_args(Obstacle))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(counts, st.floats(0, 1))
def test_a_verdict_turns_over_with_the_direction_and_with_the_counts(counted, reference):
    up = verdict(counted.numerator, counted.denominator, reference, "up").word
    down = verdict(counted.numerator, counted.denominator, reference, "down").word
    assert down == MIRROR[up]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(counts)
def test_the_wide_interval_holds_the_narrow_one_and_both_hold_the_value(counted):
    narrow, wide = wilson_interval(*counted), wilson_interval(counted[0], counted[1], 0.998)
    share = counted.numerator / counted.denominator
    assert 0 <= wide.low <= narrow.low <= share <= narrow.high <= wide.high <= 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(counts, st.integers(2, 50))
def test_an_interval_narrows_with_the_number_of_persons(counted, times):
    small = wilson_interval(*counted)
    large = wilson_interval(counted.numerator * times, counted.denominator * times)
    assert large.high - large.low < small.high - small.low


features = st.dictionaries(
    st.sampled_from("abcd"), st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(features, features)
def test_a_distance_is_the_same_both_ways_and_zero_to_oneself(one, other):
    spread = spreads({"one": one, "other": other})
    assert distance(one, other, spread) == distance(other, one, spread)
    own = distance(one, one, dict.fromkeys(one, 1.0))
    assert own is not None
    assert own.distance == 0


def test_the_nearest_come_first_and_only_those_that_take_part():
    known = {
        "own": {"size": 5.0, "debts": 4.0},
        "near": {"size": 5.1, "debts": 4.1},
        "nearer": {"size": 5.0, "debts": 4.05},
        "far": {"size": 9.0, "debts": 9.0},
        "half": {"size": 5.0},
    }
    among = {"far": "Far", "near": "Near", "own": "Own", "half": "Half"}
    assert [one for one, _ in nearest("own", known, among, 5)] == ["near", "far"]
    assert nearest("nobody", known, among, 5) == []
