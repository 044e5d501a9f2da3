"""Two snapshots of a record, and what is told of the time in between; in the same shape."""

from typing import Any

from coalitions.selectors.differences import pairs_between


def difference(first, second):
    """Return what differs between two snapshots: the kind, and the fields of changed records."""
    found: dict[Any, Any] = {}
    for record in first.keys() | second.keys():
        old, new = first.get(record), second.get(record)
        if old is None or new is None:
            found[record] = ("added" if old is None else "removed", frozenset())
        elif fields := frozenset(name for name in new if old[name] != new[name]):
            found[record] = ("changed", fields)
    return found


def told(feeds, since, until):
    """Return what the log tells of that time, per record: the kind, and the fields."""
    return {
        (pair.feed.source.key, (pair.after or pair.before).pgh_obj_id): (
            pair.kind,
            frozenset(field.attname for field in pair.fields),
        )
        for pair in pairs_between(feeds, since, until)
    }
