"""The history of a record, for tests that look into it."""

from typing import Any

from django.db.models import Manager, Model


def events_of(record: Model) -> Manager[Any]:
    """Return the events of a record; the types do not know what django-pghistory adds."""
    events: Manager[Any] = record.events  # type: ignore[attr-defined]
    return events
