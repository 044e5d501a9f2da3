"""On what ground areas stand, from division to division."""

import pytest

from monitoring.disclosure.ground import Change, Grounds

# 1 and 2 became 3; later 3 and 4 became 5. 6 was split over 7, that was there, and 8, that is new.
GROUNDS = Grounds(
    [
        Change(2021, frozenset([1, 2]), frozenset([3])),
        Change(2022, frozenset([6, 7]), frozenset([7, 8])),
        Change(2023, frozenset([3, 4]), frozenset([5])),
    ]
)


def of(division, *members):
    return GROUNDS.of(frozenset(members), division)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((2020, 9), (2024, 9)),
        ((2020, 1, 2), (2021, 3)),
        ((2020, 1, 2, 4), (2024, 5)),
        ((2021, 3, 4), (2024, 5)),
        ((2021, 6, 7), (2022, 7, 8)),
        ((2020, 1, 2, 6, 7, 9), (2022, 3, 7, 8, 9)),
    ],
)
def test_the_same_ground_under_other_names(one, other):
    assert of(*one) == of(*other)
    pieces = GROUNDS.pieces(of(*one), other[0])
    assert sorted(map(sorted, pieces)) == sorted(sorted(of(other[0], each)) for each in other[1:])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((2020, 1), (2021, 3)),
        ((2021, 7), (2022, 7)),
        ((2021, 6), (2022, 8)),
        ((2020, 2), (2020, 1)),
    ],
)
def test_other_ground(one, other):
    assert of(*one) != of(*other)


def test_a_part_of_what_was_split_has_no_pieces_after_it():
    [piece] = GROUNDS.pieces(of(2021, 7), 2022)
    assert piece not in (of(2022, 7), of(2022, 8))
