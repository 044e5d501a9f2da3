"""Reads one cell of a file of the catalogue; what cannot be read is told and left empty."""

import re
from datetime import date
from functools import cache
from typing import Any, Final

from django.db import models
from django.utils.text import capfirst

from interventions.importers.catalogue_findings import CatalogueFinding
from interventions.importers.catalogue_plan import Names
from interventions.importers.matrix_words import in_every_language
from interventions.models import Intervention, Recognition
from interventions.selectors.catalogue_table import (
    FIELDS,
    FORMER_NAMES,
    ONE_OF,
    OTHER_NAMES,
    RECOGNITION,
    SOME_OF,
    plain_text,
)
from interventions.selectors.names import closest, sign_of
from kansrijkestart.core.models import stored_fold
from kansrijkestart.core.tables_in import Row, Table

DUTCH_DATE: Final = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$")
SEPARATORS: Final = re.compile(r"[|;]")
FIRST_YEAR, LAST_YEAR = 1900, 2100
DATES: Final = frozenset({"recognised_on", "expires_on", "checked_on"})
MOST_TEXT: Final = 5000
LONGEST_NAME: Final = 150
WEEK: Final = "earliest_week"
ONE_LINE: Final = frozenset({"name", "database"})


@cache
def _known_words(words: type[models.TextChoices]) -> dict[str, str]:
    """Return, by how a word is written, what is stored; in every language of the site."""
    known: dict[str, str] = {}
    for one in words:
        labels = in_every_language(lambda one=one: str(one.label))  # type: ignore[misc]
        known |= dict.fromkeys(map(sign_of, [*labels, one.value]), str(one.value))
    return known


class Cells:
    """The cells of a table by the name of their column, and what is wrong with them."""

    def __init__(self, table: Table, places: dict[str, int]) -> None:
        self.table, self.places = table, places
        self.findings: list[CatalogueFinding] = []

    def find(self, row: int, column: str, code: str, **values: str | int) -> None:
        place = self.places.get(column, -1) + 1
        if place not in self.table.unread_cells.get(row, ()):  # else it is said already
            one = CatalogueFinding(row, place or None, code, values, column if place else "")
            self.findings.append(one)

    @property
    def errors(self) -> int:
        return sum(one.is_error for one in self.findings)

    def text(self, row: Row, column: str) -> str:
        """Return what stands there; a column that is not in the file is empty."""
        return plain_text(row.cells[self.places[column]]) if column in self.places else ""

    def fields(self, row: Row) -> dict[str, Any]:
        """Return what the row says of the intervention itself, of the columns that are there."""
        return {
            name: self._value(row, column, name, Intervention)
            for column, name in FIELDS.items()
            if column in self.places
        }

    def recognition(self, row: Row) -> dict[str, Any]:
        """Return what the row says of a recognition."""
        return {
            name: self._value(row, column, name, Recognition)
            for column, name in RECOGNITION.items()
        }

    def names(self, row: Row) -> Names | None:
        """Return the other names of the columns that are there."""
        if OTHER_NAMES not in self.places and FORMER_NAMES not in self.places:
            return None
        found: Names = {}
        for column, is_former in ((OTHER_NAMES, False), (FORMER_NAMES, True)):
            for name in self._parts(row, column):
                there = {stored_fold(one): former for one, former in found.items()}
                if len(name) > LONGEST_NAME:
                    self.find(row.number, column, "too_long", limit=LONGEST_NAME)
                elif there.get(stored_fold(name), is_former) is not is_former:
                    self.find(row.number, column, "name_twice", name=name[:80])
                elif stored_fold(name) not in there:
                    found[name] = is_former
        return found

    def _parts(self, row: Row, column: str) -> list[str]:
        parts = (" ".join(part.split()) for part in SEPARATORS.split(self.text(row, column)))
        return [part for part in parts if part]

    def _value(self, row: Row, column: str, name: str, model: type[models.Model]) -> Any:
        if name in SOME_OF:
            return self._some(row, column, SOME_OF[name])
        if name in ONE_OF:
            return self._word(row, column, self.text(row, column), ONE_OF[name])
        if name in DATES or name == WEEK:
            return self._week(row, column) if name == WEEK else self._date(row, column)
        return self._plain(row, column, name, model)

    def _plain(self, row: Row, column: str, name: str, model: type[models.Model]) -> str:
        text = self.text(row, column)
        if name in ONE_LINE:
            text = " ".join(text.split())
        limit = getattr(model._meta.get_field(name), "max_length", None) or MOST_TEXT
        if len(text) > limit:
            self.find(row.number, column, "too_long", limit=limit)
        return text

    def _word(self, row: Row, column: str, text: str, words: type[models.TextChoices]) -> str:
        if not text:
            return ""
        found = _known_words(words).get(sign_of(text))
        if found is None:
            labels = [capfirst(str(one.label)) for one in words]
            values = {"value": text[:60], "words": "; ".join(labels)}
            near = closest(text, labels)
            code = "near_word" if near else "unknown_word"
            self.find(row.number, column, code, **values, near=near)
        return found or ""

    def _some(self, row: Row, column: str, words: type[models.TextChoices]) -> list[str]:
        said = {self._word(row, column, part, words) for part in self._parts(row, column)}
        return [str(one.value) for one in words if one.value in said]

    def _date(self, row: Row, column: str) -> date | None:
        text = self.text(row, column)
        if not text:
            return None
        try:
            parts = DUTCH_DATE.match(text)
            day = date(*map(int, reversed(parts.groups()))) if parts else date.fromisoformat(text)
        except ValueError:
            day = date.min
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.find(row.number, column, "wrong_date", value=text[:40])
            return None
        return day

    def _week(self, row: Row, column: str) -> int | None:
        text = self.text(row, column)
        if not text:
            return None
        week = int(text) if re.fullmatch(r"[0-9]{1,2}", text) else 0
        if not 1 <= week <= 42:
            self.find(row.number, column, "wrong_week", value=text[:40])
            return None
        return week
