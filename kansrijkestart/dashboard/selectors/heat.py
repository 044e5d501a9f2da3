"""All figures of a region at once: indicators by municipality, with the region and the country."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import capfirst

from coalitions.models import Municipality, Region
from monitoring.choices import ProgrammePhase
from monitoring.models import Indicator
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, FigureView, load_figures
from monitoring.selectors.newest import Newest
from monitoring.selectors.pages import Line
from monitoring.selectors.region_says import said_of
from monitoring.selectors.series import by_indicator_and_area
from monitoring.selectors.sums import NONE, Summed, region_sums


@dataclass(frozen=True)
class HeatRow:
    """One indicator; a cell without a line was never published."""

    indicator: Indicator
    cells: list[tuple[Municipality, Line | None]]
    region: "RegionRate"
    country: FigureView | None


@dataclass(frozen=True)
class RegionRate:
    """What the source says of the region, else the sum of its municipalities."""

    figure: FigureView | None
    summed: Summed | None = None


@dataclass(frozen=True)
class HeatGroup:
    """The rows of one phase."""

    name: str
    rows: list[HeatRow]


def heat_groups(region: Region, figures: Newest) -> list[HeatGroup]:
    """The table, by phase and name; municipalities by name, which is no order of merit."""
    rates = region_rates(region, figures, figures.indicators)
    country = _of_country(figures.indicators)
    rows = [_row(figures, one, rates[one.pk], country.get(one.pk)) for one in figures.indicators]
    return [
        HeatGroup(str(capfirst(ProgrammePhase(phase).label)), list(same))
        for phase, same in groupby(rows, key=lambda row: row.indicator.phase)
    ]


def _of_country(indicators: Sequence[Indicator]) -> dict[int, FigureView]:
    """The newest figure of the Netherlands, also one without a value, by the indicator's key."""
    loaded = load_figures([COUNTRY_KEY], indicator_keys=[one.key for one in indicators])
    return {pk: one.newest for (pk, _area), one in by_indicator_and_area(loaded).items()}


def region_rates(
    region: Region,
    figures: Newest,
    indicators: Sequence[Indicator],
) -> dict[int, RegionRate]:
    """The rate of the region for every indicator; the same number of questions for all of them."""
    area = AreaKey(region=region.pk)
    given = by_indicator_and_area(
        load_figures([area], indicator_keys=[one.key for one in indicators])
    )
    sums = region_sums(region, figures.municipalities, figures.made_from)
    found: dict[int, RegionRate] = {}
    for one in indicators:
        series, summed = given.get((one.pk, area)), sums.get(one.pk, NONE)
        found[one.pk] = RegionRate(*said_of(series, summed))
    return found


def _row(
    figures: Newest, indicator: Indicator, rate: RegionRate, country: FigureView | None
) -> HeatRow:
    """Of the country what municipalities are compared with; else its newest, hidden or not."""
    cells = [(one, figures.line(indicator, one)) for one in figures.municipalities]
    references = [line.compared.reference for _one, line in cells if line and line.compared]
    return HeatRow(indicator, cells, rate, next((one for one in references if one), country))


def explained(groups: Sequence[HeatGroup]) -> list[str]:
    """What has to be said once about sums that are not shown."""
    sums = [row.region.summed for group in groups for row in group.rows if row.region.summed]
    return list(dict.fromkeys(one.explained for one in sums if one.explained))
