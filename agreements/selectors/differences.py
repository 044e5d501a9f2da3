"""What changed between two texts, word by word, so that a party sees what it is asked about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

SAME: Final = "same"
ADDED: Final = "added"
REMOVED: Final = "removed"
_WORD = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went. The pieces together are both texts, whole."""

    kind: str
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """Return how ``old`` became ``new``: words that stayed, went and came, in reading order.

    Joined, the pieces that are not ``added`` give ``old`` and those not ``removed`` give ``new``.
    White space belongs to the words around it, so that a change of one word is one change.
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return list(_joined(_pieces(matcher, before, after)))


def _pieces(matcher: SequenceMatcher[str], before: list[str], after: list[str]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(before[i1:i2]))
            continue
        if i1 < i2:
            yield Piece(REMOVED, "".join(before[i1:i2]))
        if j1 < j2:
            yield Piece(ADDED, "".join(after[j1:j2]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Take a lone space between two changes into both, so that a phrase reads as one change."""
    found = list(pieces)
    place = 0
    while place < len(found):
        removed = added = ""
        start = place
        while place < len(found) and (found[place].kind != SAME or _is_bridge(found, place)):
            piece = found[place]
            removed += piece.text if piece.kind != ADDED else ""
            added += piece.text if piece.kind != REMOVED else ""
            place += 1
        if removed:
            yield Piece(REMOVED, removed)
        if added:
            yield Piece(ADDED, added)
        if place == start:
            yield found[place]
            place += 1


def _is_bridge(pieces: list[Piece], place: int) -> bool:
    inside = 0 < place < len(pieces) - 1
    return inside and pieces[place].kind == SAME and pieces[place].text.isspace()
