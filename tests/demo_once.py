"""The demo for the tests of a module: loaded once, and taken away after them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from kansrijkestart.core import reference
from monitoring import demo


@contextmanager
def demo_once(blocker: Any) -> Iterator[None]:
    """Hold reference and demo data in a transaction that is undone (``django_db_blocker``)."""
    with blocker.unblock(), transaction.atomic():
        reference.load()
        demo.load()
        yield
        transaction.set_rollback(True)
