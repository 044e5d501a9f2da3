"""The cube of a region: what its regional coalition and its municipalities agreed.

Of a local coalition only what applies, and only when every municipality that it covers shares its
agreements with the region. A municipality has an agreement on a place by its own coalition, or by
a regional one that it took over, adapted or not.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from agreements.choices import AgreementState
from agreements.models import Agreement, Uptake
from agreements.selectors.cube import READ, Cube, Place, cube_from
from agreements.selectors.sharing import sharing_agreements
from agreements.selectors.uptake import TAKEN
from coalitions.choices import Scope
from coalitions.models import Coalition, Municipality, Region
from interventions.matrix import local_coverage
from kansrijkestart.core import clock


@dataclass(frozen=True)
class RegionCube:
    """The cube, and how many municipalities it could know of."""

    region: Region
    cube: Cube
    total: int
    sharing: int
    is_demo: bool

    @property
    def hidden(self) -> int:
        """Of so many municipalities nobody knows here what they agreed themselves."""
        return self.total - self.sharing


def region_cube(region: Region) -> RegionCube:
    """Return the cube of a region, in a fixed number of queries."""
    today = clock.today()
    places = list(Municipality.objects.in_region(region, today))
    coverage = local_coverage(places, today)
    where = _where(coverage)
    shared = set(sharing_agreements().filter(pk__in=where).values_list("pk", flat=True))
    regional = Coalition.objects.regional().running().filter(region=region).first()
    own = _own(regional)
    rows = [*own, *_local(shared - {regional.pk if regional else None})]
    cube = cube_from(rows)
    _fill(cube.places, _municipalities(rows, regional, where, {place.pk for place in places}))
    return RegionCube(
        region=region,
        cube=cube,
        total=len(places),
        sharing=len({place for pk in shared for place in where[pk]}),
        is_demo=region.is_demo or any(one.is_demo for found in coverage.values() for one in found),
    )


def _where(coverage: dict[int, list[Coalition]]) -> dict[int, set[int]]:
    """Return the municipalities of the region per local coalition."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for place, coalitions in coverage.items():
        for one in coalitions:
            found[one.pk].add(place)
    return dict(found)


def _own(regional: Coalition | None) -> list[Agreement]:
    """The lead keeps this record, so reads what is being made too."""
    rows = Agreement.objects.filter(coalition=regional).exclude(state=AgreementState.ENDED)
    return list(rows.only(*READ).order_by("title_fold", "pk")) if regional else []


def _local(coalitions: Iterable[int | None]) -> list[Agreement]:
    rows = Agreement.objects.filter(coalition__in=[pk for pk in coalitions if pk])
    rows = rows.local().in_force()
    return list(rows.only(*READ).order_by("title_fold", "pk"))


def _municipalities(
    rows: Iterable[Agreement],
    regional: Coalition | None,
    where: dict[int, set[int]],
    places: set[int],
) -> dict[int, set[int]]:
    """Return, per agreement, the municipalities of the region where it holds."""
    taken: defaultdict[int, set[int]] = defaultdict(set)
    told = Uptake.objects.filter(agreement__coalition=regional, state__in=TAKEN)
    for agreement, place in told.values_list("agreement", "municipality"):
        if place in places:
            taken[agreement].add(place)
    return {
        row.pk: taken[row.pk] if row.scope == Scope.REGIONAL else where.get(row.coalition_id, set())
        for row in rows
    }


def _fill(places: list[Place], holds: dict[int, set[int]]) -> None:
    for place in places:
        for row in place.applying:
            place.where.update(holds[row.pk])
