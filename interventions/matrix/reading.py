"""Reads the region × intervention table from the record, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from coalitions.choices import ConsentKind, Stage
from coalitions.models import (
    Coalition,
    CoalitionStage,
    Municipality,
    Region,
)
from coalitions.selectors.states import coverage_on, stage_place
from interventions.choices import ChoiceState, OfferKind
from interventions.matrix.cells import (
    COALITION,
    NOT_REPORTED,
    NOT_SHARED,
    OFFER_COLUMNS,
    Cell,
    Column,
    Matrix,
    Row,
)
from interventions.models import Choice, ChoiceMunicipality, Intervention, LocalOffer, MatrixImport
from kansrijkestart.core import clock

STATE_ORDER: Final = [
    ChoiceState.RUNNING,
    ChoiceState.PLANNED,
    ChoiceState.CONSIDERED,
    ChoiceState.STOPPED,
]


@dataclass(frozen=True)
class Ground:
    """The municipalities of a region by name, and the coalitions of each, local and regional."""

    municipalities: list[Municipality]
    coverage: dict[int, list[Coalition]]


def ground_of(region: Region, on: date) -> Ground:
    """Return what every table of a region begins with (two queries)."""
    municipalities = list(_municipalities(region, on))
    return Ground(municipalities, coverage_on(on, places=municipalities))


def region_matrix(region: Region, on: date | None = None, ground: Ground | None = None) -> Matrix:
    """Return the table of a region on a date, in a fixed number of queries.

    Who read the ground of that day already gives it along.
    """
    today = clock.today()
    on = on or today
    ground = ground or ground_of(region, on)
    municipalities, coverage = ground.municipalities, _local(ground.coverage)
    tables = _tables(region)
    choices = [one for one in _choices(coverage) if on >= today or _as_of(one, on)]
    offers = _offers(coverage, municipalities, None if on >= today else on)
    stages = None if on >= today else _stages(coverage, on)
    reported = _Reported({table.source for table in tables}, coverage, choices, offers, stages)
    sharing = {place.pk for place in municipalities if _shares(place)}
    interventions, later = _columns(reported.shown_to(sharing), tables)
    rows = [_row(place, interventions, later, reported) for place in municipalities]
    return Matrix(
        region=region,
        on=on,
        columns=_counted(_heads(interventions), [row.cells for row in rows]),
        rows=rows,
        later=_counted(_named(later), [row.later for row in rows]),
        tables=tables,
        is_demo=region.is_demo or _any_demo(coverage, choices),
        kinds=frozenset(cell.kind for row in rows for cell in row.cells[1:]),
    )


def _tables(region: Region) -> list[MatrixImport]:
    """Return the tables that were loaded and not undone, the oldest first."""
    rows = region.matrix_imports.filter(undone_at__isnull=True)
    return list(rows.order_by("reported_on", "pk"))


def _as_of(choice: Choice, on: date) -> bool:
    """Tell whether a choice was known on a day of the past, and set the state of then.

    What was reported later counts only from the day since which it runs; without that day it is
    not known whether it was there.
    """
    if choice.since and choice.since > on:
        return False
    if choice.state == ChoiceState.STOPPED and choice.until and choice.until > on:
        choice.state = ChoiceState.RUNNING
    return bool(choice.since) or choice.reported_on is None or choice.reported_on <= on


def _municipalities(region: Region, on: date) -> Iterable[Municipality]:
    sharing = Municipality.objects.sharing(ConsentKind.INTERVENTIONS_REGION)
    return (
        Municipality.objects.in_region(region, on)
        .annotate(shares=Exists(sharing.filter(pk=OuterRef("pk"))))
        .order_by("name_fold", "code")
    )


def _shares(place: Municipality) -> bool:
    return bool(getattr(place, "shares", False))


def local_coverage(municipalities: Iterable[Municipality], on: date) -> dict[int, list[Coalition]]:
    """Return the local coalitions per municipality, the furthest along first."""
    return _local(coverage_on(on, places=municipalities))


def _local(coverage: dict[int, list[Coalition]]) -> dict[int, list[Coalition]]:
    found = {key: [one for one in value if one.is_local] for key, value in coverage.items()}
    return {key: sorted(value, key=stage_place) for key, value in found.items() if value}


def _choices(coverage: dict[int, list[Coalition]]) -> list[Choice]:
    coalitions = {item.pk for items in coverage.values() for item in items}
    named = ChoiceMunicipality.objects.filter(choice=OuterRef("pk"))
    return list(
        Choice.objects.filter(coalition__in=coalitions)
        .select_related("intervention")
        .annotate(named=ArraySubquery(named.values("municipality")))
        .order_by("pk")
    )


def _offers(
    coverage: dict[int, list[Coalition]], municipalities: list[Municipality], by: date | None
) -> dict[tuple[int, str], LocalOffer]:
    """Return the offers; of a day of the past those that had been reported ``by`` then."""
    coalitions = {item.pk for items in coverage.values() for item in items}
    rows = LocalOffer.objects.filter(municipality__in=municipalities, coalition__in=coalitions)
    if by:
        rows = rows.filter(reported_on__lte=by)
    return {(row.municipality_id, row.kind): row for row in rows}


def _stages(coverage: dict[int, list[Coalition]], on: date) -> dict[int, CoalitionStage]:
    """Return the stage that each coalition had on a day of the past, as far as that is known."""
    coalitions = {item.pk for items in coverage.values() for item in items}
    rows = CoalitionStage.objects.filter(coalition__in=coalitions, since__lte=on)
    return {row.coalition_id: row for row in rows.order_by("since")}


def _columns(
    choices: list[Choice], tables: list[MatrixImport]
) -> tuple[list[Intervention], list[Intervention]]:
    """Return the interventions of the loaded tables in their order, and by name what came later.

    Without a table nothing came later: all stand in the first list.

    Local offers stand as text in the last column. What nobody shares gets no column: its name alone
    would tell that somebody chose it.
    """
    asked = list(dict.fromkeys(slug for one in tables for slug in one.counts.get("columns", [])))
    known = {row.slug: row for row in Intervention.objects.filter(slug__in=asked, is_local=False)}
    first = [known[slug] for slug in asked if slug in known]
    seen = {row.pk for row in first}
    rest = {
        choice.intervention_id: choice.intervention
        for choice in choices
        if choice.intervention_id not in seen and not choice.intervention.is_local
    }
    others = sorted(rest.values(), key=lambda row: (row.name_fold, row.pk))
    return (first, others) if tables else (others, [])


class _Reported:
    """What was reported, ready to look up per municipality."""

    def __init__(
        self,
        sources: set[str],
        coverage: dict[int, list[Coalition]],
        choices: list[Choice],
        offers: dict[tuple[int, str], LocalOffer],
        stages: dict[int, CoalitionStage] | None = None,
    ) -> None:
        self.stages = stages
        self.sources = sources
        self.coverage = coverage
        self.offers = offers
        self.choices: dict[tuple[int, int], Choice] = {}
        for choice in sorted(choices, key=lambda row: STATE_ORDER.index(ChoiceState(row.state))):
            for place in self._places(choice):
                self.choices.setdefault((place, choice.intervention_id), choice)

    def _places(self, choice: Choice) -> list[int]:
        """Return where a choice applies: the municipalities it names, or all of the coalition."""
        covered = [
            place
            for place, coalitions in self.coverage.items()
            if any(item.pk == choice.coalition_id for item in coalitions)
        ]
        named = set(getattr(choice, "named", ()))
        return [place for place in covered if place in named] if named else covered

    def shown_to(self, sharing: set[int]) -> list[Choice]:
        """Return the choices of municipalities that share them."""
        return [choice for (place, _key), choice in self.choices.items() if place in sharing]

    def is_added(self, source: str) -> bool:
        return bool(self.sources) and source not in self.sources

    def stage(self, place: int) -> Cell:
        coalitions = self.coverage.get(place)
        if not coalitions:
            return Cell(Stage.UNKNOWN, family="stage")
        found = coalitions[0]
        if self.stages is None:
            return Cell(found.stage, source=found.stage_source, family="stage")
        then = self.stages.get(found.pk)
        if then is None:
            return Cell(Stage.UNKNOWN, family="stage")
        return Cell(then.stage, source=then.source, family="stage")

    def choice(self, place: int, intervention: Intervention) -> Cell:
        found = self.choices.get((place, intervention.pk))
        if found is None:
            return Cell(NOT_REPORTED)
        return Cell(
            found.state,
            source=found.source,
            reported_on=found.reported_on,
            is_added=self.is_added(found.source),
            is_invented=found.is_demo,
        )

    def offer(self, place: int, kind: str) -> Cell:
        found = self.offers.get((place, kind))
        if found is None:
            return Cell(NOT_REPORTED)
        return Cell(
            ChoiceState.RUNNING,
            text=found.text,
            source=found.source,
            reported_on=found.reported_on,
            is_added=self.is_added(found.source),
        )


def _row(
    place: Municipality,
    interventions: list[Intervention],
    later: list[Intervention],
    reported: _Reported,
) -> Row:
    shares = _shares(place)
    if shares:
        cells = [reported.choice(place.pk, item) for item in interventions]
        cells += [reported.offer(place.pk, kind) for kind in OFFER_COLUMNS]
    else:
        cells = [Cell(NOT_SHARED)] * (len(interventions) + len(OFFER_COLUMNS))
    nothing = Cell(NOT_SHARED)
    coalitions = reported.coverage.get(place.pk)
    return Row(
        municipality=place,
        coalition=coalitions[0] if coalitions else None,
        shares=shares,
        cells=[reported.stage(place.pk), *cells],
        later=[reported.choice(place.pk, item) if shares else nothing for item in later],
    )


def _heads(interventions: list[Intervention]) -> list[Column]:
    return [
        Column(COALITION, gettext("Local coalition")),
        *_named(interventions),
        Column(OfferKind.SERVICE_DIRECTORY, gettext("Service directory or care pathway tool")),
        Column(OfferKind.OWN_OFFER, gettext("Other offer")),
    ]


def _named(interventions: list[Intervention]) -> list[Column]:
    return [Column(item.slug, item.name, intervention=item) for item in interventions]


def _counted(heads: list[Column], rows: list[list[Cell]]) -> list[Column]:
    """Return the columns with the number of municipalities where each runs."""
    return [
        Column(head.key, head.label, sum(cells[at].counts for cells in rows), head.intervention)
        for at, head in enumerate(heads)
    ]


def _any_demo(coverage: dict[int, list[Coalition]], choices: list[Choice]) -> bool:
    coalitions = [item for items in coverage.values() for item in items]
    return any(item.is_demo for item in coalitions) or any(choice.is_demo for choice in choices)
