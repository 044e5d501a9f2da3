"""The states of municipalities (``coalitions.selectors.states``) per province, and by name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst

from coalitions.choices import RegionKind
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    Municipality,
    MunicipalityAlias,
    Region,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from coalitions.selectors.states import STAGE_ORDER, MunicipalityState
from kansrijkestart.core import clock
from kansrijkestart.core.models import Fold
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.words import Asked, Words
from kansrijkestart.dashboard.selectors.kind_words import PLACE
from kansrijkestart.dashboard.selectors.regions import STAGE_WORDS


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


def division_of(year: int) -> QuerySet[Municipality]:
    """Return the municipalities of the division of a year: those that existed on 1 January."""
    return Municipality.objects.valid_on(date(year, 1, 1))


def regions_on_the_map() -> QuerySet[Region]:
    """Return the regions that anybody may know of: those of the GGD and of public coalitions.

    Which municipalities others work together with is theirs to tell.
    """
    public = Coalition.objects.public().regional()
    rows = Region.objects.filter(Q(kind=RegionKind.GGD) | Q(pk__in=public.values("region")))
    return rows.order_by("kind", "name_fold", "slug")


def municipalities_of(region: Region) -> QuerySet[Municipality]:
    """Return the municipalities of today of such a region; of a coalition's those it covers."""
    today = clock.today()
    if region.kind == RegionKind.GGD:
        inside = RegionMunicipality.objects.filter(open_on(today), region=region)
        wanted = Q(pk__in=inside.values("municipality"))
    else:
        public = Coalition.objects.public().regional().filter(region=region)
        covered = CoalitionMunicipality.objects.filter(open_on(today), coalition__in=public)
        wanted = Q(pk__in=covered.values("municipality"))
    return Municipality.objects.valid_on(today).filter(wanted)


@dataclass
class StageGroup:
    """The municipalities of one stage, named by its word; ``mark`` is its place on a page."""

    name: str
    mark: str
    states: list[MunicipalityState]

    @property
    def total(self) -> int:
        return len(self.states)


def per_stage(states: Iterable[MunicipalityState]) -> list[StageGroup]:
    """Group by stage, the furthest first; without the stages of nobody."""
    rows = list(states)
    found = (
        StageGroup(
            capfirst(str(sign_for("stage", stage).word)),
            f"stand-{STAGE_WORDS[stage]}",
            [one for one in rows if one.stage == stage],
        )
        for stage in STAGE_ORDER
    )
    return [one for one in found if one.states]


def per_province(states: Iterable[MunicipalityState]) -> list[ProvinceCount]:
    """Group by province, in order of name."""
    found: dict[str, ProvinceCount] = {}
    for state in states:
        name = state.municipality.province
        found.setdefault(name, ProvinceCount(name)).states.append(state)
    return [found[name] for name in sorted(found)]


def find_municipalities(text: str) -> QuerySet[Municipality]:
    """Find municipalities of today by part of a name or other spelling, or by its words.

    By words as the search over everything does: *nuenen gerwen*, *gemeente Best*.
    """
    named = Q(name_fold__contains=Fold(Cast(Value(text.strip()), CharField())))
    if asked := Asked(text).without(PLACE):
        named |= Q(asked.within(Words("name_fold")))
    other = MunicipalityAlias.objects.filter(named)
    return Municipality.objects.valid_on(clock.today()).filter(
        named | Q(pk__in=other.values("municipality"))
    )
