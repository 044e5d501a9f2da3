"""The second step as calculation: what sums give away, and what is hidden so that they do not."""

from decimal import Decimal
from itertools import product
from math import inf

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitoring.disclosure import solving
from monitoring.disclosure.areas import Areas, Place
from monitoring.disclosure.audit import audit
from monitoring.disclosure.building import Builder, Figure
from monitoring.disclosure.ground import Change, Grounds
from monitoring.disclosure.rounding import possible_counts
from monitoring.disclosure.second_step import protect, protect_part
from monitoring.disclosure.table import Entry, Origin, Table, digest_of, parts_of

DIVISION = 2023
MINIMUM = 10


def place(where, area=0, first=2021, last=None, definition=1, division=DIVISION):
    return Place(definition, where, area, division, first, last or first)


def figure(where, area, count, whole, **period):
    return Figure(place(where, area, **period), count, whole, Decimal(1), 100, MINIMUM)


def table_of(figures, *, sets=(), regions=None, countries=None, opposites=None, successors=None):
    areas = Areas(
        sets={number: frozenset(members) for number, members in enumerate(sets, 1)},
        regions=regions or {},
        countries=countries or {},
        grounds=Grounds(
            Change(later, parts, frozenset([new]))
            for (later, _earlier), made in (successors or {}).items()
            for new, parts in made.items()
        ),
    )
    return Builder(areas, opposites or {}).build(figures)


def region(counts, wholes=None):
    """Municipalities 1, 2, … and the region they make."""
    wholes = wholes or [400] * len(counts)
    rows = [
        figure("municipality", number, *pair)
        for number, pair in enumerate(zip(counts, wholes, strict=True), 1)
    ]
    rows.append(figure("region", 7, sum(counts), sum(wholes)))
    members = frozenset(range(1, len(counts) + 1))
    return table_of(rows, regions={(7, DIVISION): members})


def spans(table, hidden):
    """The spans of all hidden cells, by their keys."""
    return {table.entries[one].key: width for one, width in audit(table, hidden).narrow.items()}


def test_one_hidden_municipality_is_the_rest_of_its_region():
    table = region([3, 40, 50])
    assert spans(table, table.primary()) == {place("municipality", 1): 0}
    chosen = protect(table)
    assert chosen.primary == {place("municipality", 1)}
    assert chosen.secondary == {place("municipality", 2)}, "the smallest of what is left"
    assert (chosen.exact, chosen.narrow) == (0, 0)


def test_the_cheapest_cell_is_the_smallest_group_at_the_lowest_level():
    table = region([3, 40, 50], [400, 900, 800])
    assert protect(table).secondary == {place("municipality", 3)}


def test_sums_that_tell_together_what_none_tells_alone_are_seen_through():
    """Each of three sums of two leaves a count between 3 and 9; together they say 6."""
    rows = [figure("municipality", number, 6, 400) for number in (1, 2, 3)]
    table = table_of(rows, sets=[(1, 2), (2, 3), (1, 3)])
    assert spans(table, table.primary()) == {place("municipality", one): 0 for one in (1, 2, 3)}
    assert protect(table).narrow == 0


def test_the_country_minus_the_rest_is_the_one_that_is_hidden():
    rows = [figure("municipality", one, 4 if one == 1 else 40, 400) for one in (1, 2, 3)]
    rows.append(figure("country", 0, 84, 1200))
    areas = Areas(countries={DIVISION: frozenset([1, 2, 3])})
    table = Builder(areas, {}).build(rows)
    assert spans(table, table.primary()) == {place("municipality", 1): 0}
    chosen = protect(table)
    assert chosen.secondary
    assert (chosen.exact, chosen.narrow) == (0, 0)


def test_the_country_minus_its_other_regions_is_the_hidden_region():
    rows = [figure("region", 6 + one, 4 if one == 1 else 40, 400) for one in (1, 2, 3)]
    rows.append(figure("country", 0, 84, 1200))
    areas = Areas(partition={DIVISION: frozenset([7, 8, 9])})
    table = Builder(areas, {}).build(rows)
    assert spans(table, table.primary()) == {place("region", 7): 0}
    chosen = protect(table)
    assert chosen.secondary
    assert (chosen.exact, chosen.narrow) == (0, 0)


def test_a_cell_just_above_the_minimum_covers_nothing():
    """With 11 beside it a reader who knows the rule knows that the small one is at most 4."""
    table = region([3, 11, 50], [400, 300, 800])
    hidden = {table.at[place("municipality", 1)], table.at[place("municipality", 2)]}
    assert set(spans(table, hidden)) == {place("municipality", 1), place("municipality", 2)}
    assert protect(table).secondary == {place("municipality", 3)}


def test_two_small_cells_that_are_both_nearly_ten_are_not_enough():
    table = region([9, 9, 50])
    assert spans(table, table.primary()) == {
        place("municipality", 1): 0,
        place("municipality", 2): 0,
    }


def test_the_rest_of_a_group_is_protected_like_the_group():
    table = region([397, 300, 200])
    assert place("municipality", 1) in protect(table).primary
    assert protect(table).secondary


def test_a_new_set_of_all_but_one_is_hidden_itself():
    """What could be seen before stays shown: somebody may have kept it."""
    rows = [figure("municipality", number, 3 if number == 1 else 40, 400) for number in range(1, 6)]
    sets = [range(1, 6), range(1, 5)]
    first = table_of(rows, sets=sets[1:])
    before = protect(first)
    seen = {one.key for one in first.entries} - before.primary - before.secondary
    later = [*rows, figure("municipality", 6, 50, 400)]
    chosen = protect(
        table_of(later, sets=[range(1, 5), range(2, 5)]), keep=before.secondary, shown=seen
    )
    assert before.secondary <= chosen.secondary
    assert not chosen.secondary & seen
    assert chosen.narrow == 0


def test_overlapping_sets_are_looked_at_together():
    """Fifteen minus fourteen is one."""
    rows = [figure("municipality", number, 30, 400) for number in range(1, 15)]
    rows.append(figure("municipality", 15, 4, 400))
    table = table_of(rows, sets=[range(1, 16), range(1, 15)])
    assert spans(table, table.primary()) == {place("municipality", 15): 0}
    assert protect(table).narrow == 0


def test_a_pooled_period_minus_its_years_is_the_last_year():
    rows = [figure("municipality", 1, 40, 400, first=year) for year in (2019, 2020)]
    rows.append(figure("municipality", 1, 4, 400, first=2021))
    rows.append(figure("municipality", 1, 84, 1200, first=2019, last=2021))
    table = table_of(rows)
    assert spans(table, table.primary()) == {place("municipality", 1, 2021): 0}
    assert len(protect(table).secondary) == 1


def test_sliding_periods_give_a_year_away():
    """Two sums of five years differ in two years only; one of these is shown."""
    rows = [
        figure("municipality", 1, 100, 2000, first=2015, last=2019),
        figure("municipality", 1, 72, 2000, first=2016, last=2020),
        figure("municipality", 1, 32, 400, first=2015),
        figure("municipality", 1, 4, 400, first=2020),
    ]
    table = table_of(rows)
    assert spans(table, table.primary()) == {place("municipality", 1, 2020): 0}
    assert protect(table).narrow == 0


def test_an_opposite_is_hidden_together_with_what_it_is_the_opposite_of():
    rows = [figure("municipality", number, 40, 400) for number in (1, 2)]
    rows += [figure("municipality", number, 360, 400, definition=2) for number in (1, 2)]
    rows += [figure("municipality", 3, 4, 400), figure("municipality", 3, 396, 400, definition=2)]
    table = table_of(rows, sets=[(1, 2, 3)], opposites={1: [2], 2: [1]})
    chosen = protect(table)
    areas: dict[int, set[tuple[str, int]]] = {1: set(), 2: set()}
    for one in chosen.secondary:
        assert isinstance(one, Place)
        areas[one.definition].add((one.where, one.area))
    assert areas[1] == areas[2] != set()
    assert chosen.narrow == 0


def test_a_municipality_that_did_not_change_is_the_same_in_the_next_division():
    rows = [figure("municipality", 1, 4, 400), figure("municipality", 2, 40, 400)]
    rows += [figure("municipality", 2, 40, 400, division=2024)]
    table = table_of(rows, sets=[(1, 2)])
    places = [one for one in protect(table).secondary if isinstance(one, Place)]
    assert {one.division for one in places if one.where == "municipality"} in (
        {2023, 2024},
        set(),
    )


def test_a_merged_municipality_is_the_sum_of_the_old_ones():
    rows = [figure("municipality", 1, 4, 400), figure("municipality", 2, 40, 400)]
    rows.append(figure("municipality", 3, 44, 800, division=2024))
    made = {(2024, 2023): {3: frozenset([1, 2])}}
    table = table_of(rows, successors=made)
    assert spans(table, table.primary()) == {place("municipality", 1): 0}


def test_what_the_source_hides_stays_hidden_too():
    rows = [
        Figure(place("municipality", 1), None, None, None, 100, MINIMUM, is_source_hidden=True),
        figure("municipality", 2, 40, 400),
        figure("municipality", 3, 50, 500),
        figure("region", 7, 93, 1300),
    ]
    table = table_of(rows, regions={(7, DIVISION): frozenset([1, 2, 3])})
    assert spans(table, ()) == {place("municipality", 1): 0}
    chosen = protect(table)
    assert chosen.secondary
    assert chosen.narrow == 0


def test_members_that_were_never_published_are_nobodys_secret():
    rows = [figure("municipality", 2, 40, 400), figure("region", 7, 93, 1300)]
    table = table_of(rows, regions={(7, DIVISION): frozenset([1, 2, 3])})
    assert not protect(table).secondary


def test_a_total_that_is_less_than_its_parts_says_nothing():
    rows = [
        figure("municipality", 1, 40, 400),
        Figure(place("municipality", 2), None, None, None, 100, MINIMUM, is_source_hidden=True),
        figure("region", 7, 12, 1300),
    ]
    table = table_of(rows, regions={(7, DIVISION): frozenset([1, 2])})
    assert not table.equations
    assert protect(table).narrow == 0


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [
        ("12.5", 80, (10, 10)),  # 10 of 80, nothing near it
        ("12.5", 2000, (249, 251)),
        ("0.0", 1000, (0, 0)),
        ("100.0", 1000, (1000, 1000)),
        ("33.33", 3, (1, 1)),
        ("50.0", 3, (2, 2)),  # no count gives this: the nearest
    ],
)
def test_a_rounded_percentage_of_a_known_group_is_nearly_a_count(value, whole, expected):
    assert possible_counts(Decimal(value), whole, 100) == expected


def test_a_percentage_without_counts_gives_the_rest_away():
    shown = Figure(place("municipality", 1), None, 400, Decimal("10.0"), 100, MINIMUM)
    rows = [shown, figure("municipality", 2, 4, 400), figure("region", 7, 44, 800)]
    table = table_of(rows, regions={(7, DIVISION): frozenset([1, 2])})
    assert place("municipality", 2) in spans(table, table.primary())


def test_parts_without_a_common_sum_are_looked_at_apart_and_known_by_what_is_in_them():
    rows = [figure("municipality", one, 40, 400, first=year) for one in (1, 2) for year in (1, 2)]
    table = table_of(rows, sets=[(1, 2)])
    parts = parts_of(table)
    assert [len(part.entries) for part in parts] == [3, 3]
    first, second = (digest_of(part, ()) for part in parts)
    assert first != second
    assert digest_of(parts[0], [place("municipality", 1)]) != first
    assert digest_of(parts_of(table)[0], ()) == first


def test_a_programme_that_takes_too_long_counts_as_not_safe(monkeypatch):
    monkeypatch.setattr(solving, "SECONDS", 0.0)
    rows = [figure("municipality", one, 4, 400) for one in range(1, 5)]
    table = table_of(rows, sets=[(1, 2, 3), (2, 3, 4), (1, 3, 4), (1, 2, 4)])
    assert audit(table, table.primary()).narrow


def test_an_unknown_cell_has_no_upper_bound():
    entry = Entry("x", origin=Origin.SOURCE)
    assert entry.domain() == (0, inf)
    assert entry.needed() == 5


cells = st.tuples(st.integers(0, 16), st.integers(0, 16)).map(lambda one: (one[0], sum(one)))
tables = st.tuples(
    st.lists(cells, min_size=2, max_size=4),
    st.lists(st.sets(st.integers(0, 3), min_size=2, max_size=4), min_size=1, max_size=3),
)


def small_table(drawn):
    counts, sets = drawn
    members = [frozenset(one + 1 for one in group if one < len(counts)) for group in sets]
    rows = [
        Figure(place("municipality", number), count, max(1, whole), Decimal(1), 100, MINIMUM)
        for number, (count, whole) in enumerate(counts, 1)
    ]
    return table_of(rows, sets=[one for one in members if len(one) > 1])


def brute(table, hidden):
    """The span of every hidden cell by trying all counts of the municipalities."""
    at = [one for one, entry in enumerate(table.entries) if entry.key.where == "municipality"]
    ranges = []
    for one in at:
        entry = table.entries[one]
        low, high = entry.domain() if one in hidden else (entry.low, entry.high)
        ranges.append(range(int(low), int(high) + 1))
    seen: dict[int, tuple[int, int]] = {}
    for counts in product(*ranges):
        values = dict(zip(at, counts, strict=True))
        for equation in table.equations:
            end = equation.terms[-1][0]
            values[end] = sum(values[one] for one, _ in equation.terms[:-1]) - equation.constant
        if all(
            table.entries[one].domain()[0] <= value <= table.entries[one].domain()[1]
            if one in hidden
            else value == table.entries[one].low
            for one, value in values.items()
        ):
            for one in hidden:
                low, high = seen.get(one, (values[one], values[one]))
                seen[one] = (min(low, values[one]), max(high, values[one]))
    return {one: high - low for one, (low, high) in seen.items()}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_trying_all_counts_finds_nothing_that_the_second_step_left(drawn):
    for part in parts_of(small_table(drawn)):
        chosen = protect_part(part)
        keys = chosen.primary | chosen.secondary
        hidden = {one for one, entry in enumerate(part.entries) if entry.key in keys}
        if len(hidden) == len(part.entries):
            continue  # everything is hidden: what is left to know is the rule itself
        assert chosen.narrow == 0
        for one, width in brute(part, hidden).items():
            # Whole counts may leave a little less than a programme finds; never nothing.
            assert width >= part.entries[one].needed() - 1, part.entries[one]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tables)
def test_an_audit_never_finds_more_room_than_there_is(drawn):
    table = small_table(drawn)
    hidden = table.primary()
    narrow = audit(table, hidden).narrow
    for one, width in brute(table, hidden).items():
        if width < table.entries[one].needed() - 1:
            assert one in narrow
        if one in narrow:
            assert narrow[one] >= width


def test_a_table_is_the_same_in_whatever_order_its_figures_come():
    rows = [figure("municipality", one, 4 * one, 400) for one in range(1, 6)]
    sets = [(1, 2, 3), (2, 3, 4, 5), (1, 2, 3, 4, 5)]
    forward, backward = table_of(rows, sets=sets), table_of(rows[::-1], sets=sets)
    assert forward.entries == backward.entries
    assert protect(forward).secondary == protect(backward).secondary


def test_an_empty_table_needs_nothing():
    assert protect(Table()).found.cells == 0
