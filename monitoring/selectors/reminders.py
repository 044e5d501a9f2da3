"""Who is to be reminded of a round: per person the municipalities that have not handed in."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from coalitions.models import Coalition
from coalitions.selectors.members import keepers_per_coalition
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from monitoring.models import Response, Round, RoundExtension
from monitoring.selectors.round_states import due_days, last_day


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

    def per_coalition(self) -> dict[Coalition, list[Late]]:
        """What is late, apart for each coalition: each has a page of its own."""
        found: dict[Coalition, list[Late]] = {}
        for one in self.late:
            if one.response.coalition is not None:
                found.setdefault(one.response.coalition, []).append(one)
        return found


def days_reached(late: Iterable[Late], thresholds: Iterable[int], today: date) -> set[int]:
    """Thresholds that one of the municipalities has come to."""
    left = min(due_days(one.until, today) for one in late)
    return {days for days in thresholds if left <= days}


def places_about(late: Iterable[Late]) -> dict[str, Any]:
    """What words about late municipalities need: which, and the first last day."""
    found = list(late)
    return {
        "municipalities": ", ".join(one.response.municipality.name for one in found),
        "last_on": min(one.last_day for one in found).isoformat(),
    }


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


def late_places(
    pairs: Collection[tuple[int, int]], kept: Collection[int]
) -> dict[tuple[int, int], list[Late]]:
    """What is late now of these rounds and coalitions, as far as these are kept: three questions.

    By round and coalition; only what can still be handed in.
    """
    asked = {one for one, coalition in pairs if coalition in kept}
    rounds = Round.objects.filter(pk__in=asked, opened_at__isnull=False, frozen_at=None).in_bulk()
    longer = {
        (one, municipality): until
        for one, municipality, until in RoundExtension.objects.filter(round__in=rounds).values_list(
            "round", "municipality", "until"
        )
    }
    rows = Response.objects.late().filter(round__in=rounds, coalition__in=kept)
    found: dict[tuple[int, int], list[Late]] = {}
    for row in rows.select_related("municipality").order_by("municipality__name_fold", "pk"):
        end = rounds[row.round_id].closes_at
        until = max(end, longer.get((row.round_id, row.municipality_id), end))
        pair = (row.round_id, row.coalition_id or 0)
        if pair in pairs and until > clock.now():
            found.setdefault(pair, []).append(Late(row, until))
    return found
