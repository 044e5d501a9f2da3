"""How far every municipality is, for the map and the national overview.

RIVM counts municipalities, not coalitions: a coalition's stage counts for every municipality of the
division that it covers. A municipality without a record to look at is "announced" when it stood on
the public lists of June 2019, and otherwise not known.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from coalitions.choices import RegionKind, Scope, Stage
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    GidsListing,
    Municipality,
    MunicipalityAlias,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from interventions.matrix import STAGE_ORDER, stage_place
from kansrijkestart.core import clock
from kansrijkestart.core.models import Fold


@dataclass(frozen=True)
class MunicipalityState:
    """One municipality with the stage that counts for it.

    ``public_slug`` names the coalition's public page; ``from_list`` says that only the lists of
    2019 are known.
    """

    municipality: Municipality
    stage: str
    public_slug: str = ""
    region: str = ""
    from_list: bool = False


@dataclass
class ProvinceCount:
    """The municipalities of one province per stage."""

    name: str
    states: list[MunicipalityState] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.states)

    @property
    def counts(self) -> list[int]:
        """Per stage, in the order of ``STAGE_ORDER``."""
        found = Counter(state.stage for state in self.states)
        return [found[stage] for stage in STAGE_ORDER]


def municipality_states(
    municipalities: QuerySet[Municipality] | None = None, *, public_only: bool = True
) -> list[MunicipalityState]:
    """Return the state of every municipality of today, in order of name.

    With ``public_only`` a coalition that is not on the public map is not taken into account at all.
    """
    today = clock.today()
    if municipalities is None:
        municipalities = Municipality.objects.valid_on(today)
    public = set(Coalition.objects.public().values_list("pk", flat=True))
    coverage = _coverage(today, public if public_only else None)
    listed = set(GidsListing.objects.values_list("municipality", flat=True))
    regions = dict(
        RegionMunicipality.objects.filter(open_on(today), region__kind=RegionKind.GGD)
        .order_by("pk")
        .values_list("municipality", "region__name")
    )
    return [
        _state(place, coverage.get(place.pk, []), public, listed, regions.get(place.pk, ""))
        for place in municipalities.order_by("name_fold", "code")
    ]


def division_of(year: int) -> QuerySet[Municipality]:
    """Return the municipalities of the division of a year: those that existed on 1 January."""
    return Municipality.objects.valid_on(date(year, 1, 1))


def per_province(states: Iterable[MunicipalityState]) -> list[ProvinceCount]:
    """Group by province, in order of name."""
    found: dict[str, ProvinceCount] = {}
    for state in states:
        name = state.municipality.province
        found.setdefault(name, ProvinceCount(name)).states.append(state)
    return [found[name] for name in sorted(found)]


def find_municipalities(text: str) -> QuerySet[Municipality]:
    """Find municipalities of today by name or other spelling, without case and accents."""
    folded = Fold(Cast(Value(text.strip()), CharField()))
    other = MunicipalityAlias.objects.filter(name_fold__contains=folded)
    return Municipality.objects.valid_on(clock.today()).filter(
        Q(name_fold__contains=folded) | Q(pk__in=other.values("municipality"))
    )


def public_regional() -> QuerySet[Coalition]:
    """Return the regional coalitions that are public."""
    return Coalition.objects.public().filter(scope=Scope.REGIONAL).for_list()


def _coverage(today: date, only: set[int] | None) -> dict[int, list[Coalition]]:
    rows = CoalitionMunicipality.objects.filter(open_on(today), coalition__scope=Scope.LOCAL)
    if only is not None:
        rows = rows.filter(coalition__in=only)
    found: dict[int, list[Coalition]] = defaultdict(list)
    for row in rows.select_related("coalition").order_by("coalition__name_fold", "pk"):
        found[row.municipality_id].append(row.coalition)
    return found


def _state(
    place: Municipality,
    coalitions: list[Coalition],
    public: set[int],
    listed: set[int],
    region: str,
) -> MunicipalityState:
    if not coalitions:
        from_list = place.pk in listed
        stage = Stage.ANNOUNCED if from_list else Stage.UNKNOWN
        return MunicipalityState(place, stage, region=region, from_list=from_list)
    coalitions = sorted(coalitions, key=stage_place)
    open_to_all = [item for item in coalitions if item.pk in public]
    return MunicipalityState(
        place,
        coalitions[0].stage,
        public_slug=open_to_all[0].slug if open_to_all else "",
        region=region,
    )
