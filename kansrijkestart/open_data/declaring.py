"""How a resource says what it is, once: answers, files and the OpenAPI document are made of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from kansrijkestart.core.spreadsheets import Cell

Asked = Mapping[str, Any]
Schema = dict[str, Any]
Rows = Sequence[Any] | QuerySet[Any]

TEXT: Final[Schema] = {"type": "string"}
TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
DAY: Final[Schema] = {"type": ["string", "null"], "format": "date"}
WHOLE: Final[Schema] = {"type": "integer"}
WHOLE_OR_NULL: Final[Schema] = {"type": ["integer", "null"]}
YES_OR_NO: Final[Schema] = {"type": "boolean"}
ADDRESS: Final[Schema] = {"type": "string", "format": "uri"}
ADDRESS_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "uri"}


def one_of(values: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


def one_of_or_null(values: Sequence[str]) -> Schema:
    return {"type": ["string", "null"], "enum": [*values, None]}


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def whole(fields: Mapping[str, Schema], **more: Any) -> Schema:
    """An object with exactly these fields, all of them always there."""
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    } | more


@dataclass(frozen=True)
class Field:
    """One field: its meaning, its schema and how it is read of an item.

    Of a path on this site the whole address is told. ``cell`` gives what stands in a column, where
    that is not the value itself.
    """

    name: str
    about: str
    schema: Schema
    read: Callable[[Any], Any]
    cell: Callable[[Any], Cell] | None = None
    is_path: bool = False

    def value(self, item: Any, base: str) -> Any:
        found = self.read(item)
        return f"{base}{found}" if self.is_path and found else found

    def column(self, item: Any, base: str) -> Cell:
        """Lists are joined by semicolons, yes and no are words, what is not known is empty."""
        found = self.value(item, base)
        if self.cell is not None:
            return self.cell(found)
        if isinstance(found, bool):
            return "yes" if found else "no"
        if isinstance(found, list):
            return "; ".join(map(str, found))
        cell: Cell = found
        return cell


@dataclass(frozen=True)
class Parameter:
    """A filter in the address; ``schema`` is what it takes, and what is checked."""

    name: str
    about: str
    schema: Schema


@dataclass(frozen=True)
class Resource:
    """Something to read. ``find`` gives the rows that were asked for, None where there is none.

    ``load`` makes items of the rows of one page, in a fixed number of questions.
    """

    name: str
    kind: str  # of one item, in the OpenAPI document
    about: str
    fields: tuple[Field, ...]
    find: Callable[[Asked], Rows | None]
    load: Callable[[Sequence[Any]], Sequence[Any]] = list
    parameters: tuple[Parameter, ...] = ()

    @property
    def schema(self) -> Schema:
        """Of one item."""
        return whole(
            {one.name: one.schema | {"description": one.about} for one in self.fields},
            description=self.about,
        )

    def told(self, rows: Sequence[Any], base: str) -> list[dict[str, Any]]:
        """Return the items of these rows as an answer has them."""
        items = self.load(rows)
        return [{one.name: one.value(item, base) for one in self.fields} for item in items]

    def header(self) -> list[str]:
        return [one.name for one in self.fields]

    def table(self, rows: Sequence[Any], base: str) -> list[list[Cell]]:
        """The same as lines of a file."""
        return [[one.column(item, base) for one in self.fields] for item in self.load(rows)]
