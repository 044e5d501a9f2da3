"""Collects the results of all processes and writes docs/soak.md when the whole run is over."""

import os
import time

import pytest
from django.utils.timezone import localdate

from tests.soak import book
from tests.soak.sizes import SEED, scale

_failed: list[str] = []
_begun = time.monotonic()


def _is_first_process(config) -> bool:
    return not hasattr(config, "workerinput")


def pytest_sessionstart(session):
    if _is_first_process(session.config):
        book.LINES.unlink(missing_ok=True)


def pytest_runtest_logreport(report):
    if report.failed and "/soak/" in report.nodeid:
        _failed.append(report.nodeid.partition("::")[2])


def pytest_sessionfinish(session):
    if not _is_first_process(session.config):
        return
    minutes = (time.monotonic() - _begun) / 60
    about = (
        f"{localdate():%-d %B %Y}, scale {scale():g}, seed {SEED}, {os.cpu_count()} cores, "
        f"{minutes:.0f} minutes."
    )
    text = book.table(book.entries(), sorted(set(_failed)), about)
    if os.environ.get("SOAK_WRITE"):
        book.write(text)
    print(f"\n{text}")  # noqa: T201 - the result of the run


@pytest.fixture(autouse=True)
def _without_a_warm_cache():
    """A page that was made for one role may not help another."""
    from django.core.cache import cache

    cache.clear()
