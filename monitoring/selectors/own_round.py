"""The newest questionnaire of a coalition on its start page: how far, until when, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coalitions.models import Coalition
from coalitions.registry import Reading
from coalitions.selectors.look_ups import LookUp, register_look_up, the_coalition
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.links import safe_reverse
from monitoring.choices import RoundState
from monitoring.models import Response, Round
from monitoring.querysets.year import newest_first
from monitoring.selectors.deadlines import deadline_of
from monitoring.selectors.round_states import closing_words, last_day, state_at


@dataclass(frozen=True)
class OwnRound:
    """A round as it is for one coalition.

    ``state`` is that of the answers of all its municipalities; empty when they differ.
    """

    title: str
    state: str
    until: str
    url: str


def _newest(reader: User | None) -> QuerySet[Response] | None:
    """Return the responses of the newest round, for who takes part in the coalition."""
    if reader is None:
        return None
    opened = Response.objects.filter(
        coalition=the_coalition(1),
        coalition__in=Coalition.objects.taken_part_in_by(reader),
        round__opened_at__isnull=False,
        # Only what its address opens; a round that another of that year came after has no page.
        round__in=Round.objects.with_pages().values("pk"),
    )
    newest = opened.order_by(*newest_first("round__"))
    rows = Response.objects.filter(
        coalition=the_coalition(0), round=Subquery(newest.values("round")[:1])
    )
    return rows.with_last_moment().order_by("municipality__name_fold", "pk")


RESPONSES: Final[LookUp[list[Any]]] = LookUp(
    "monitoring.newest_round",
    _newest,
    (
        "state",
        "last_moment",
        "round__opens_at",
        "round__closes_at",
        "round__frozen_at",
        "round__publishes_on",
        "round__questionnaire_version__title",
        "round__questionnaire_version__year",
        "round__questionnaire_version__questionnaire__key",
    ),
    list,
)


def own_round(reading: Reading) -> OwnRound | None:
    """Return the newest round that asks something of the coalition; None when none did yet."""
    rows = RESPONSES.of(reading)
    if not rows:
        return None
    version = rows[0].round.questionnaire_version
    states = {row.state for row in rows}
    return OwnRound(
        title=version.title,
        state=states.pop() if len(states) == 1 else "",
        until=_until(rows),
        url=safe_reverse(
            "monitoring:response",
            slug=reading.coalition.slug,
            year=version.year,
            key=version.questionnaire.key,
        ),
    )


def _until(rows: Sequence[Any]) -> str:
    """Say until when something can be handed in, or since when no more."""
    asked, now = rows[0].round, clock.now()
    deadline = deadline_of(asked.closes_at, [row.last_moment for row in rows])
    if state_at(asked, now) == RoundState.OPEN or deadline.until > max(now, asked.closes_at):
        return _("Open up to and including %(day)s.") % {"day": closing_words(deadline.ends_at)}
    return _("Closed; the last day was %(day)s.") % {
        "day": date_format(last_day(deadline.until), "j F Y")
    }


def register_own() -> None:
    """Called once when the app is ready."""
    register_look_up(RESPONSES)
