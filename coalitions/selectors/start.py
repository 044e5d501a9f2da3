"""What the start page tells of one coalition: what changed, and which polls ask the reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coalitions.choices import ActionState
from coalitions.models import Action, CoalitionVisit, PollInvitation
from coalitions.registry import Reading
from coalitions.selectors.look_ups import THE_COALITION, LookUp, register_look_up
from coalitions.selectors.page_head import LatestChange, latest_changes
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock

A_MONTH: Final = timedelta(days=31)
MOST_CHANGES: Final = 4
MOST_ACTIONS: Final = 5


@dataclass(frozen=True)
class Changes:
    """The newest change of some kinds of record, and since when they are told."""

    since: str
    rows: Sequence[LatestChange]
    has_more: bool


def _visits(reader: User | None) -> QuerySet[CoalitionVisit] | None:
    if reader is None:
        return None
    return CoalitionVisit.objects.filter(user=reader, coalition=THE_COALITION)


def _polls(reader: User | None) -> QuerySet[PollInvitation] | None:
    if reader is None:
        return None
    asked = PollInvitation.objects.asked().filter(member=reader, poll__coalition=THE_COALITION)
    is_open = asked.filter(poll__closed_at__isnull=True, poll__closes_on__gte=clock.today())
    return is_open.order_by("poll__closes_on", "poll")


def _actions(reader: User | None) -> QuerySet[Action] | None:
    """The same for every coalition of the reader: asked along, not once more."""
    if reader is None:
        return None
    rows = Action.objects.visible_to(reader).filter(assigned_to=reader, state=ActionState.OPEN)
    return rows.for_plan()[:MOST_ACTIONS]


VISITS: Final[LookUp[list[CoalitionVisit]]] = LookUp(
    "coalitions.visits", _visits, ("seen_at", "previous_at"), list
)
ACTIONS: Final[LookUp[list[Action]]] = LookUp(
    "coalitions.my_actions", _actions, ("title", "due_on", "state", "coalition__name"), list
)
POLLS: Final[LookUp[list[Any]]] = LookUp(
    "coalitions.polls_asked", _polls, ("poll__title", "poll__closes_on"), list
)


def changes_lately(reading: Reading) -> Changes:
    """Return what changed since the reader looked at the record before today.

    Who did not look in the past month, or never, reads of a month.
    """
    month_ago = clock.now() - A_MONTH
    since = max(_last_look(reading) or month_ago, month_ago)
    rows = latest_changes(reading, since)
    words = _("in the past month")
    if since > month_ago:
        words = _("since %(date)s") % {"date": date_format(localtime(since), "j F")}
    return Changes(words, rows[:MOST_CHANGES], len(rows) > MOST_CHANGES)


def own_actions(reading: Reading) -> list[Action]:
    """Return the first open actions on the reader's name, of all coalitions, with coalition."""
    return ACTIONS.of(reading)


def _last_look(reading: Reading) -> datetime | None:
    """Return when the reader last opened the record on an earlier day."""
    today = datetime.combine(clock.today(), time.min, localtime(clock.now()).tzinfo)
    moments = [one for row in VISITS.of(reading) for one in (row.seen_at, row.previous_at) if one]
    return max((one for one in moments if one < today), default=None)


def polls_asked(reading: Reading) -> list[Any]:
    """Return the open polls for which the reader's account was invited, with ``poll``.

    Also one that the reader answered: who answered is kept apart from who was asked.
    """
    return POLLS.of(reading)


def register_own() -> None:
    """Called once when the app is ready."""
    register_look_up(VISITS, POLLS, ACTIONS)
