"""The difference between two texts loses no word and invents none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.selectors.differences import ADDED, REMOVED, SAME, Piece, word_changes

WORDS = st.lists(st.sampled_from(["wij", "melden", "binnen", "twee", "weken", "\n", "  ", "JGZ."]))


def joined(pieces, without):
    return "".join(piece.text for piece in pieces if piece.kind != without)


@given(WORDS.map(" ".join), WORDS.map(" ".join))
def test_the_pieces_are_both_texts_whole(old, new):
    pieces = word_changes(old, new)
    assert joined(pieces, ADDED) == old
    assert joined(pieces, REMOVED) == new
    assert all(piece.text for piece in pieces)


@given(st.text(max_size=200))
def test_a_text_does_not_differ_from_itself(text):
    assert [piece.kind for piece in word_changes(text, text)] == ([SAME] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Wij melden binnen een week.",
            "Wij melden binnen drie weken.",
            [(SAME, "Wij melden binnen "), (REMOVED, "een week."), (ADDED, "drie weken.")],
        ),
        (
            "Wij bellen.",
            "Wij bellen. Ook ’s avonds.",
            [
                (SAME, "Wij bellen."),
                (ADDED, " Ook ’s avonds."),
            ],
        ),
        ("Wij bellen. Altijd.", "Wij bellen.", [(SAME, "Wij bellen."), (REMOVED, " Altijd.")]),
        ("", "Nieuw", [(ADDED, "Nieuw")]),
        ("Weg", "", [(REMOVED, "Weg")]),
    ],
)
def test_a_phrase_that_changed_is_one_change(old, new, expected):
    assert word_changes(old, new) == [Piece(*one) for one in expected]
