"""Sentences of which the numbers lead to their lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Piece:
    """A part of a sentence; with an address it is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Sentence:
    """Translated words with named places, what stands there, and where some of that leads."""

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
                found.append(Piece(str(value), self.urls.get(part, "") if value else ""))
        return [one for one in found if one.text]
