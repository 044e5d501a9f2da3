"""What lies ahead in the records that coalitions itself keeps; see coalitions.selectors.coming."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy as _

from coalitions.choices import ActionState, AgendaState, AmbitionState, RoadMapState
from coalitions.models import (
    Action,
    Agenda,
    Ambition,
    EmbeddingItem,
    Meeting,
    Poll,
    RoadMapItem,
)
from coalitions.registry import Reading
from coalitions.selectors.agendas import taken_up
from coalitions.selectors.coming import ComingSource, register_coming
from coalitions.selectors.one_query import page
from coalitions.selectors.timeline import seen
from kansrijkestart.core.links import safe_reverse


def _poll(reading: Reading, pk: int) -> str:
    return safe_reverse("coalitions:poll", slug=reading.coalition.slug, pk=pk)


def _agenda(reading: Reading, pk: int) -> str:
    return safe_reverse("coalitions:agenda", slug=reading.coalition.slug, pk=pk)


def _open(model: Any, **conditions: Any) -> Callable[[Reading], QuerySet[Any]]:
    return lambda reading: seen(model, reading).filter(**conditions)


def _newest_meeting(reading: Reading) -> QuerySet[Any]:
    """Only the last one that was held says when the next one is.

    Until that is prepared; and once prepared and cancelled it is not ahead any more.
    """
    newest = seen(Meeting, reading).order_by("-held_on", "-pk").values("pk")[:1]
    return Meeting.objects.filter(pk__in=newest).filter(~Exists(taken_up()))


def _next_meeting(reading: Reading, _pk: int) -> str:
    """Who keeps the record prepares it; others look at what was held."""
    name = "coalitions:agenda_add" if reading.may_change else "coalitions:meetings"
    return safe_reverse(name, slug=reading.coalition.slug)


SOURCES = [
    ComingSource(
        key="actions",
        words=_("Action"),
        rows=_open(Action, state=ActionState.OPEN),
        on="due_on",
        name="title",
        url=page("coalitions:actions"),
    ),
    ComingSource(
        key="ambitions",
        words=_("Ambition to be reached"),
        rows=_open(Ambition, state=AmbitionState.RUNNING),
        on="reach_by",
        name="title",
        url=page("coalitions:plan"),
    ),
    ComingSource(
        key="road_map",
        words=_("To be delivered"),
        rows=_open(RoadMapItem, state__in=[RoadMapState.NOT_STARTED, RoadMapState.BUSY]),
        on="due_on",
        name="deliverable",
        url=page("coalitions:road_map"),
    ),
    ComingSource(
        key="embedding",
        words=_("Anchored until"),
        rows=_open(EmbeddingItem, ended_on__isnull=True),
        on="until",
        name="title",
        url=page("coalitions:embedding"),
    ),
    ComingSource(
        key="meetings",
        words=_("Next meeting"),
        rows=_newest_meeting,
        on="next_on",
        name="",
        url=_next_meeting,
        may_be_late=False,
    ),
    ComingSource(
        key="agendas",
        words=_("Meeting that is being prepared"),
        rows=_open(Agenda, state=AgendaState.PREPARED),
        on="day",
        name="",
        url=_agenda,
    ),
    ComingSource(
        key="polls",
        words=_("Last day of a poll"),
        rows=_open(Poll, closed_at__isnull=True),
        on="closes_on",
        name="title",
        url=_poll,
        may_be_late=False,
    ),
]


def register_own() -> None:
    """Called once when the app is ready."""
    for source in SOURCES:
        register_coming(source)
