"""What a file of the catalogue would change: per intervention new, changed or the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Final

from interventions.importers.catalogue_findings import CatalogueFinding
from interventions.models import Intervention, Recognition
from interventions.selectors.catalogue_table import (
    BETWEEN,
    FIELDS,
    FORMER_NAMES,
    ONE_OF,
    OTHER_NAMES,
    RECOGNITION,
    cell_of,
    plain_text,
)
from kansrijkestart.core.templatetags.ks import day

NEW: Final = "new"
CHANGED: Final = "changed"
SAME: Final = "same"
Names = dict[str, bool]  # a name, and whether it is a former one


@dataclass(frozen=True)
class Change:
    """One column that would hold something else; empty is nothing."""

    row: int
    column: str
    old: str
    new: str
    is_dutch: bool = True  # words of the catalogue, not of the page


@dataclass
class RecognitionLine:
    """What a row says of one recognition, and which stored one that is."""

    number: int
    values: dict[str, Any]
    stored: Recognition | None = None

    @property
    def changes(self) -> list[Change]:
        """Return what differs; of a recognition that is new, everything it says."""
        found = (
            _change(self.number, column, field, getattr(self.stored, field, ""), self.values[field])
            for column, field in RECOGNITION.items()
        )
        return [one for one in found if one is not None]


@dataclass
class CatalogueLine:
    """What the file says of one intervention; ``names`` is None when no column is about them."""

    number: int
    item: Intervention | None
    values: dict[str, Any]
    names: Names | None = None
    recognitions: list[RecognitionLine] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.values.get("name") or (self.item.name if self.item else ""))

    @property
    def stored_names(self) -> Names:
        return {one.name: one.is_former for one in self.item.names.all()} if self.item else {}

    @property
    def changes(self) -> list[Change]:
        """Return what would be different, column by column."""
        return [*self._own(), *self._other_names(), *self._recognised()]

    @property
    def state(self) -> str:
        if self.item is None:
            return NEW
        return CHANGED if self.changes else SAME

    def _own(self) -> Iterator[Change]:
        for column, name in FIELDS.items():
            if name in self.values:
                stored = getattr(self.item, name, "")
                if change := _change(self.number, column, name, stored, self.values[name]):
                    yield change

    def _other_names(self) -> Iterator[Change]:
        if self.names is None:
            return
        for column, former in ((OTHER_NAMES, False), (FORMER_NAMES, True)):
            old = {name for name, is_former in self.stored_names.items() if is_former is former}
            new = {name for name, is_former in self.names.items() if is_former is former}
            if old != new:
                yield Change(
                    self.number, column, BETWEEN.join(sorted(old)), BETWEEN.join(sorted(new))
                )

    def _recognised(self) -> Iterator[Change]:
        for one in self.recognitions:
            yield from one.changes

    @property
    def mark(self) -> tuple[Any, ...]:
        """Say exactly what would be written, over what."""
        stored = (self.item.pk, self.item.version) if self.item else ()
        parts = [
            (sorted(one.values.items()), one.stored and (one.stored.pk, one.stored.version))
            for one in self.recognitions
        ]
        there = sorted(self.stored_names.items())
        names = None if self.names is None else sorted(self.names.items())
        return (*stored, sorted(self.values.items()), there, names, parts)


@dataclass
class CataloguePlan:
    """The whole file, understood. It may be stored only when no finding is an error."""

    lines: list[CatalogueLine] = field(default_factory=list)
    findings: list[CatalogueFinding] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not any(one.is_error for one in self.findings)

    @property
    def has_news(self) -> bool:
        return any(line.state != SAME for line in self.lines)

    @property
    def new(self) -> list[CatalogueLine]:
        return self._of(NEW)

    @property
    def changed(self) -> list[CatalogueLine]:
        return self._of(CHANGED)

    @property
    def same(self) -> list[CatalogueLine]:
        return self._of(SAME)

    def _of(self, state: str) -> list[CatalogueLine]:
        return [line for line in self.lines if line.state == state]

    @property
    def digest(self) -> str:
        """Say what would be done; another catalogue or another file has another one."""
        return sha256(repr([line.mark for line in self.lines]).encode()).hexdigest()


def _change(row: int, column: str, name: str, stored: Any, said: Any) -> Change | None:
    if isinstance(stored, str) and isinstance(said, str):
        is_same = plain_text(stored) == said
    elif isinstance(said, list):
        is_same = set(stored or []) == set(said)
    else:
        is_same = (stored or None) == (said or None)
    if is_same:
        return None
    is_dutch = isinstance(said, str) and name not in ONE_OF
    return Change(row, column, _shown(name, stored), _shown(name, said), is_dutch)


def _shown(name: str, value: Any) -> str:
    """Return a value in words, in the language of the page; nothing is empty."""
    return day(value) if isinstance(value, date) else str(cell_of(name, value or "") or "")
