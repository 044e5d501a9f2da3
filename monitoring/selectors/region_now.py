"""What goes on in a region now, for the first page of its lead: the round and the figures."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery

from coalitions.models import Region, RegionMunicipality
from coalitions.querysets import open_on
from coalitions.selectors.look_ups import array_of, record_of
from kansrijkestart.core import clock
from monitoring.choices import HANDED_IN, ResponseState, RoundState
from monitoring.models import Release, Response, Round
from monitoring.querysets.year import DIVISION_DAY
from monitoring.selectors.round_states import closing_words, state_at


@dataclass(frozen=True)
class RegionRound:
    """The newest round that opened: how far the municipalities of the region are.

    Counted are those with a coalition, so that somebody can answer, as on the round's own page.
    """

    round: Round
    handed_in: int
    busy: int
    not_started: int

    @property
    def asked(self) -> int:
        return self.handed_in + self.busy + self.not_started

    @property
    def state(self) -> RoundState:
        return state_at(self.round, clock.now())

    @property
    def until(self) -> str:
        return closing_words(self.round.closes_at)


@dataclass(frozen=True)
class RegionNow:
    """The newest round, if any opened, and when figures were last made public."""

    round: RegionRound | None
    published_at: datetime | None


ROUND_FIELDS = (
    "opens_at",
    "closes_at",
    "frozen_at",
    "publishes_on",
    "states",
    "questionnaire_version__title",
    "questionnaire_version__year",
    "questionnaire_version__questionnaire__key",
)


def region_now(region: Region) -> RegionNow:
    """Return the newest round with its counts, and when figures came out (one query)."""
    rounds = _rounds(region)
    public = Release.objects.public().order_by("-published_at")
    found = Region.objects.annotate(
        newest_round=array_of(rounds, ROUND_FIELDS),
        published_at=Subquery(public.values("published_at")[:1]),
    ).values("newest_round", "published_at")
    row = found.get(pk=region.pk)
    asked = [record_of(rounds, item) for item in row["newest_round"] or []]
    return RegionNow(_counted(asked[0]) if asked else None, row["published_at"])


def _rounds(region: Region) -> QuerySet[Round]:
    """Return the newest round that opened, with the states of the region's responses."""
    inside = RegionMunicipality.objects.filter(
        open_on(OuterRef("division_day")),  # type: ignore[arg-type]
        municipality=OuterRef("municipality"),
        region=region,
    )
    responses = Response.objects.alias(division_day=DIVISION_DAY).filter(
        Exists(inside), round=OuterRef("pk"), coalition__isnull=False
    )
    newest = Round.objects.newest_opened()
    return newest.annotate(states=ArraySubquery(responses.values("state")))[:1]


def _counted(asked: Any) -> RegionRound:
    found = Counter(asked.states)
    return RegionRound(
        asked,
        handed_in=sum(found[one] for one in HANDED_IN),
        busy=found[ResponseState.BUSY],
        not_started=found[ResponseState.NOT_STARTED],
    )
