"""What changed between two texts, word by word, so that a party sees what it is asked about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

SAME: Final = "same"
ADDED: Final = "added"
REMOVED: Final = "removed"
_WORD = re.compile(r"\S+\s*|\s+")
# Above so many pairs of words the words that stand everywhere ("de") no longer begin a match, or
# two long texts with nothing in common would take minutes to compare.
_MANY_PAIRS: Final = 1_000_000


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went. The pieces together are both texts, whole."""

    kind: str
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """Return how ``old`` became ``new``: words that stayed, went and came, in reading order.

    Joined, the pieces that are not ``added`` give ``old`` and those not ``removed`` give ``new``.
    White space belongs to the word before it. What both begin and end with is not compared.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    whole = [Piece(SAME, "".join(before[:head]))]
    whole += _joined(_pieces(before[head : len(before) - tail], after[head : len(after) - tail]))
    whole.append(Piece(SAME, "".join(before[len(before) - tail :])))
    return [piece for piece in _merged(whole) if piece.text]


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many words the two begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _merged(pieces: list[Piece]) -> Iterator[Piece]:
    """Make one piece of neighbours that stayed."""
    for kind, group in groupby(pieces, key=lambda piece: piece.kind):
        yield Piece(kind, "".join(piece.text for piece in group))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    is_long = len(before) * len(after) > _MANY_PAIRS
    matcher = SequenceMatcher(None, before, after, autojunk=is_long)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(before[i1:i2]))
            continue
        if i1 < i2:
            yield Piece(REMOVED, "".join(before[i1:i2]))
        if j1 < j2:
            yield Piece(ADDED, "".join(after[j1:j2]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Put what went before what came, so that a phrase reads as one change."""
    for is_same, group in groupby(pieces, key=lambda piece: piece.kind == SAME):
        run = list(group)
        if is_same:
            yield from run
            continue
        removed, added = (
            "".join(piece.text for piece in run if piece.kind == kind) for kind in (REMOVED, ADDED)
        )
        stayed = _begins_with(removed, added)
        for kind, text in ((SAME, stayed), (REMOVED, removed), (ADDED, added)):
            rest = text if kind == SAME else text.removeprefix(stayed)
            if rest:
                yield Piece(kind, rest)


def _begins_with(removed: str, added: str) -> str:
    """Return the shorter text when the longer one goes on after it with white space.

    The last word of a text has nothing behind it: a sentence that is added there changes no word.
    """
    short, long = sorted((removed, added), key=len)
    return short if long.startswith(short) and long[len(short) : len(short) + 1].isspace() else ""
