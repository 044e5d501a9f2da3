"""The figures of a coalition, of one indicator and of a region, ready to show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coalitions.choices import RegionKind
from coalitions.models import (
    Coalition,
    CoalitionMunicipality,
    Municipality,
    MunicipalitySuccession,
    Region,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from monitoring.choices import ProgrammePhase
from monitoring.models import Definition, Indicator, Release
from monitoring.selectors.area_sets import division_from
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, FigureView, load_figures
from monitoring.selectors.series import (
    Change,
    Compared,
    Series,
    by_indicator_and_area,
    change,
    compare,
    say,
)
from monitoring.selectors.sparks import Spark


@dataclass
class Line:
    """One indicator for one municipality: what a row of the table shows."""

    indicator: Indicator
    municipality: Municipality
    figure: FigureView
    compared: Compared | None
    change: Change | None
    spark: Spark | None = field(default=None, kw_only=True)

    @property
    def sentence(self) -> str:
        return say(self.figure, self.municipality.name, self.compared, self.change)

    @property
    def verdict(self) -> str:
        return self.compared.verdict.word if self.compared else ""

    @property
    def differs(self) -> bool:
        """Whether the municipality stands apart from the country."""
        return self.verdict in {"better", "worse", "higher", "lower"}

    @property
    def is_changing(self) -> bool:
        return self.change is not None and self.change.word in {"increasing", "decreasing"}


@dataclass
class FullLine(Line):
    """A line with every year behind it, for the chart and the table of years."""

    series: Series
    country: Series | None
    region: Series | None
    area_changes: Sequence[int] = ()  # the years from which its area is another one

    @property
    def area_changed(self) -> bool:
        return bool(self.area_changes)


@dataclass
class Figures:
    """All figures of some municipalities, with those of the country to set them beside."""

    municipalities: list[Municipality]
    found: dict[tuple[int, AreaKey], Series]
    indicators: list[Indicator]
    regions: dict[int, Region] = field(default_factory=dict)
    changed: dict[int, list[int]] = field(default_factory=dict)

    def line(self, indicator: Indicator, municipality: Municipality) -> FullLine | None:
        """An indicator of a municipality, or None when nothing was ever published about it."""
        series = self.found.get((indicator.pk, AreaKey(municipality.pk)))
        if series is None:
            return None
        region = self.regions.get(municipality.pk)
        country = self.found.get((indicator.pk, COUNTRY_KEY))
        changes = self.changed.get(municipality.pk, ())
        return FullLine(
            indicator,
            municipality,
            series.newest,
            compare(series.newest, country),
            change(series, changes),
            series,
            country,
            self.found.get((indicator.pk, AreaKey(region=region.pk))) if region else None,
            changes,
        )

    def lines(self, municipality: Municipality) -> list[FullLine]:
        return [line for one in self.indicators if (line := self.line(one, municipality))]


def figures_of(
    municipalities: Iterable[Municipality],
    *,
    indicator_key: str | None = None,
    with_regions: bool = False,
    until: int | None = None,
) -> Figures:
    """Everything published about these municipalities, in the same number of questions always.

    With ``until`` only periods that ended in that year or before, as a report of a year wants.
    """
    wanted = list(municipalities)
    regions = ggd_regions(wanted) if with_regions else {}
    areas = {AreaKey(one.pk) for one in wanted}
    areas |= {AreaKey(region=one.pk) for one in regions.values()} | {COUNTRY_KEY}
    keys = None if indicator_key is None else [indicator_key]
    loaded = load_figures(areas, indicator_keys=keys)
    if until is not None:
        loaded = [one for one in loaded if one.last_year <= until]
    own = [one for one in loaded if one.area.municipality]
    indicators = {one.definition.indicator_id: one.definition.indicator for one in own}
    found = by_indicator_and_area(loaded)
    ordered = in_order(indicators.values())
    return Figures(wanted, found, ordered, regions, area_changes(wanted))


def in_order(indicators: Iterable[Indicator]) -> list[Indicator]:
    """By phase, then by name."""
    phases = list(ProgrammePhase.values)
    return sorted(indicators, key=lambda one: (phases.index(one.phase), one.name_fold))


def ggd_regions(municipalities: Sequence[Municipality]) -> dict[int, Region]:
    """The GGD region of each municipality today."""
    rows = RegionMunicipality.objects.filter(
        open_on(clock.today()), municipality__in=municipalities, region__kind=RegionKind.GGD
    ).select_related("region")
    return {row.municipality_id: row.region for row in rows}


def area_changes(municipalities: Sequence[Municipality]) -> dict[int, list[int]]:
    """The first division year after each change of a municipality's area.

    Who was joined by (part of) another changed, and who gave part away and is still there.
    """
    wanted, found = {one.pk for one in municipalities}, dict[int, set[int]]()
    rows = MunicipalitySuccession.objects.filter(
        Q(successor__in=municipalities) | Q(predecessor__in=municipalities)
    )
    for new, old, until, day in rows.values_list(
        "successor_id", "predecessor_id", "predecessor__valid_until", "effective_on"
    ):
        goes_on = until is None or until > day
        for pk in wanted & {new, old if goes_on else new}:
            found.setdefault(pk, set()).add(division_from(day))
    return {pk: sorted(years) for pk, years in found.items()}


def municipalities_of(coalition: Coalition) -> list[Municipality]:
    """The municipalities that a coalition works for today."""
    return list(Municipality.objects.covered_by(coalition).order_by("name_fold", "code"))


def municipalities_per_coalition(
    coalitions: Iterable[Coalition],
) -> dict[int, list[Municipality]]:
    """The same of several coalitions, in one question; without municipality it is not there."""
    rows = CoalitionMunicipality.objects.filter(open_on(clock.today()), coalition__in=coalitions)
    rows = rows.select_related("municipality")
    found: dict[int, list[Municipality]] = {}
    for row in rows.order_by("municipality__name_fold", "municipality__code"):
        found.setdefault(row.coalition_id, []).append(row.municipality)
    return found


def municipalities_in(region: Region) -> list[Municipality]:
    """The municipalities of a region today."""
    return list(Municipality.objects.in_region(region).order_by("name_fold", "code"))


def newest_publication() -> date | None:
    """The day on which figures were last made public."""
    moment = Release.objects.public().aggregate(newest=Max("published_at"))["newest"]
    return timezone.localtime(moment).date() if moment else None


@dataclass(frozen=True)
class AboutIndicator:
    """What an indicator counts, by every definition it had, and the sets it is in."""

    definitions: list[Definition]
    numbers: list[str]

    @property
    def newest(self) -> Definition | None:
        return self.definitions[-1] if self.definitions else None


def about(indicator: Indicator) -> AboutIndicator:
    """The definitions of an indicator, oldest first, and its numbers per set."""
    memberships = indicator.memberships.select_related("indicator_set").order_by(
        "indicator_set__valid_from", "position"
    )
    numbers = [
        _("%(set)s, no. %(number)s") % {"set": one.indicator_set.name, "number": one.number}
        if one.is_official_number and one.number
        else str(one.indicator_set.name)
        for one in memberships
    ]
    return AboutIndicator(list(indicator.definitions.order_by("number")), numbers)
