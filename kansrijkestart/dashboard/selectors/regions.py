"""A region as its lead sees it: coverage, and what the municipalities share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.choices import AgreementState
from agreements.models import Agreement
from agreements.querysets import AgreementQuerySet
from agreements.selectors.sharing import sharing_agreements
from coalitions.choices import Scope, Stage
from coalitions.models import Coalition, Municipality, Region
from coalitions.selectors.states import MunicipalityState, count_stages, municipality_states
from interventions.matrix import Matrix, Row, local_coverage
from kansrijkestart.core import clock
from kansrijkestart.core.sentences import Sentence

IN_FORCE: Final = [AgreementState.IN_FORCE, AgreementState.BEING_EVALUATED]
# So many municipalities with their agreements stand on a page.
MUNICIPALITIES: Final = 20
# What stands in an address for a stage; Dutch, like all addresses.
STAGE_WORDS: Final[dict[str, str]] = {
    Stage.FORMED: "gevormd",
    Stage.FORMING: "in-opbouw",
    Stage.ANNOUNCED: "aangemeld",
    Stage.UNKNOWN: "niet-bekend",
    Stage.ENDED: "gestopt",
}


@dataclass(frozen=True)
class OverviewRow:
    """A municipality with what the region may know of it.

    ``agreements`` is the number in force; None when nothing was recorded; ``past`` of how many of
    these the date to look again is past. ``shares_agreements`` is False when the municipality, or
    another one in the same coalition, does not share them.
    """

    row: Row
    state: MunicipalityState
    agreements: int | None
    shares_agreements: bool
    past: int = 0

    @property
    def stage(self) -> str:
        return self.state.stage


@dataclass(frozen=True)
class StageCount:
    """How many municipalities have reached a stage, with the address of their list."""

    stage: str
    count: int
    query: str


@dataclass(frozen=True)
class SharedAgreements:
    """The agreements in force of one municipality's coalition, as far as it shares them."""

    municipality: Municipality
    coalition: Coalition | None
    shares: bool
    agreements: list[Agreement]


@dataclass(frozen=True)
class RegionAgreements:
    """The municipalities with agreements in force; of the others their names, by reason."""

    agreed: list[SharedAgreements]
    without: list[str]
    not_shared: list[str]
    unknown: list[str]

    @property
    def others(self) -> int:
        return len(self.without) + len(self.not_shared) + len(self.unknown)

    @property
    def total(self) -> int:
        return len(self.agreed) + self.others


def regional_coalition(region: Region) -> Coalition | None:
    """Return the region's own coalition, if it has one that has not ended."""
    return Coalition.objects.regional().running().filter(region=region).first()


def regional_coalition_of(region: Region, year: int) -> Coalition | None:
    """Return the region's coalition of a year: the running one, or the last that ended since.

    One that began after the year stands in only where there is no other: its record may tell of it.
    """
    rows = list(Coalition.objects.regional().filter(region=region).order_by("pk"))
    then = [
        one
        for one in rows
        if not (one.started_on and one.started_on.year > year)
        and not (one.ended_on and one.ended_on.year < year)
    ]
    then.sort(key=lambda one: one.ended_on or date.max, reverse=True)
    running = (one for one in rows if one.ended_on is None)
    return then[0] if then else next(running, None)


def states_in(region: Region) -> list[MunicipalityState]:
    """Return how far the municipalities of a region are, as its lead may know."""
    return municipality_states(Municipality.objects.in_region(region), public_only=False)


def overview_rows(
    matrix: Matrix, known: Iterable[MunicipalityState] | None = None
) -> list[OverviewRow]:
    """Return the region's municipalities with the number of agreements in force.

    ``known`` are their states, for who read these already.
    """
    coalitions = {row.coalition.pk for row in matrix.rows if row.coalition}
    local = Q(agreements__scope=Scope.LOCAL)
    applies = local & Q(agreements__state__in=IN_FORCE)
    found = (
        sharing_agreements()
        .filter(pk__in=coalitions)
        .annotate(
            recorded=Count("agreements", filter=local),
            in_force=Count("agreements", filter=applies),
            past=Count("agreements", filter=applies & Q(agreements__review_on__lt=clock.today())),
        )
    )
    counts: dict[int, int | None] = {}
    past: dict[int, int] = {}
    for item in found:
        counts[item.pk] = item.in_force if item.recorded else None
        past[item.pk] = item.past
    known = states_in(matrix.region) if known is None else known
    states = {state.municipality.pk: state for state in known}
    return [
        OverviewRow(
            row=row,
            state=states[row.municipality.pk],
            agreements=counts.get(row.coalition.pk) if row.coalition else None,
            shares_agreements=row.coalition is None or row.coalition.pk in counts,
            past=past.get(row.coalition.pk, 0) if row.coalition else 0,
        )
        for row in matrix.rows
    ]


def coverage_sentence(
    total: int, started: int, unknown: int, urls: Mapping[str, str] | None = None
) -> Sentence:
    """Say of how many municipalities a coalition started, and of how many it is not known.

    The same words on the page of a region, with ``urls`` of their lists, and in its report.
    """
    text = ngettext(
        "%(total)s municipality: in %(started)s a coalition has started",
        "%(total)s municipalities: in %(started)s a coalition has started",
        total,
    )
    values = {"total": total, "started": started, "unknown": unknown}
    if not unknown:
        return Sentence(f"{text}.", values, urls or {})
    words = _("%(start)s, of %(unknown)s it is not known.").replace("%(start)s", text)
    return Sentence(words, values, urls or {})


def stage_counts(rows: Iterable[OverviewRow]) -> list[StageCount]:
    """Count the municipalities per stage; stages that nobody has are left out."""
    return [
        StageCount(stage, count, f"stand={STAGE_WORDS[stage]}")
        for stage, count in count_stages(row.state for row in rows).items()
        if count
    ]


def stage_of_word(word: str) -> str:
    """Return the stage that a word in the address stands for; empty when there is none."""
    return next((stage for stage, text in STAGE_WORDS.items() if text == word), "")


def shared_agreements(
    region: Region, rows: AgreementQuerySet | None = None
) -> list[SharedAgreements]:
    """Return, per municipality, the agreements in force of its coalition when it shares them.

    ``rows`` are the agreements that count, all of them by default.
    """
    rows = Agreement.objects.all() if rows is None else rows
    today = clock.today()
    places = list(Municipality.objects.in_region(region, today).order_by("name_fold", "code"))
    coverage = local_coverage(places, today)
    wanted = {item.pk for items in coverage.values() for item in items}
    sharing = set(sharing_agreements().filter(pk__in=wanted).values_list("pk", flat=True))
    agreements: dict[int, list[Agreement]] = defaultdict(list)
    for agreement in rows.filter(coalition__in=sharing).local().in_force().for_list():
        agreements[agreement.coalition_id].append(agreement)
    return [_shared(place, coverage.get(place.pk, []), sharing, agreements) for place in places]


def agreements_of(region: Region, rows: AgreementQuerySet | None = None) -> RegionAgreements:
    """Return what the region may read of its municipalities' agreements, nobody left out."""
    found = shared_agreements(region, rows)
    known = [item for item in found if item.coalition]
    sharing = [item for item in known if item.shares]
    return RegionAgreements(
        agreed=[item for item in sharing if item.agreements],
        without=[item.municipality.name for item in sharing if not item.agreements],
        not_shared=[item.municipality.name for item in known if not item.shares],
        unknown=[item.municipality.name for item in found if not item.coalition],
    )


def _shared(
    place: Municipality,
    coalitions: list[Coalition],
    sharing: set[int],
    agreements: dict[int, list[Agreement]],
) -> SharedAgreements:
    first = coalitions[0] if coalitions else None
    return SharedAgreements(
        municipality=place,
        coalition=first,
        shares=first is None or first.pk in sharing,
        agreements=agreements.get(first.pk, []) if first else [],
    )
