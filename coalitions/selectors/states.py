"""How far every municipality is: the one answer behind the map, the regions and every export.

RIVM counts municipalities, not coalitions: the stage of a coalition counts for every municipality
that it covers. The municipality's local coalition decides, also when it says that nothing is known.
Only where there is none, the regional coalition that covers it counts; where there is neither, the
public lists of June 2019. Without any of these it is *not known*, which is not a no.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q, QuerySet

from coalitions.choices import RegionKind, Stage
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    GidsListing,
    Municipality,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from kansrijkestart.core import clock

# Where several coalitions speak for one municipality, the furthest along counts.
STAGE_ORDER: Final = [Stage.FORMED, Stage.FORMING, Stage.ANNOUNCED, Stage.UNKNOWN, Stage.ENDED]
STARTED: Final = (Stage.FORMED, Stage.FORMING)


def stage_place(coalition: Coalition) -> int:
    """Sort coalitions by how far along they are."""
    return STAGE_ORDER.index(Stage(coalition.stage))


@dataclass(frozen=True)
class MunicipalityState:
    """One municipality with the stage that counts for it, and what that stage rests on.

    ``local`` and ``regional`` are the coalitions furthest along; the first of the two that is there
    decides. ``listing`` is its place on the lists of 2019, which may stand beside a coalition.
    ``public_slug`` names the public page of the coalition that decides.
    """

    municipality: Municipality
    stage: str
    local: Coalition | None = None
    regional: Coalition | None = None
    listing: GidsListing | None = None
    region: str = ""
    public_slug: str = ""

    @property
    def deciding(self) -> Coalition | None:
        """The coalition whose stage counts."""
        return self.local or self.regional

    @property
    def is_through_region(self) -> bool:
        """Whether only a regional coalition works here, as far as is known."""
        return self.local is None and self.regional is not None

    @property
    def from_list(self) -> bool:
        """Whether only the lists of 2019 say something."""
        return self.deciding is None and self.listing is not None

    @property
    def known_from(self) -> str:
        """A code for what the stage rests on."""
        if self.local:
            return "local_coalition"
        if self.regional:
            return "regional_coalition"
        return "list_2019" if self.listing else "nothing"


def municipality_states(
    municipalities: QuerySet[Municipality] | None = None,
    *,
    public_only: bool = True,
    on: date | None = None,
) -> list[MunicipalityState]:
    """Return the state of every municipality on a day (today), in order of name.

    With ``public_only`` a coalition that is not on the public map is not taken into account at all.
    """
    on = on or clock.today()
    if municipalities is None:
        municipalities = Municipality.objects.valid_on(on)
    public = set(Coalition.objects.public().values_list("pk", flat=True))
    coverage = coverage_on(on, only=public if public_only else None)
    listed = {row.municipality_id: row for row in GidsListing.objects.all()}
    regions = dict(
        RegionMunicipality.objects.filter(open_on(on), region__kind=RegionKind.GGD)
        .order_by("pk")
        .values_list("municipality", "region__name")
    )
    return [
        _state(place, coverage.get(place.pk, []), public, listed.get(place.pk), regions)
        for place in municipalities.order_by("name_fold", "code")
    ]


def count_stages(states: Iterable[MunicipalityState]) -> dict[str, int]:
    """Count the municipalities per stage, in the order of ``STAGE_ORDER``, zero included."""
    found = Counter(state.stage for state in states)
    return {stage.value: found[stage] for stage in STAGE_ORDER}


def regional_coalitions(*, public_only: bool = True) -> QuerySet[Coalition]:
    """Return the regional coalitions with the number of municipalities they cover (``covers``).

    One whose municipalities are not known covers none; it is public nowhere, since no municipality
    could agree to that.
    """
    rows = Coalition.objects.public() if public_only else Coalition.objects.all()
    today = open_on(clock.today(), "coverage__since", "coverage__until")
    covers = Count("coverage", filter=Q(coverage__isnull=False) & today)
    return rows.regional().annotate(covers=covers).for_list()


def states_of(
    places: Sequence[Municipality], coverage: Mapping[int, list[Coalition]]
) -> list[MunicipalityState]:
    """Return the state of municipalities whose coverage was read already (one query).

    As ``municipality_states`` without ``public_only``, but for who needs neither the public pages
    nor the name of the GGD region.
    """
    rows = GidsListing.objects.filter(municipality__in=[place.pk for place in places])
    listed = {row.municipality_id: row for row in rows}
    return [
        _state(place, coverage.get(place.pk, []), set(), listed.get(place.pk), {})
        for place in places
    ]


def coverage_on(
    on: date, *, only: set[int] | None = None, places: Iterable[Municipality] | None = None
) -> dict[int, list[Coalition]]:
    """Return the coalitions per municipality on a day, by name (one query).

    Of all coalitions, or of those in ``only``; of all municipalities, or of ``places``.
    """
    rows = CoalitionMunicipality.objects.filter(open_on(on))
    if only is not None:
        rows = rows.filter(coalition__in=only)
    if places is not None:
        rows = rows.filter(municipality__in=[place.pk for place in places])
    found: dict[int, list[Coalition]] = defaultdict(list)
    for row in rows.select_related("coalition").order_by("coalition__name_fold", "pk"):
        found[row.municipality_id].append(row.coalition)
    return found


def _state(
    place: Municipality,
    coalitions: list[Coalition],
    public: set[int],
    listing: GidsListing | None,
    regions: dict[int, str],
) -> MunicipalityState:
    by_stage = sorted(coalitions, key=stage_place)
    local = next((one for one in by_stage if one.is_local), None)
    regional = next((one for one in by_stage if one.is_regional), None)
    deciding = local or regional
    stage = deciding.stage if deciding else (Stage.ANNOUNCED if listing else Stage.UNKNOWN).value
    wanted = [one for one in by_stage if (one.is_local if local else one.is_regional)]
    open_to_all = [one.slug for one in wanted if one.pk in public]
    return MunicipalityState(
        place,
        stage,
        local,
        regional,
        listing,
        regions.get(place.pk, ""),
        open_to_all[0] if open_to_all else "",
    )
