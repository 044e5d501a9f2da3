"""Reference data from files in the project: who loads what, and the one way rows are compared.

Every app registers its loader in ``AppConfig.ready()``; lower apps come first, because Django makes
them ready first. A loader hands its rows to a Sync, which adds what is missing, changes what
differs and leaves alone what the files do not know.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import pghistory
from django.conf import settings
from django.db import models, transaction

from kansrijkestart.core import clock
from kansrijkestart.core.models import Editable, ReferenceFile

M = TypeVar("M", bound=models.Model)
Loader = Callable[["Sync"], None]
Values = dict[str, Any]

_loaders: dict[str, Loader] = {}
# Number of rows per file that the run at hand has read.
_reading: ContextVar[dict[Path, int] | None] = ContextVar("reference_files", default=None)


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
    with (
        transaction.atomic(),
        pghistory.context(command="load_reference"),
        _files_noted() as files,
    ):
        for loader in _loaders.values():
            loader(sync)
        if check:
            transaction.set_rollback(True)
        else:
            _remember(files)
    return sync.changes


@contextmanager
def _files_noted() -> Iterator[dict[Path, int]]:
    files: dict[Path, int] = {}
    token = _reading.set(files)
    try:
        yield files
    finally:
        _reading.reset(token)


def _note_file(path: Path, rows: int) -> None:
    if (files := _reading.get()) is not None:
        files[path] = rows


def name_of(path: Path) -> str:
    """Return what a reference file is called: its place in the project."""
    return path.resolve().relative_to(settings.BASE_DIR).as_posix()


def digest_of(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _remember(files: dict[Path, int]) -> None:
    """Write down what was read; a file that did not change keeps the moment it was loaded."""
    known = {row.name: row for row in ReferenceFile.objects.all()}
    for path, rows in files.items():
        values = {"digest": digest_of(path), "rows": rows}
        row = known.pop(name_of(path), None)
        if row is None:
            ReferenceFile.objects.create(name=name_of(path), **values)
        elif (row.digest, row.rows) != (values["digest"], rows):
            values["loaded_at"] = clock.now()
            ReferenceFile.objects.filter(pk=row.pk).update(**values)
    ReferenceFile.objects.filter(name__in=known).delete()


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a reference file of our own (UTF-8, comma)."""
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    _note_file(path, len(rows))
    return rows


def read_json(path: Path) -> Any:
    found = json.loads(path.read_text(encoding="utf-8"))
    parts = found.values() if isinstance(found, dict) else [found]
    _note_file(path, sum(len(part) for part in parts if isinstance(part, list)))
    return found


def day(text: str | None) -> date | None:
    """A date of a reference file; empty is unknown."""
    return date.fromisoformat(text) if text else None


def number(text: str | None) -> int | None:
    """A whole number of a reference file; empty is unknown."""
    return int(text) if text else None
