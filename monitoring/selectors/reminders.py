"""Who is to be reminded of a round: per person the municipalities that have not handed in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.timezone import localtime

from coalitions.models import Coalition
from coalitions.selectors.members import keepers_per_coalition
from kansrijkestart.accounts.models import User
from monitoring.models import Response, Round
from monitoring.selectors.round_states import due_days, last_day

MONDAY: Final = 0


@dataclass(frozen=True)
class Late:
    """A municipality that has not handed in, and until when it may."""

    response: Response
    until: datetime

    @property
    def last_day(self) -> date:
        return last_day(self.until)


@dataclass
class Reader:
    """Somebody who keeps the record of coalitions that have not handed in."""

    user: User
    late: list[Late] = field(default_factory=list)

    @property
    def first_day(self) -> date:
        """The last day of the municipality whose end comes first."""
        return min(one.last_day for one in self.late)

    def days_reached(self, thresholds: Iterable[int], today: date) -> set[int]:
        """Thresholds that one of the municipalities has come to."""
        left = min(due_days(one.until, today) for one in self.late)
        return {days for days in thresholds if left <= days}


def late_in(asked: Round, moment: datetime) -> list[Late]:
    """Responses that were not handed in and that still can be; each with its own end."""
    longer = dict(asked.extensions.values_list("municipality", "until"))
    rows = asked.responses.late().filter(coalition__isnull=False)
    found = (
        Late(row, max(asked.closes_at, longer.get(row.municipality_id, asked.closes_at)))
        for row in rows.select_related("municipality", "coalition").order_by("pk")
    )
    return [one for one in found if one.until > moment]


def readers_of(asked: Round, moment: datetime) -> list[Reader]:
    """Who keeps the record of a late coalition, each once with all that is late there."""
    per_coalition: dict[int, list[Late]] = {}
    for one in late_in(asked, moment):
        per_coalition.setdefault(one.response.coalition_id or 0, []).append(one)
    found: dict[int, Reader] = {}
    kept = keepers_per_coalition(Coalition.objects.filter(pk__in=per_coalition))
    for coalition, users in kept.items():
        for user in users:
            reader = found.setdefault(user.pk, Reader(user))
            reader.late += per_coalition[coalition]
    return list(found.values())


def late_of(user: User, asked: Round, moment: datetime) -> list[Late]:
    """What of it one person keeps the record of, as it is now."""
    if not user.is_active:
        return []
    kept = set(Coalition.objects.coordinated_by(user).values_list("pk", flat=True))
    return [one for one in late_in(asked, moment) if one.response.coalition_id in kept]


def monday_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday() - MONDAY)


def digest_comes_in_time(today: date, end: date) -> bool:
    """Whether the next weekly mail still comes before the last day; on a Monday that is today's."""
    monday = today if today.weekday() == MONDAY else monday_of(today) + timedelta(days=7)
    return monday < end


def day_of(moment: datetime) -> date:
    return localtime(moment).date()
