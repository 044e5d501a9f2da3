"""How every record is tracked: one decorator, so that nothing is tracked half."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, personal: Sequence[str] = ()) -> Callable[[M], M]:
    """Record every insert, update and delete of a model by database triggers.

    ``personal`` fields are left out of the stored values: an event says *that* something changed
    (it is written for any change of the row), never the old or new value. Signing in is no change.
    """

    def decorate(model: M) -> M:
        excluded = [*personal, *_generated(model)]
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(condition=pgtrigger.AnyChange(*_watched(model))),
            pghistory.DeleteEvent(),
            exclude=excluded or None,
            append_only=True,
        )(model)

    return decorate


def _watched(model: type[models.Model]) -> list[str]:
    """Name the fields whose change makes an event; unsaid, pghistory leaves personal ones out."""
    silent = {"last_login", *_generated(model)}
    return [field.name for field in model._meta.fields if field.name not in silent]


def _generated(model: type[models.Model]) -> list[str]:
    return [f.name for f in model._meta.fields if isinstance(f, models.GeneratedField)]
