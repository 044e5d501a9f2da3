"""What the yearly report of a region is made of, read through what the pages of the region use."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from agreements.selectors.uptake import UptakeTable, regional_uptake
from coalitions.choices import AmbitionState
from coalitions.models import (
    Ambition,
    Coalition,
    OrganisationMunicipality,
    OrganisationRegion,
    Region,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from coalitions.selectors.plan import ambitions_of
from kansrijkestart.core import clock
from kansrijkestart.dashboard.selectors.heat import HeatRow, heat_groups
from kansrijkestart.dashboard.selectors.region_moments import (
    Moment,
    RegionalRecord,
    region_moment,
    regional_record,
)
from kansrijkestart.dashboard.selectors.regions import regional_coalition_of
from monitoring.choices import RoundState
from monitoring.models import Response, Round
from monitoring.selectors.exports import export_years
from monitoring.selectors.newest import newest_of
from monitoring.selectors.pages import municipalities_in
from monitoring.selectors.round_states import division_day
from monitoring.selectors.rounds import Count, Line, Progress, count_of, rounds_listed
from monitoring.selectors.sources import Source, sources_of


@dataclass(frozen=True)
class RoundLine:
    """A round of the year with how far the municipalities of the region are.

    ``names`` are the municipalities per state of their response, by name; those that nobody is
    asked for stand under an empty state.
    """

    round: Round
    state: RoundState
    count: Count
    names: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkAreas:
    """Where the partners of the regional coalition work: how many per municipality.

    ``unknown`` is of how many partners no work area is recorded.
    """

    per_place: dict[int, int]
    unknown: int


@dataclass(frozen=True)
class LeadPart:
    """What only the lead of the region reads, as on the region's own pages."""

    record: RegionalRecord | None
    ambitions: list[Ambition]
    uptake: list[UptakeTable]
    rounds: list[RoundLine]
    areas: WorkAreas


@dataclass(frozen=True)
class RegionReport:
    """A region in a year: the last day of it (today while it runs) beside the year before."""

    region: Region
    year: int
    years: list[int]
    regional: Coalition | None
    now: Moment
    before: Moment
    lead: LeadPart | None
    figures: list[HeatRow]
    sources: list[Source]

    @property
    def is_running(self) -> bool:
        """Whether the year is not over, so that the numbers are those of the pages today."""
        return self.now.is_today


def region_report(region: Region, year: int, *, is_lead: bool) -> RegionReport:
    """Return the report of a year, in a fixed number of questions.

    ``year`` is one of ``export_years``. Who does not lead the region gets what its open pages show.
    """
    today = clock.today()
    regional = regional_coalition_of(region, year) if is_lead else None
    record = regional_record(regional)
    now = region_moment(region, min(date(year, 12, 31), today), regional, record)
    figures = _figures(region)
    return RegionReport(
        region=region,
        year=year,
        years=export_years(),
        regional=regional,
        now=now,
        before=region_moment(region, date(year - 1, 12, 31), regional, record),
        lead=_lead_part(region, year, record, now) if is_lead else None,
        figures=figures,
        sources=list(
            sources_of(figure for row in figures for figure in (row.region.figure, row.country))
        ),
    )


def _figures(region: Region) -> list[HeatRow]:
    groups = heat_groups(region, newest_of(municipalities_in(region)))
    return [row for group in groups for row in group.rows]


def _lead_part(region: Region, year: int, record: RegionalRecord | None, now: Moment) -> LeadPart:
    regional = record.coalition if record else None
    return LeadPart(
        record=record,
        ambitions=_ambitions(regional, now.on),
        uptake=regional_uptake(regional) if regional else [],
        rounds=_rounds(region, year),
        areas=_work_areas(record, now),
    )


def _ambitions(regional: Coalition | None, on: date) -> list[Ambition]:
    """Return what the coalition wants: what runs, and what was reached or stopped after the day."""
    if regional is None:
        return []
    return [
        one
        for one in ambitions_of(regional)
        if one.state == AmbitionState.RUNNING or (one.ended_on and one.ended_on > on)
    ]


def _rounds(region: Region, year: int) -> list[RoundLine]:
    """Return the rounds of a year; the same questions for one round as for many."""
    listed = [
        (one, state)
        for one, state in rounds_listed(clock.now())
        if one.questionnaire_version.year == year and getattr(one, "has_pages", False)
    ]
    members = list(
        RegionMunicipality.objects.filter(region=region).values_list(
            "municipality", "since", "until"
        )
    )
    found: defaultdict[int, list[Response]] = defaultdict(list)
    wanted = Response.objects.filter(round__in=[one for one, _state in listed])
    inside = wanted.filter(municipality__in={pk for pk, *_dates in members})
    for row in inside.select_related("municipality").order_by("municipality__name_fold", "pk"):
        found[row.round_id].append(row)
    return [_round_line(one, state, members, found[one.pk]) for one, state in listed]


def _round_line(
    one: Round,
    state: RoundState,
    members: Iterable[tuple[int, date | None, date | None]],
    rows: list[Response],
) -> RoundLine:
    """Count the municipalities of the region on the day that the round is about."""
    day = division_day(one)
    inside = {
        pk
        for pk, since, until in members
        if (since is None or since <= day) and (until is None or day < until)
    }
    lines = [Line(row, Progress()) for row in rows if row.municipality_id in inside]
    names: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        is_asked = line.response.coalition_id is not None
        names[line.response.state if is_asked else ""].append(line.municipality.name)
    return RoundLine(one, state, count_of(lines, len(inside)), dict(names))


def _work_areas(record: RegionalRecord | None, now: Moment) -> WorkAreas:
    """Count the partners per municipality of their work area: by name, or by a region of it."""
    places = {one.municipality.pk for one in now.places}
    partners = record.partners_on(now.on) if record else []
    organisations = {one.organisation_id for one in partners}
    areas: defaultdict[int, set[int]] = defaultdict(set)
    named = OrganisationMunicipality.objects.filter(organisation__in=organisations)
    for organisation, place in named.values_list("organisation", "municipality"):
        areas[organisation].add(place)
    through = OrganisationRegion.objects.filter(organisation__in=organisations)
    inside = RegionMunicipality.objects.filter(
        open_on(now.on), region__in=through.values("region")
    ).values_list("region", "municipality")
    of_region: defaultdict[int, set[int]] = defaultdict(set)
    for region, place in inside:
        of_region[region].add(place)
    for organisation, region in through.values_list("organisation", "region"):
        areas[organisation] |= of_region[region]
    per_place = {
        place: sum(place in areas[one.organisation_id] for one in partners) for place in places
    }
    unknown = sum(
        one.organisation_id not in areas or not areas[one.organisation_id] for one in partners
    )
    return WorkAreas(per_place, unknown)
