"""Constraints that every app writes the same way."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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


def begins_first(
    begin: str, end: str, *, name: str, is_after: bool = False, words: Any = ""
) -> models.CheckConstraint:
    """Return the constraint that a period does not end before it begins; either may be unknown.

    With ``is_after`` it may not end on its first day either. ``words`` say so in other words.
    """
    said = _("The end date lies before the start date.")
    if is_after:
        said = _("The end date must be after the start date.")
    later = {f"{end}__gt" if is_after else f"{end}__gte": F(begin)}
    return models.CheckConstraint(
        condition=Q(**{f"{begin}__isnull": True}) | Q(**{f"{end}__isnull": True}) | Q(**later),
        name=name,
        violation_error_message=words or said,
    )
