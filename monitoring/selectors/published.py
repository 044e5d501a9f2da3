"""Published rows with their numbers, for a protection run. Nothing here is ever shown."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from kansrijkestart.core import clock
from monitoring.choices import OVER_AREAS, ReleaseState, Unit, ValueKind
from monitoring.disclosure.areas import Place
from monitoring.disclosure.building import Figure
from monitoring.models import Definition, Observation, Release

SCALE = {Unit.PERCENT.value: 100, Unit.PER_1000.value: 1000}


class Published(NamedTuple):
    """A release as a run found it. Another state at its end makes the run overtaken."""

    pk: int
    published_at: datetime
    embargo_until: datetime | None
    is_protected: bool


def published_releases() -> list[Published]:
    """Every published release in the order in which they replace each other, embargoed ones too."""
    rows = Release.objects.filter(state=ReleaseState.PUBLISHED).order_by("published_at", "pk")
    fields = ("pk", "published_at", "embargo_until", "is_protected")
    return [Published(*values) for values in rows.values_list(*fields)]


def worlds(releases: Iterable[Published]) -> list[frozenset[int]]:
    """Which releases can be seen together: now, and after each embargo that ends later."""
    found, now = list(releases), clock.now()
    moments = {now} | {one.embargo_until for one in found if (one.embargo_until or now) > now}
    return [
        frozenset(one.pk for one in found if (one.embargo_until or moment) <= moment)
        for moment in sorted(one for one in moments if one is not None)
    ]


def published_pairs(releases: Collection[int]) -> set[tuple[int, int]]:
    """Which definitions are in these releases, in which divisions."""
    rows = Observation.objects.filter(release__in=releases)
    return set(rows.values_list("definition_id", "division_year").distinct())


def added_pairs(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Those of them whose counts may be added up over areas."""
    rows = Definition.objects.filter(pk__in={one for one, _division in pairs})
    added = set(rows.filter(aggregation__in=OVER_AREAS).values_list("pk", flat=True))
    return {one for one in pairs if one[0] in added}


def small_definitions(releases: Collection[int]) -> dict[int, Definition]:
    """Definitions with a minimum count that have a row in these releases.

    Who has none has that of its opposite: it tells everything about a small count of that one.
    """
    rows = Observation.objects.filter(release__in=releases).values("definition")
    known = Definition.objects.filter(has_minimum(), pk__in=rows)
    return {one.pk: one for one in known.select_related("indicator")}


def has_minimum() -> Q:
    """Of a definition: whether it, or any definition of its opposite, has a minimum count."""
    limited = Definition.objects.filter(minimum_count__isnull=False)
    own = OuterRef("indicator")
    opposite = Q(indicator__opposite=own) | Q(indicator__opposite_of=own)
    return Q(minimum_count__isnull=False) | Q(Exists(limited.filter(opposite)))


def together(definitions: Iterable[Definition]) -> list[list[Definition]]:
    """The definitions in the groups that must be looked at together: opposites of each other.

    Either of a pair may be the one that names the other.
    """
    ordered = sorted(definitions, key=lambda one: one.pk)
    named_by = {one.indicator.opposite_id: one.indicator_id for one in ordered}
    groups: dict[int, list[Definition]] = {}
    for one in ordered:
        own = one.indicator_id
        pair = min(own, one.indicator.opposite_id or named_by.get(own, own))
        groups.setdefault(pair, []).append(one)
    return list(groups.values())


def opposites(definitions: Collection[Definition]) -> dict[int, frozenset[int]]:
    """Per definition those that count everybody else, whatever their numbers.

    Whether two count the same people is seen from the sizes of their groups, per figure.
    """
    versions: dict[int, set[int]] = {}
    for one in definitions:
        versions.setdefault(one.indicator_id, set()).add(one.pk)
    found: dict[int, frozenset[int]] = {}
    for one in definitions:
        others = versions.get(one.indicator.opposite_id or 0)
        if others:
            found[one.pk] = frozenset(others)
    return found


class Row(NamedTuple):
    """A stored row with what it is about."""

    release: int
    figure: Figure


def rows_of(definitions: Collection[Definition], releases: Collection[int]) -> list[Row]:
    """Every row of some definitions, those that replace others last."""
    by_pk = {one.pk: one for one in definitions}
    rows = (
        Observation.objects.filter(definition__in=by_pk, release__in=releases)
        .order_by("release__published_at", "release_id", "pk")
        .values_list(
            *("release_id", "definition_id", "municipality_id", "region_id", "division_year"),
            *("period_start", "period_end", "numerator", "denominator", "value", "kind"),
        )
    )
    return [Row(one[0], _figure(by_pk[one[1]], *one[1:])) for one in rows.iterator(5000)]


def _figure(
    definition: Definition,
    pk: int,
    municipality: int | None,
    region: int | None,
    division: int,
    first: int,
    last: int,
    numerator: int | None,
    denominator: int | None,
    value: Decimal | None,
    kind: str,
) -> Figure:
    where = "municipality" if municipality else "region" if region else "country"
    place = Place(pk, where, municipality or region or 0, division, first, last)  # type: ignore[arg-type]
    return Figure(
        place,
        numerator,
        denominator,
        value,
        SCALE.get(definition.unit, 0),
        definition.minimum_count,
        is_source_hidden=kind == ValueKind.SUPPRESSED,
    )


def newest_of(
    rows: Iterable[Row], world: Collection[int], opposites: Mapping[int, Collection[int]]
) -> dict[Place, Row]:
    """Per cell the row that counts when these releases can be seen.

    A percentage without counts gets the smallest size that other rows tell of its group: where
    any size hides it (``figures.must_hide``), that one does. So does what the source hides, of
    which an edition may tell the percentage.
    """
    seen = [row for row in rows if row.release in world]
    newest = {row.figure.place: row for row in seen}
    bare = [place for place, row in newest.items() if _is_without_size(row.figure)]
    sizes = _sizes({_of_period(place) for place in bare}, seen, opposites) if bare else {}
    for place in bare:
        row = newest[place]
        figure = row.figure._replace(denominator=sizes.get(_of_period(place)))
        newest[place] = row._replace(figure=figure)
    return newest


def _is_without_size(figure: Figure) -> bool:
    """A percentage without counts, or what the source hides."""
    if figure.is_source_hidden:
        return bool(figure.scale) and not figure.denominator
    is_counted = figure.numerator is not None or bool(figure.denominator)
    return bool(figure.scale) and figure.value is not None and not is_counted


def _of_period(place: Place) -> Place:
    """The same in whichever division."""
    return place._replace(division=0)


def _sizes(
    wanted: Collection[Place], rows: Iterable[Row], opposites: Mapping[int, Collection[int]]
) -> dict[Place, int]:
    """The smallest size of each group that a row of the definition or its opposite gives."""
    both: defaultdict[int, set[int]] = defaultdict(set)
    for one, others in opposites.items():
        for other in others:
            both[one].add(other)
            both[other].add(one)
    found: dict[Place, int] = {}
    for figure in (row.figure for row in rows if row.figure.denominator):
        size, place = figure.denominator or 0, _of_period(figure.place)
        for pk in (place.definition, *both.get(place.definition, ())):
            key = place._replace(definition=pk)
            if key in wanted:
                found[key] = min(size, found.get(key, size))
    return found
