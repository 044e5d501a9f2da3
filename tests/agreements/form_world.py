"""What the form of an agreement sends."""

import uuid
from datetime import timedelta

from kansrijkestart.core import clock


def fields(**values):
    """Return the fields of a draft that a test says no more of, with a key of its own."""
    base = {
        "title": "Samen bellen",
        "review_on": (clock.today() + timedelta(days=365)).isoformat(),
        "state": "draft",
        "practice": "unknown",
        "kind": "working",
        "idempotency_key": str(uuid.uuid4()),
    }
    return base | values
