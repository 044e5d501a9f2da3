"""The states of municipalities (``coalitions.selectors.states``) per province, and by name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast

from coalitions.models import Municipality, MunicipalityAlias
from coalitions.selectors.states import STAGE_ORDER, MunicipalityState
from kansrijkestart.core import clock
from kansrijkestart.core.models import Fold


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
