"""Which instrument for early detection each municipality of a region uses, as far as it shares."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Q

from agreements.choices import AgreementKind
from agreements.models import Agreement, DetectionInstrument
from coalitions.choices import Scope
from coalitions.models import Coalition, Municipality, Region
from interventions.matrix import local_coverage
from kansrijkestart.core import clock
from kansrijkestart.dashboard.selectors.regions import (
    IN_FORCE,
    regional_coalition,
    sharing_agreements,
)

NAMED: Final = "named"
NOT_REPORTED: Final = "not_reported"
NOT_SHARED: Final = "not_shared"
NO_COALITION: Final = "no_coalition"


@dataclass(frozen=True)
class Place:
    """A municipality with the instruments of agreements that apply there.

    Nothing named is "not reported", which is no "no"; ``state`` also says that the municipality
    does not share its agreements, or that no coalition is known.
    """

    municipality: Municipality
    state: str
    instruments: list[DetectionInstrument] = field(default_factory=list)


@dataclass(frozen=True)
class InsurerAgreement:
    """An agreement of municipality and health insurer that applies; ``url`` when it may be read."""

    title: str
    of: str
    starts_on: object
    url: str = ""


@dataclass(frozen=True)
class RegionInstruments:
    """What the page of a region shows: its own instruments, those per municipality, insurers."""

    regional: list[DetectionInstrument]
    places: list[Place]
    insurers: list[InsurerAgreement]
    silent: int

    @property
    def named(self) -> int:
        return sum(place.state == NAMED for place in self.places)


def region_instruments(region: Region) -> RegionInstruments:
    """Return everything at once: a fixed number of queries, however large the region."""
    today = clock.today()
    municipalities = list(Municipality.objects.in_region(region, today).order_by("name_fold"))
    coverage = local_coverage(municipalities, today)
    first = {key: coalitions[0] for key, coalitions in coverage.items()}
    wanted = {coalition.pk for coalition in first.values()}
    sharing = set(sharing_agreements().filter(pk__in=wanted).values_list("pk", flat=True))
    own = regional_coalition(region)
    named = _instruments(sharing | ({own.pk} if own else set()))
    places = [_place(one, first.get(one.pk), sharing, named) for one in municipalities]
    return RegionInstruments(
        regional=_for_the_region(own, named.get(own.pk, [])) if own else [],
        places=places,
        insurers=_insurers(own, sharing),
        silent=sum(place.state in {NOT_SHARED, NO_COALITION} for place in places),
    )


def _instruments(coalitions: set[int]) -> dict[int, list[DetectionInstrument]]:
    rows = (
        DetectionInstrument.objects.filter(
            agreement__coalition__in=coalitions, agreement__state__in=IN_FORCE
        )
        .select_related("agreement")
        .order_by("name", "pk")
    )
    found: dict[int, list[DetectionInstrument]] = defaultdict(list)
    for row in rows:
        found[row.agreement.coalition_id].append(row)
    return found


def _for_the_region(
    own: Coalition, instruments: list[DetectionInstrument]
) -> list[DetectionInstrument]:
    """Leave out what a coalition that is local too agreed for its own municipalities only."""
    if not own.is_local:
        return instruments
    return [one for one in instruments if one.agreement.scope == Scope.REGIONAL]


def _place(
    municipality: Municipality,
    coalition: Coalition | None,
    sharing: set[int],
    named: dict[int, list[DetectionInstrument]],
) -> Place:
    if coalition is None:
        return Place(municipality, NO_COALITION)
    if coalition.pk not in sharing:
        return Place(municipality, NOT_SHARED)
    instruments = named.get(coalition.pk, [])
    return Place(municipality, NAMED if instruments else NOT_REPORTED, instruments)


def _insurers(own: Coalition | None, sharing: set[int]) -> list[InsurerAgreement]:
    """Return what applies: of the regional coalition, and of those that share with the region."""
    whose = Q(coalition__in=sharing) | Q(coalition=own.pk if own else None)
    rows = Agreement.objects.filter(whose, kind=AgreementKind.INSURER).in_force()
    return [
        InsurerAgreement(
            title=row.title,
            of=row.coalition.name,
            starts_on=row.starts_on,
            url=row.get_absolute_url() if own and row.coalition_id == own.pk else "",
        )
        for row in rows.select_related("coalition").order_by("starts_on", "pk")
    ]
