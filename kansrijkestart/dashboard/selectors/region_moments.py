"""A region on a day: today as its pages show it, or a day of the past as far as the record knows.

Of a day of the past only what has a day of its own is known: since when a municipality takes part,
a stage, a partner, an agreement, an intervention. What has none is not recorded, which is no zero.
Consent is that of today, as everywhere: a municipality that stopped sharing shares nothing of then.
See docs/adr/0034.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Final

from django.db.models import Count, Q
from django.utils.timezone import localtime

from agreements.choices import AgreementState
from agreements.models import Agreement
from agreements.selectors.sharing import sharing_agreements
from coalitions.choices import Scope, Stage
from coalitions.models import Coalition, CoalitionStage, Municipality, Partnership, Region
from coalitions.selectors.life import in_order
from coalitions.selectors.states import STARTED, MunicipalityState, municipality_states
from interventions.matrix import Matrix, Row, region_matrix
from kansrijkestart.core import clock
from kansrijkestart.dashboard.selectors.regions import IN_FORCE, overview_rows

# An agreement that ended was in force from its start up to its end.
WAS_IN_FORCE: Final = [*IN_FORCE, AgreementState.ENDED]
# The lists of municipalities that signed up are of this day.
LISTED_ON: Final = date(2019, 6, 1)


@dataclass(frozen=True)
class Known:
    """A number on a day; None when the record cannot know it.

    ``unknown`` is of how many of what was counted the record does not know it, ``closed`` how many
    do not share it.
    """

    number: int | None
    unknown: int = 0
    closed: int = 0


@dataclass(frozen=True)
class Place:
    """A municipality on a day; ``stage`` is empty when the record does not know that of the day.

    ``running`` and ``agreements`` are None when nothing is recorded, or nothing is shared.
    """

    municipality: Municipality
    coalition: Coalition | None
    through: Coalition | None
    stage: str
    shares_interventions: bool
    running: int | None
    shares_agreements: bool
    agreements: int | None


@dataclass(frozen=True)
class RegionalRecord:
    """The record of the regional coalition with all its dates, read once for every day."""

    coalition: Coalition
    partners: list[Partnership] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)

    def knows(self, on: date) -> bool:
        """Whether there was a record on that day, so that nothing means nothing."""
        return localtime(self.coalition.created_at).date() <= on

    def partners_on(self, on: date) -> list[Partnership]:
        """Return who took part; of today as the page of partners, also without a first day."""
        is_past = on < clock.today()
        return [
            one
            for one in self.partners
            if _still(one, on) and not (is_past and (one.since is None or one.since > on))
        ]

    def undated_on(self, on: date) -> int:
        """Return of how many partners it is not known whether they took part already."""
        if on >= clock.today():
            return 0
        return sum(one.since is None and _still(one, on) for one in self.partners)

    def agreements_on(self, on: date) -> list[Agreement]:
        """Return the agreements in force."""
        today = on >= clock.today()
        return [o for o in self.agreements if (o.applies if today else _was_in_force(o, on))]


def _still(partner: Partnership, on: date) -> bool:
    return partner.until is None or partner.until > on


def _was_in_force(one: Agreement, on: date) -> bool:
    if one.state not in WAS_IN_FORCE or one.starts_on is None or one.starts_on > on:
        return False
    return one.ended_on is None or one.ended_on > on


@dataclass(frozen=True)
class Moment:
    """The municipalities of a region on a day, with the table of interventions of that day."""

    on: date
    matrix: Matrix
    places: list[Place]
    regional_stage: str = ""
    record: RegionalRecord | None = None

    @property
    def is_today(self) -> bool:
        return self.on >= clock.today()

    @property
    def size(self) -> Known:
        """How many municipalities the region has."""
        return Known(len(self.places) or None)

    @property
    def started(self) -> Known:
        """In how many municipalities a coalition is formed or being formed."""
        unknown = sum(one.stage in ("", Stage.UNKNOWN) for one in self.places)
        number = sum(one.stage in STARTED for one in self.places)
        if not self.places or (not self.is_today and not number and unknown):
            return Known(None)
        return Known(number, unknown)

    @property
    def with_agreements(self) -> Known:
        """How many municipalities have an agreement in force of their own, as far as shared."""
        closed = sum(not one.shares_agreements for one in self.places)
        return _counted([one.agreements for one in self.places if one.shares_agreements], closed)

    @property
    def with_running(self) -> Known:
        """In how many municipalities an intervention runs, as far as shared."""
        closed = sum(not one.shares_interventions for one in self.places)
        told = [one.running for one in self.places if one.shares_interventions]
        return _counted(told, closed)

    @property
    def different(self) -> Known:
        """How many different interventions run somewhere in the region."""
        running = self.with_running
        if running.number is None:
            return running
        columns = [*self.matrix.columns, *self.matrix.later]
        return replace(running, number=sum(bool(one.intervention and one.count) for one in columns))

    @property
    def partners(self) -> Known:
        """How many partners the regional coalition has; none recorded is not recorded."""
        if self.record is None:
            return Known(None)
        undated = self.record.undated_on(self.on)
        return Known(len(self.record.partners_on(self.on)) or None, undated)

    @property
    def regional_agreements(self) -> Known:
        """How many agreements of the regional coalition are in force."""
        if self.record is None or not self.record.agreements:
            return Known(None)
        number = len(self.record.agreements_on(self.on))
        return Known(number if number or self.record.knows(self.on) else None)

    def of_stage(self, stage: str) -> int:
        return sum(one.stage == stage for one in self.places)


def _counted(numbers: list[int | None], closed: int) -> Known:
    told = [one for one in numbers if one is not None]
    number, unknown = sum(one > 0 for one in told), len(numbers) - len(told)
    if not told or (unknown and not number):  # that none is known is not that there is none
        return Known(None, unknown, closed)
    return Known(number, unknown, closed)


def regional_record(coalition: Coalition | None) -> RegionalRecord | None:
    """Read the partners and agreements of a regional coalition, those that ended too."""
    if coalition is None:
        return None
    rows = Agreement.objects.filter(coalition=coalition)
    if coalition.is_local:  # of both: what it agrees for itself is no agreement of the region
        rows = rows.filter(scope=Scope.REGIONAL)
    agreements = list(rows.order_by("title_fold", "pk"))
    return RegionalRecord(coalition, list(coalition.partners.for_list()), agreements)


def region_moment(
    region: Region, on: date, regional: Coalition | None, record: RegionalRecord | None
) -> Moment:
    """Return the region on a day, in a fixed number of questions.

    ``record`` is for who may read that of the regional coalition; without it there are no partners
    and no agreements of the region.
    """
    matrix = region_matrix(region, on)
    if on >= clock.today():
        stage = regional.stage if regional else ""
        return Moment(on, matrix, _places_today(matrix), stage, record)
    states = municipality_states(
        Municipality.objects.in_region(region, on), public_only=False, on=on
    )
    deciding = {one.deciding.pk for one in states if one.deciding}
    stages = _stages_on({*deciding, *([regional.pk] if regional else [])}, on)
    places = _places_on(matrix, states, stages)
    return Moment(on, matrix, places, stages.get(regional.pk, "") if regional else "", record)


def _places_today(matrix: Matrix) -> list[Place]:
    return [
        Place(
            municipality=item.row.municipality,
            coalition=item.row.coalition,
            through=item.state.regional if item.state.is_through_region else None,
            stage=item.stage,
            shares_interventions=item.row.shares,
            running=_running(item.row),
            shares_agreements=item.shares_agreements,
            agreements=item.agreements,
        )
        for item in overview_rows(matrix)
    ]


def _running(row: Row) -> int | None:
    return row.running if row.shares and row.has_reported else None


def _stages_on(coalitions: Iterable[int], on: date) -> dict[int, str]:
    """Return the newest stage up to then of each; none where one without a day came after it."""
    found: dict[int, list[CoalitionStage]] = defaultdict(list)
    for row in CoalitionStage.objects.filter(coalition__in=coalitions):
        found[row.coalition_id].append(row)
    before = {
        pk: list(takewhile(lambda row: row.since is None or row.since <= on, in_order(rows)))
        for pk, rows in found.items()
    }
    return {pk: rows[-1].stage for pk, rows in before.items() if rows and rows[-1].since}


def _places_on(
    matrix: Matrix, states: list[MunicipalityState], stages: dict[int, str]
) -> list[Place]:
    by_place = {one.municipality.pk: one for one in states}
    counts = _agreements_on(matrix)
    found = []
    for row in matrix.rows:
        state, own = by_place[row.municipality.pk], row.coalition
        found.append(
            Place(
                municipality=row.municipality,
                coalition=own,
                through=state.regional if state.is_through_region else None,
                stage=_stage_on(state, stages, matrix.on),
                shares_interventions=row.shares,
                running=_running(row),
                shares_agreements=own is None or own.pk in counts,
                agreements=counts.get(own.pk) if own else None,
            )
        )
    return found


def _stage_on(state: MunicipalityState, stages: dict[int, str], on: date) -> str:
    if state.deciding:
        return stages.get(state.deciding.pk, "")
    return (Stage.ANNOUNCED if state.listing and on >= LISTED_ON else Stage.UNKNOWN).value


def _agreements_on(matrix: Matrix) -> dict[int, int | None]:
    """Return, per local coalition that shares them, how many agreements were in force.

    None when nothing tells: no agreements at all, or none of then in a record that began later.
    """
    on = matrix.on
    local = Q(agreements__scope=Scope.LOCAL)
    still = Q(agreements__ended_on__isnull=True) | Q(agreements__ended_on__gt=on)
    then = Q(agreements__state__in=WAS_IN_FORCE, agreements__starts_on__lte=on)
    rows = sharing_agreements(on).filter(
        pk__in={row.coalition.pk for row in matrix.rows if row.coalition}
    )
    found: dict[int, int | None] = {}
    for one in rows.annotate(
        recorded=Count("agreements", filter=local),
        applied=Count("agreements", filter=local & then & still),
    ):
        is_known = one.applied or (one.recorded and localtime(one.created_at).date() <= on)
        found[one.pk] = one.applied if is_known else None
    return found
