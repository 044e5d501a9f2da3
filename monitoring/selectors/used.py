"""Which coalitions used a figure of a release, and in what: for telling them that it went.

An app or module that lets a coalition use a figure registers one function in
``AppConfig.ready()``::

    from monitoring.selectors import used

    used.register_use("interpretation", words, interpretations_of)

It gets the keys of indicators and returns pairs: a coalition's key and the key of the
indicator it used.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from coalitions.models import CoalitionMunicipality, RegionMunicipality
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from monitoring.choices import ValueKind
from monitoring.models import FigureEvidence, Interpretation, Observation, Release

Found = Callable[[Collection[int]], Iterable[tuple[int, int]]]


@dataclass(frozen=True)
class Use:
    """One way of using figures; ``rows`` has values (coalition, indicator)."""

    key: str
    words: Promise | str
    rows: Found


_uses: dict[str, Use] = {}


def register_use(key: str, words: Promise | str, rows: Found) -> None:
    """Let coalitions that used a figure this way be told when it is withdrawn."""
    _uses[key] = Use(key, words, rows)


def words_of(key: str) -> str:
    """What a way of using figures is called."""
    return str(_uses[key].words) if key in _uses else key


def uses_of(release: Release) -> dict[int, dict[str, int]]:
    """Per coalition how often it used an indicator of the release, by kind.

    Only coalitions that the release has a figure about: of one of their municipalities or its
    regions, or of the country, which stands beside everybody's figure.
    """
    reached = _indicators_per_coalition(release)
    every = {indicator for found in reached.values() for indicator in found}
    counted: dict[int, Counter[str]] = {}
    for use in _uses.values():
        for coalition, indicator in use.rows(every):
            if indicator in reached.get(coalition, ()):
                counted.setdefault(coalition, Counter())[use.key] += 1
    return {coalition: dict(found) for coalition, found in sorted(counted.items())}


def _indicators_per_coalition(release: Release) -> dict[int, set[int]]:
    rows = Observation.objects.filter(release=release, kind=ValueKind.VALUE)
    shown = set(
        rows.order_by().values_list("definition__indicator", "municipality", "region").distinct()
    )
    country = {one for one, municipality, region in shown if not municipality and not region}
    members = _members({region for _one, _municipality, region in shown if region})
    municipal: dict[int, set[int]] = {}
    for indicator, municipality, region in shown:
        for place in [municipality] if municipality else members.get(region, ()):
            municipal.setdefault(place, set()).add(indicator)
    found: dict[int, set[int]] = {}
    for coalition, municipality in _covered():
        found.setdefault(coalition, set(country)).update(municipal.get(municipality, ()))
    return found


def _members(regions: Collection[int]) -> dict[int, list[int]]:
    """The municipalities of these regions now: the region's figure stands beside theirs."""
    rows = RegionMunicipality.objects.filter(open_on(clock.today()), region__in=regions)
    found: dict[int, list[int]] = {}
    for region, municipality in rows.values_list("region", "municipality"):
        found.setdefault(region, []).append(municipality)
    return found


def _covered() -> QuerySet[Any]:
    today = clock.today()
    rows = CoalitionMunicipality.objects.exclude(until__lte=today)
    return rows.values_list("coalition", "municipality")


def _interpretations(indicators: Collection[int]) -> Iterable[tuple[int, int]]:
    """Interpretations of one figure, and of a set that it is in."""
    found = set(indicators)
    rows = Interpretation.objects.filter(indicator__in=found)
    yield from rows.values_list("coalition", "indicator")
    in_sets = Interpretation.objects.filter(indicator_set__memberships__indicator__in=found)
    yield from in_sets.values_list("coalition", "indicator_set__memberships__indicator")


def _evidence(indicators: Collection[int]) -> QuerySet[Any]:
    rows = FigureEvidence.objects.filter(record__in=indicators)
    return rows.values_list("assessment__coalition", "record")


def register_own() -> None:
    """The uses this app knows. Called once when the app is ready."""
    register_use("interpretation", gettext_lazy("Interpretation of figures"), _interpretations)
    register_use("evidence", gettext_lazy("Evidence beside the checklist"), _evidence)
