"""Sentences of which the numbers lead to their lists."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; with an address it is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Sentence:
    """Translated words with named places, what stands there, and where some of that leads.

    What stands there may be a sentence itself, with links of its own.
    """

    words: str
    values: Mapping[str, object]
    urls: Mapping[str, str]

    def __str__(self) -> str:
        return self.words % self.values

    @property
    def pieces(self) -> list[Piece]:
        """Return the sentence in parts; what counts nothing leads nowhere."""
        found = []
        for place, part in enumerate(_PLACE.split(self.words)):
            if place % 2 == 0:
                found.append(Piece(part.replace("%%", "%")))
            else:
                value = self.values[part]
                if isinstance(value, Sentence):
                    found += value.pieces
                else:
                    found.append(Piece(str(value), self.urls.get(part, "") if value else ""))
        return [one for one in found if one.text]


def in_a_row(sentences: Iterable[Sentence], between: str = " ") -> Sentence:
    """Return sentences as one; each keeps its own links."""
    values = {str(place): one for place, one in enumerate(sentences)}
    return Sentence(between.join(f"%({name})s" for name in values), values, {})
