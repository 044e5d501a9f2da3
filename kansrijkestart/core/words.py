"""Searching in Dutch text by PostgreSQL: without accents, by the beginnings of words.

The embedded PostgreSQL has no extensions, so accents go as in ``Fold``. Words are kept twice: as
they are written, for names, and in the stem that the Dutch dictionary makes of them, so that
*zwangerschappen* finds *zwangerschap*.
"""

import re
from collections.abc import Collection
from typing import Any, Final

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import models

from kansrijkestart.core.models import Fold, stored_fold

WORDS_AT_MOST: Final = 8
LETTERS_AT_MOST: Final = 100
_WORD: Final = re.compile(r"[a-z0-9]+")


class Words(models.Func):
    """The words of a column whose case and accents are gone already: of a fold column."""

    template = "(to_tsvector('simple', %(expressions)s) || to_tsvector('dutch', %(expressions)s))"
    output_field = SearchVectorField()


def words_field(column: str) -> models.GeneratedField:
    """Return a stored column with the words of a column of free text."""
    return models.GeneratedField(
        expression=words_in(column), output_field=SearchVectorField(), db_persist=True
    )


def words_in(column: str) -> Words:
    """Return the words of a column of free text."""
    return Words(Fold(column))


class Asked:
    """What somebody typed: its words, of which the last may be half.

    Every word has to be there, or all of them as one, so that *centering pregnancy* finds
    CenteringPregnancy.
    """

    def __init__(self, text: str) -> None:
        self.text = text[:LETTERS_AT_MOST]
        self.words = _WORD.findall(stored_fold(self.text))[:WORDS_AT_MOST]

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def begin(self) -> str:
        """What a name begins with that is meant most likely."""
        return " ".join(self.words)

    def without(self, words: Collection[str]) -> "Asked":
        """Return the same without some words, as far as another is left."""
        left = [word for word in self.words if word not in words]
        return Asked(" ".join(left)) if left else self

    def within(self, words: "models.Expression | str") -> "Holds":
        """Return the condition that this is in ``words``: an expression or a stored column."""
        return Holds(words, _Query(self))


class _Query(models.Expression):
    """What is asked, for PostgreSQL: letters and figures only, whatever was typed.

    Written out, since as ``SearchQuery`` of each word it was a tenth of a search to put together.
    """

    output_field = SearchQueryField()

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.words = asked.words

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Each word as it begins or in another form of it, or all of them as one word.

        Not the beginning of a stem: that of *haaren* is *har*, with which Harlingen begins.
        """
        begin = "to_tsquery('simple', %s)"
        each = " && ".join([f"({begin} || to_tsquery('dutch', %s))"] * len(self.words))
        params = [part for word in self.words for part in (f"{word}:*", word)]
        if len(self.words) == 1:
            return each, params
        return f"(({each}) || {begin})", [*params, f"{''.join(self.words)}:*"]


class Holds(models.Func):
    """Whether words, the first, are what a query, the second, asks for."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = models.BooleanField()
