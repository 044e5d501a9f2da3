"""The one source of time, so that a test can travel and every moment agrees."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("fixed_now", default=None)


def now() -> datetime:
    """Return the current moment, aware, in UTC."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """Return the current date in the site's time zone."""
    return timezone.localtime(now()).date()


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, monthrange(year, day.month)[1]))


@contextmanager
def travel(moment: datetime) -> Iterator[None]:
    """Let the clock stand still at ``moment``. For tests and reproducible demo data."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
