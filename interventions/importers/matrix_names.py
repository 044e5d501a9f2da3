"""Which municipality, coalition and intervention a table means by its names."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Generic, TypeVar

from coalitions.choices import LOCAL_SCOPES, Stage
from coalitions.models import Coalition, CoalitionMunicipality, Municipality, Region
from coalitions.querysets import open_on
from interventions.models import Intervention
from kansrijkestart.core import clock

T = TypeVar("T")


def squash(text: str) -> str:
    """A name without case, accents, blanks and signs: “Video Home-training” is one word."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", plain)


class Names(Generic[T]):
    """Finds what a name means; a name that means two things means nothing."""

    def __init__(self) -> None:
        self._found: dict[str, dict[int, T]] = defaultdict(dict)

    def add(self, pk: int, thing: T, names: Iterable[str]) -> None:
        for name in names:
            self._found[squash(name)][pk] = thing

    def get(self, name: str) -> T | None:
        found = self._found.get(squash(name), {})
        return next(iter(found.values())) if len(found) == 1 else None

    def close(self, name: str) -> T | None:
        """Return what is meant by the name that looks most like this one."""
        found = get_close_matches(squash(name), self._found, n=1, cutoff=0.7)
        return next(iter(self._found[found[0]].values())) if found else None

    def is_ambiguous(self, name: str) -> bool:
        return len(self._found.get(squash(name), {})) > 1


def municipality_names(rows: Iterable[Municipality]) -> Names[Municipality]:
    names = Names[Municipality]()
    for municipality in rows:
        aliases = [alias.name for alias in municipality.aliases.all()]
        names.add(municipality.pk, municipality, [municipality.code, municipality.name, *aliases])
    return names


def intervention_names() -> Names[Intervention]:
    names = Names[Intervention]()
    for intervention in Intervention.objects.prefetch_related("names"):
        others = [other.name for other in intervention.names.all()]
        names.add(intervention.pk, intervention, [intervention.name, intervention.slug, *others])
    return names


def local_coalitions(region: Region) -> dict[int, list[Coalition]]:
    """Running local coalitions per municipality (by key) of a region, today."""
    found: dict[int, list[Coalition]] = defaultdict(list)
    today = clock.today()
    coverage = (
        CoalitionMunicipality.objects.filter(open_on(today), coalition__scope__in=LOCAL_SCOPES)
        .exclude(coalition__stage=Stage.ENDED)
        .filter(municipality__in=Municipality.objects.in_region(region, today))
        .select_related("coalition")
    )
    for row in coverage:
        found[row.municipality_id].append(row.coalition)
    return found
