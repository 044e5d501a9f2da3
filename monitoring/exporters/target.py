"""What an export is about, and which places and coalitions belong to it. See docs/adr/0005."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, CoalitionMunicipality, Municipality, Region
from coalitions.querysets import open_on
from coalitions.selectors.states import MunicipalityState, municipality_states
from coalitions.selectors.voices import Voice
from kansrijkestart.accounts.models import User
from monitoring.choices import ExportScope, ReleaseState
from monitoring.models import Release


@dataclass(frozen=True)
class Target:
    """A coalition, a region or the country, in one year.

    ``reader`` is who asked for the export of a coalition: only they decide whether its advice goes
    along. Everything else is the same for everybody.
    """

    scope: str
    year: int
    coalition: Coalition | None = None
    region: Region | None = None
    asked_on: date | None = None
    reader: User | None = None

    @property
    def moment(self) -> date:
        """The day it tells about: the last of the year, or the day of asking while it runs."""
        return min(self.last_day, self.asked_on or self.last_day)

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    @property
    def is_national(self) -> bool:
        return self.scope == ExportScope.NATIONAL

    @property
    def is_region(self) -> bool:
        return self.scope == ExportScope.REGION

    @property
    def name(self) -> str:
        about = self.coalition or self.region
        return about.name if about else _("The Netherlands")

    @property
    def stem(self) -> str:
        """How its files begin: ``region-eindhoven-de-kempen-2024``."""
        about = self.coalition or self.region
        return "-".join(filter(None, [self.scope, about.slug if about else "", str(self.year)]))

    def during(self, since: str = "since", until: str = "until") -> Q:
        """Return the condition "the period touched this year"; an unknown side is open."""
        begun = Q(**{f"{since}__isnull": True}) | Q(**{f"{since}__lte": self.last_day})
        going_on = Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": self.first_day})
        return begun & going_on


@dataclass(frozen=True)
class AdviceRead:
    """The conversation that the reader of an export may read, and the rounds it is about."""

    rounds: list[int]
    voices: list[Voice]


@dataclass
class Record:
    """The places of a target with the coalitions that work for them on the last day of the year.

    ``own`` is the coalition whose whole record goes in: the coalition itself, or a region's own
    regional coalition. Of the others only what their municipalities share.
    """

    target: Target
    municipalities: list[Municipality]
    coverage: list[CoalitionMunicipality]
    own: Coalition | None
    sharing: dict[str, set[int]] = field(default_factory=dict)
    states: list[MunicipalityState] = field(default_factory=list)
    advice: AdviceRead | None = None

    @cached_property
    def coverage_of(self) -> dict[int, list[CoalitionMunicipality]]:
        """The coverage of each municipality."""
        found: dict[int, list[CoalitionMunicipality]] = defaultdict(list)
        for row in self.coverage:
            found[row.municipality_id].append(row)
        return dict(found)

    @cached_property
    def coalitions(self) -> list[Coalition]:
        found = {row.coalition_id: row.coalition for row in self.coverage}
        if self.own:
            found[self.own.pk] = self.own
        return sorted(found.values(), key=lambda one: (one.name_fold, one.slug))

    @cached_property
    def others(self) -> list[Coalition]:
        return [one for one in self.coalitions if self.own is None or one.pk != self.own.pk]

    @cached_property
    def is_demo(self) -> bool:
        """Whether anything in it was invented; any released demonstration figures count."""
        region = self.target.region
        return (
            any(one.is_demo for one in self.coalitions)
            or (region is not None and region.is_demo)
            or Release.objects.filter(is_demo=True).exclude(state=ReleaseState.DRAFT).exists()
        )

    def shares(self, municipality_id: int, kind: str) -> bool:
        return municipality_id in self.sharing.get(kind, set())

    def coalition_shares(self, coalition: Coalition, kind: str) -> bool:
        """A coalition shares when every municipality that it covers consented.

        Municipalities outside the target count too: its agreements are also theirs.
        """
        covered = self._covered_by.get(coalition.pk, set())
        return bool(covered) and covered <= self.sharing.get(kind, set())

    @cached_property
    def _covered_by(self) -> dict[int, set[int]]:
        rows = CoalitionMunicipality.objects.filter(
            open_on(self.target.last_day), coalition__in=self.coalitions
        )
        found: dict[int, set[int]] = defaultdict(set)
        for coalition, municipality in rows.values_list("coalition_id", "municipality_id"):
            found[coalition].add(municipality)
        return dict(found)


SHARED_WITH_REGION = (ConsentKind.AGREEMENTS_REGION, ConsentKind.INTERVENTIONS_REGION)


def load_record(target: Target) -> Record:
    """Read the places and coalitions of a target."""
    wanted = _municipalities(target)
    municipalities = list(wanted)
    return Record(
        target,
        municipalities,
        _coverage(target, municipalities),
        _own(target),
        _sharing() if target.is_region else {},
        [] if target.coalition else _states(target, wanted),
    )


def _states(target: Target, wanted: QuerySet[Municipality]) -> list[MunicipalityState]:
    """How far the municipalities were on the last day; whoever asks may know it of all."""
    return municipality_states(wanted, public_only=False, on=target.last_day)


def _municipalities(target: Target) -> QuerySet[Municipality]:
    rows = Municipality.objects.order_by("name_fold", "code")
    if target.coalition:
        return rows.covered_by(target.coalition, target.last_day)
    if target.region:
        return rows.in_region(target.region, target.last_day)
    return rows.valid_on(target.last_day)


def _coverage(target: Target, municipalities: list[Municipality]) -> list[CoalitionMunicipality]:
    rows = CoalitionMunicipality.objects.filter(
        open_on(target.last_day), municipality__in=municipalities
    ).select_related("coalition", "municipality")
    if target.coalition:
        rows = rows.filter(coalition=target.coalition)
    return list(
        rows.order_by("municipality__name_fold", "municipality__code", "coalition__slug", "pk")
    )


def _own(target: Target) -> Coalition | None:
    if target.coalition:
        return target.coalition
    if target.region is None:
        return None
    rows = Coalition.objects.regional().running().filter(region=target.region)
    return rows.order_by("pk").first()


def _sharing() -> dict[str, set[int]]:
    return {
        kind: set(Municipality.objects.sharing(kind).values_list("pk", flat=True))
        for kind in SHARED_WITH_REGION
    }
