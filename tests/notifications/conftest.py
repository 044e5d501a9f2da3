"""A kind of notification that is there during one test."""

import pytest

from kansrijkestart.notifications import registry
from tests.notifications.world import TRIED, tried


@pytest.fixture
def over(monkeypatch) -> set[int]:
    """Register the tried kind; returns the keys of rows that are not so any more, to add to."""
    found: set[int] = set()
    monkeypatch.setitem(registry._kinds, TRIED, tried(found))
    return found


@pytest.fixture
def own_storage(settings, tmp_path):
    """Keep files of exports apart."""
    settings.MEDIA_ROOT = tmp_path
