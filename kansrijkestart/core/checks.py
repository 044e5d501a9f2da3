"""Constraints that every app writes the same way."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q


class InList(models.CheckConstraint):
    """The database refuses a value that is not in its list, also from imports and by hand.

    In a form the field itself says so in words, so ``full_clean`` does not ask the database again.
    """

    def validate(self, *_args: Any, **_kwargs: Any) -> None:
        """Leave it to the field's own choices."""


def in_list(field: str, choices: Iterable[Any], *, blank: bool = False) -> InList:
    """Return the constraint that ``field`` holds one of ``choices`` (or nothing, with ``blank``).

    ``choices`` is a TextChoices class or a list of (value, label).
    """
    pairs = getattr(choices, "choices", choices)
    values = [str(value) for value, _label in pairs]
    return InList(
        condition=Q(**{f"{field}__in": [*values, ""] if blank else values}),
        name=f"%(app_label)s_%(class)s_{field}_in_list",
    )
