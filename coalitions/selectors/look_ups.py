"""What is looked up of a coalition, asked for several coalitions and all sources in one query.

The start page shows the next steps and what is known of up to four coalitions, from some twenty
tables. A selector names the rows it needs as a ``LookUp`` and registers it in
``AppConfig.ready()``; ``look_up_together`` asks all of them at once, one array per coalition
(docs/adr/0037). A page that needs one of them asks for that one alone, in the same words::

    PARTNERS = LookUp("coalitions.partners", _partners, ("organisation_id",), _count)

    PARTNERS.of(reading)
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from coalitions.models import Coalition
from coalitions.registry import MAY_CHANGE, Reading
from kansrijkestart.accounts.models import User

T = TypeVar("T")
# The coalition that the rows of a look-up belong to.
THE_COALITION: Final = OuterRef("pk")


def the_coalition(depth: int) -> OuterRef:
    """Return the same for a query that stands ``depth`` queries deep within the rows."""
    found = THE_COALITION
    for _ in range(depth):
        found = OuterRef(found)
    return found


@dataclass(frozen=True, eq=False)
class LookUp(Generic[T]):
    """Rows of one coalition, and what is made of them.

    ``rows`` gives them for a reader, for the coalition ``THE_COALITION``, in their order and with
    their limit; None when this reader has none. ``fields`` are the names of what is read: own
    fields, annotations and fields of related records (``theme__name``). The rows come as records
    of their model; what is not named is asked for when it is used, so name all that is.
    """

    key: str
    rows: Callable[[User | None], QuerySet[Any] | None]
    fields: tuple[str, ...]
    make: Callable[[list[Any]], T]

    def of(self, reading: Reading) -> T:
        """Return what is made of the rows; one query unless it was asked already."""

        def alone() -> T:
            [found] = _ask([reading], [self])
            return self.make(found[self.key])

        return reading.remember(self.key, alone)


_look_ups: list[LookUp[Any]] = []


def register_look_up(*look_ups: LookUp[Any]) -> None:
    """Let pages of several coalitions ask for these rows in their one query."""
    _look_ups.extend(one for one in look_ups if one not in _look_ups)


def look_up_together(readings: Sequence[Reading]) -> None:
    """Look up everything registered for all readings of one reader: one query.

    Also who keeps the records, by the same rows as the permission ``coalitions.change_coalition``.
    """
    if not readings:
        return
    for reading, found in zip(readings, _ask(readings, _look_ups), strict=True):
        _keep(reading, found, _look_ups)


def read_together(
    coalitions: QuerySet[Coalition], user: Any, look_ups: Sequence[LookUp[Any]] | None = None
) -> list[Reading]:
    """Return a reading of each of these coalitions, with everything registered: one query.

    Or with other ``look_ups``, for a page that shows something else.
    """
    wanted = _look_ups if look_ups is None else look_ups
    readings = []
    for coalition, found in _rows_per_coalition(coalitions, user, wanted):
        reading = Reading(coalition, user)
        _keep(reading, found, wanted)
        readings.append(reading)
    return readings


def fields_of(model: Any, *related: str) -> tuple[str, ...]:
    """Return the names of all fields of a model and of the records it points to by ``related``."""
    names = [field.attname for field in model._meta.concrete_fields]
    for name in related:
        of = model._meta.get_field(name).related_model
        names += [f"{name}__{field.attname}" for field in of._meta.concrete_fields]
    return tuple(names)


def _keep(reading: Reading, found: dict[str, Any], look_ups: Iterable[LookUp[Any]]) -> None:
    for one in look_ups:
        reading.remember(one.key, partial(one.make, found[one.key]))
    if reading.user and not reading.user.is_superuser:
        reading.remember(MAY_CHANGE, partial(bool, found[MAY_CHANGE]))


def _ask(readings: Sequence[Reading], look_ups: Iterable[LookUp[Any]]) -> list[dict[str, Any]]:
    """Return per reading the rows by the key of their look-up."""
    rows = Coalition.objects.filter(pk__in=[reading.coalition.pk for reading in readings])
    found = _rows_per_coalition(rows.only("scope"), readings[0].user, look_ups)
    per_key = {coalition.pk: values for coalition, values in found}
    return [per_key.get(reading.coalition.pk, defaultdict(list)) for reading in readings]


def _rows_per_coalition(
    coalitions: QuerySet[Coalition], user: Any, look_ups: Iterable[LookUp[Any]]
) -> list[tuple[Coalition, dict[str, Any]]]:
    reader = user if isinstance(user, User) else None
    asked = [(one, rows) for one in look_ups if (rows := one.rows(reader)) is not None]
    names: dict[str, Any] = {
        f"look_up_{place}": array_of(rows, one.fields) for place, (one, rows) in enumerate(asked)
    }
    if reader is not None:
        kept = Coalition.objects.coordinated_by(reader).filter(pk=THE_COALITION)
        names["look_up_kept"] = Exists(kept)
    found = []
    for coalition in coalitions.annotate(**names):
        row = {name: coalition.__dict__.pop(name) for name in names}
        found.append((coalition, _rows_of(coalition, row, asked)))
    return found


def _rows_of(coalition: Coalition, row: dict[str, Any], asked: list[Any]) -> dict[str, Any]:
    known: defaultdict[str, Any] = defaultdict(list)
    known[MAY_CHANGE] = row.get("look_up_kept", False)
    for place, (one, rows) in enumerate(asked):
        known[one.key] = [
            _of(coalition, record_of(rows, item)) for item in row[f"look_up_{place}"] or []
        ]
    return known


def array_of(rows: QuerySet[Any], fields: Iterable[str]) -> ArraySubquery:
    """Return the rows of a subquery as one array, in their order; ``record_of`` reads each."""
    names = {"pk", *fields}
    for name in fields:
        parts = name.split("__")[:-1]  # with each related record also which one it is
        names |= {f"{'__'.join(parts[: depth + 1])}_id" for depth in range(len(parts))}
    return ArraySubquery(rows.values(found=JSONObject(**{name: name for name in sorted(names)})))


def record_of(rows: QuerySet[Any], item: dict[str, Any]) -> Any:
    """Return the record of a row of ``array_of``: an instance of its model, with annotations."""
    record = _instance(rows.model, item)
    for name, annotation in rows.query.annotations.items():
        if name in item:
            setattr(record, name, annotation.output_field.to_python(item[name]))
    return record


def _of(coalition: Coalition, record: Any) -> Any:
    if record.__dict__.get("coalition_id") == coalition.pk:
        record.coalition = coalition
    return record


def _instance(model: Any, item: dict[str, Any]) -> Any:
    """Return a record as the database gives it, with the related ones that were asked along."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    own, related = {}, defaultdict[str, dict[str, Any]](dict)
    for name, value in item.items():
        head, _dot, rest = name.partition("__")
        attname = model._meta.pk.attname if name == "pk" else name
        if rest:
            related[head][rest] = value
        elif attname in fields:
            own[attname] = fields[attname].to_python(value)
    names = [name for name in fields if name in own]
    record = model.from_db("default", names, [own[name] for name in names])
    for head, values in related.items():
        field, key = model._meta.get_field(head), own[f"{head}_id"]
        one = None if key is None else _instance(field.related_model, values | {"pk": key})
        field.set_cached_value(record, one)
    return record
