"""How a coalition went: stages, municipalities, links and grants, for its own page."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from coalitions.choices import Stage
from coalitions.models import (
    Coalition,
    CoalitionLink,
    CoalitionMunicipality,
    CoalitionStage,
    Municipality,
    MunicipalitySuccession,
    RegionMunicipality,
)
from coalitions.querysets import CoalitionQuerySet, open_on
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock

# How far along, for a stage whose day is not known.
_RANK: Final = [Stage.UNKNOWN, Stage.ANNOUNCED, Stage.FORMING, Stage.FORMED, Stage.ENDED]


def in_order(stages: Iterable[CoalitionStage]) -> list[CoalitionStage]:
    """Sort stages by day.

    One without a day comes first, but after stages less far along of days before it was recorded:
    who adds that the coalition was announced in 2019 does not say that it is no longer formed.
    """
    rows = sorted(stages, key=lambda row: (row.since or date.min, row.pk or 0))
    if not rows or rows[0].since is not None:
        return rows
    undated, *dated = rows
    place = 0
    while place < len(dated) and _came_before(dated[place], undated):
        place += 1
    return [*dated[:place], undated, *dated[place:]]


def _came_before(dated: CoalitionStage, undated: CoalitionStage) -> bool:
    known_on = timezone.localtime(undated.created_at).date()
    is_earlier = dated.since is not None and dated.since < known_on
    return is_earlier and _RANK.index(Stage(dated.stage)) < _RANK.index(Stage(undated.stage))


def timeline(coalition: Coalition) -> list[CoalitionStage]:
    """Return the stages, the newest first.

    What stands with the coalition itself and is no row yet comes on top (not stored: no key).
    """
    rows = in_order(CoalitionStage.objects.filter(coalition=coalition))
    if not rows or rows[-1].stage != coalition.stage:
        rows.append(
            CoalitionStage(
                coalition=coalition,
                stage=coalition.stage,
                since=coalition.stage_since,
                source=coalition.stage_source,
            )
        )
    return rows[::-1]


@dataclass(frozen=True)
class Covered:
    """One period of coverage: past, running or still to come."""

    row: CoalitionMunicipality
    is_over: bool
    is_future: bool


def coverage_of(coalition: Coalition) -> list[Covered]:
    """Return every period, what runs first, then what is over."""
    today = clock.today()
    rows = CoalitionMunicipality.objects.filter(coalition=coalition).select_related("municipality")
    found = [
        Covered(
            row,
            row.until is not None and row.until <= today,
            row.since is not None and row.since > today,
        )
        for row in rows.order_by("municipality__name_fold", F("since").desc(nulls_last=True), "pk")
    ]
    return sorted(found, key=lambda one: one.is_over)


@dataclass(frozen=True)
class Pending:
    """A municipality that was abolished while a coalition still works for it."""

    row: CoalitionMunicipality
    on: date
    successors: list[Municipality]

    @property
    def names(self) -> str:
        return ", ".join(one.name for one in self.successors)


def pending_successions(coalition: Coalition) -> list[Pending]:
    """Return what is to be followed: coverage that goes on after its municipality was abolished.

    Without a known succession the day on which it was abolished counts, with no successor.
    """
    over = Q(until__isnull=True) | Q(until__gt=F("municipality__valid_until"))
    begun = Q(since__isnull=True) | Q(since__lt=F("municipality__valid_until"))
    rows = list(
        CoalitionMunicipality.objects.filter(
            over, begun, coalition=coalition, municipality__valid_until__lte=clock.today()
        )
        .select_related("municipality")
        .order_by("municipality__name_fold", "pk")
    )
    successors: dict[int, list[Municipality]] = defaultdict(list)
    found = MunicipalitySuccession.objects.filter(
        predecessor__in=[row.municipality_id for row in rows]
    )
    for one in found.select_related("successor").order_by("successor__name_fold"):
        successors[one.predecessor_id].append(one.successor)
    return [
        Pending(row, row.municipality.valid_until, successors[row.municipality_id])
        for row in rows
        if row.municipality.valid_until
    ]


@dataclass(frozen=True)
class Linked:
    """One period in which a local coalition takes part in a regional one."""

    link: CoalitionLink
    is_over: bool


def regional_links(coalition: Coalition) -> list[Linked]:
    """Return the regional coalitions that a local one takes part in, or did."""
    rows = CoalitionLink.objects.filter(local=coalition).select_related("regional")
    return _linked(rows.order_by("regional__name_fold", "pk"))


def local_links(coalition: Coalition) -> list[Linked]:
    """Return the local coalitions that take part in a regional one, or did."""
    rows = CoalitionLink.objects.filter(regional=coalition).select_related("local")
    return _linked(rows.order_by("local__name_fold", "pk"))


def _linked(rows: QuerySet[CoalitionLink]) -> list[Linked]:
    today = clock.today()
    found = [Linked(row, row.until is not None and row.until <= today) for row in rows]
    return sorted(found, key=lambda one: one.is_over)


def joinable(coalition: Coalition, user: User) -> CoalitionQuerySet:
    """Return the running regional coalitions that a local one may be told to take part in.

    Only those its reader may know of: on the public map, of a region that holds one of the own
    municipalities, or whose record they may open.
    """
    covered = CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition=coalition)
    around = Q(
        region__memberships__in=_open_memberships(),
        region__memberships__municipality__in=covered.values("municipality"),
    )
    known = Coalition.objects.filter(
        around
        | Q(pk__in=Coalition.objects.public().values("pk"))
        | Q(pk__in=Coalition.objects.visible_to(user).values("pk"))
    )
    return (
        Coalition.objects.regional()
        .exclude(stage=Stage.ENDED)
        .filter(pk__in=known.values("pk"))
        .exclude(pk=coalition.pk)
        .order_by("name_fold", "pk")
    )


def _open_memberships() -> QuerySet[RegionMunicipality]:
    return RegionMunicipality.objects.filter(open_on(clock.today()))
