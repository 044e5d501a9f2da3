"""What a browser sends along with a form that creates something."""

from uuid import uuid4


def once(data):
    """Return the fields with a new key, as a page that was just opened has."""
    return data | {"idempotency_key": str(uuid4())}
