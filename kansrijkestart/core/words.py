"""Searching in Dutch text by PostgreSQL: without accents, by the beginnings of words.

The embedded PostgreSQL has no extensions, so accents go as in ``Fold``. Words are kept twice: as
they are written, for names, and in the stem that the Dutch dictionary makes of them, so that
*zwangerschappen* finds *zwangerschap*.
"""

import re
from functools import reduce
from operator import and_
from typing import Final

from django.contrib.postgres.search import SearchQuery, SearchVectorField
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

    @property
    def query(self) -> SearchQuery:
        """The condition on ``Words``; holds letters and figures only, whatever was typed."""
        each = reduce(and_, (_word(one) for one in self.words))
        return each | _begin("".join(self.words)) if len(self.words) > 1 else each


def _word(word: str) -> SearchQuery:
    """A word as it begins, or another form of the same word.

    Not the beginning of a stem: that of *haaren* is *har*, with which Harlingen begins.
    """
    return _begin(word) | SearchQuery(word, config="dutch", search_type="raw")


def _begin(word: str) -> SearchQuery:
    return SearchQuery(f"{word}:*", config="simple", search_type="raw")
