"""Saving a record only when nobody else saved it in the meantime."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from kansrijkestart.core.exceptions import DomainError, EditConflict
from kansrijkestart.core.models import Editable

E = TypeVar("E", bound=Editable)
M = TypeVar("M", bound=Model)


def still_there(rows: QuerySet[M], key: int) -> M:
    """Return the row with this key, locked, of a kind that can be taken away.

    Raises DomainError when somebody did so since the page was asked: the second of two clicks,
    or a form that was open in another window.
    """
    row = rows.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None:
        raise DomainError(_("Somebody took this away just now."))
    return row


def refuse_stale(record: Editable, expected_version: int | None) -> None:
    """Raise EditConflict when this locked record is not the version that the user saw.

    For a change of state, before its own rules: "that cannot be done any more" is then told as
    what it is, somebody else who was first.
    """
    if expected_version is not None and record.version != expected_version:
        raise EditConflict(record, {})


def save_versioned(
    record: E, *, expected_version: int | None, fields: Iterable[str], validate: bool = True
) -> E:
    """Write ``fields`` of ``record`` when its stored version still is ``expected_version``.

    ``None`` skips the comparison, for changes that do not start from a form (a state button, a
    job). Raises EditConflict with the stored record when somebody else was first, and
    ValidationError when the record breaks a rule. Must run inside a transaction.
    """
    names = list(fields)
    if validate:
        record.full_clean()
    values: dict[str, Any] = {name: getattr(record, name) for name in names}
    model = type(record)
    target = model._default_manager.filter(pk=record.pk)
    if expected_version is not None:
        target = target.filter(version=expected_version)
    moment = clock.now()
    if not target.update(**values, version=F("version") + 1, updated_at=moment):
        raise EditConflict(model._default_manager.get(pk=record.pk), values)
    record.refresh_from_db(fields=["version", "updated_at"])
    return record
