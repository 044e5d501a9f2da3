"""Where a round is at a moment, as pure functions over its dates. See docs/adr/0030."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime

from monitoring.choices import RoundState

if TYPE_CHECKING:
    from monitoring.models import Round

INSTANT = timedelta(microseconds=1)


def state_at(asked: "Round", moment: datetime) -> RoundState:
    """Return the state of a round; a job that is late changes nothing about open and closed."""
    if asked.frozen_at is not None:
        is_out = asked.publishes_on is not None and localtime(moment).date() >= asked.publishes_on
        return RoundState.PUBLISHED if is_out else RoundState.FROZEN
    if moment < asked.opens_at:
        return RoundState.PLANNED
    return RoundState.OPEN if moment < asked.closes_at else RoundState.CLOSED


def last_day(closes_at: datetime) -> date:
    """Return the last day on which something can be handed in: midnight belongs to the day before.

    A round that closes on 1 January at 0:00 has 31 December as its last day.
    """
    return localtime(closes_at - INSTANT).date()


def division_day(asked: "Round") -> date:
    """Return the day whose municipalities and regions a round is about: that of its opening.

    Who was asked then stays in it, however the country is divided when it closes or is corrected.
    """
    return localtime(asked.opened_at or asked.opens_at).date()


def closing_words(closes_at: datetime) -> str:
    """Return until when something can be handed in: a day, with the time unless it is midnight."""
    local = localtime(closes_at)
    if local.time() == time.min:
        return date_format(last_day(closes_at), "j F Y")
    return date_format(local, "j F Y, H:i")


def due_days(closes_at: datetime, today: date) -> int:
    """Return how many days are left; zero on the last day, less when it is over."""
    return (last_day(closes_at) - today).days
