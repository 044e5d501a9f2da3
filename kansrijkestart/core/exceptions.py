"""Errors that services raise and views show."""

from typing import Any

from django.core.exceptions import ValidationError


class DomainError(ValidationError):
    """A rule of the domain refuses this change. The message says what to do."""


class EditConflict(Exception):  # noqa: N818
    """Somebody else saved this record after the user opened it.

    ``current`` is the record as it is now, ``submitted`` the user's own values by field name.
    """

    def __init__(self, current: Any, submitted: dict[str, Any]) -> None:
        super().__init__("edit conflict")
        self.current = current
        self.submitted = submitted
