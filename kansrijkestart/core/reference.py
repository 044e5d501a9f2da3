"""Reference data from files in the project: who loads what, and the one way rows are compared.

Every app registers its loader in ``AppConfig.ready()``; lower apps come first, because Django makes
them ready first. A loader hands its rows to a Sync, which adds what is missing, changes what
differs and leaves alone what the files do not know.
"""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pghistory
from django.db import models, transaction

from kansrijkestart.core import clock
from kansrijkestart.core.models import Editable

M = TypeVar("M", bound=models.Model)
Loader = Callable[["Sync"], None]
Values = dict[str, Any]

_loaders: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """Let ``load_reference`` call this loader, after those registered before it."""
    _loaders[name] = loader


@dataclass(frozen=True)
class Change:
    """One difference between the files and the database; ``field`` is empty for a missing row."""

    table: str
    key: str
    field: str = ""
    stored: Any = None
    wanted: Any = None

    def __str__(self) -> str:
        if not self.field:
            return f"{self.table} {self.key}: +"
        return f"{self.table} {self.key}: {self.field} {self.stored!r} → {self.wanted!r}"


@dataclass
class Sync:
    """Collects the changes of one run while making them."""

    changes: list[Change] = field(default_factory=list)

    def rows(self, model: type[M], key: Sequence[str], rows: Iterable[Values]) -> dict[Any, M]:
        """Make the table hold these rows and return them by their key (a tuple when composed).

        A loader leaves out rows that a person keeps since; see docs/adr/0003.
        """
        wanted = list(rows)
        known = {_key(vars(record), key): record for record in model._default_manager.all()}
        added: list[M] = []
        for values in wanted:
            record = known.get(_key(values, key))
            if record is None:
                record = known[_key(values, key)] = model(**values)
                added.append(record)
                self._note(record, key)
            else:
                self._change(record, key, values)
        model._default_manager.bulk_create(added)
        return {_key(values, key): known[_key(values, key)] for values in wanted}

    def _change(self, record: models.Model, key: Sequence[str], values: Values) -> None:
        changed = {name: value for name, value in values.items() if getattr(record, name) != value}
        for name, value in changed.items():
            self._note(record, key, name, getattr(record, name), value)
            setattr(record, name, value)
        if not changed:
            return
        if isinstance(record, Editable):
            changed |= {"version": models.F("version") + 1, "updated_at": clock.now()}
        type(record)._default_manager.filter(pk=record.pk).update(**changed)

    def _note(
        self,
        record: models.Model,
        key: Sequence[str],
        name: str = "",
        stored: Any = None,
        wanted: Any = None,
    ) -> None:
        label = " ".join(str(getattr(record, part)) for part in key)
        self.changes.append(Change(record._meta.label, label, name, stored, wanted))


def _key(values: Values, key: Sequence[str]) -> Any:
    found = tuple(values[name] for name in key)
    return found[0] if len(found) == 1 else found


def load(*, check: bool = False) -> list[Change]:
    """Run every loader and return what changed; with ``check`` everything is rolled back."""
    sync = Sync()
    with transaction.atomic(), pghistory.context(command="load_reference"):
        for loader in _loaders.values():
            loader(sync)
        if check:
            transaction.set_rollback(True)
    return sync.changes


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a reference file of our own (UTF-8, comma)."""
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def day(text: str | None) -> date | None:
    """A date of a reference file; empty is unknown."""
    return date.fromisoformat(text) if text else None


def number(text: str | None) -> int | None:
    """A whole number of a reference file; empty is unknown."""
    return int(text) if text else None
