"""All figures of the country at once: indicators by GGD region, beside the Netherlands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import capfirst

from monitoring.choices import ProgrammePhase
from monitoring.models import Indicator
from monitoring.selectors.country_regions import CountryRegions, RegionLine
from monitoring.selectors.figures import FigureView


@dataclass(frozen=True)
class CountryRow:
    """One indicator, a cell for each region, and what the country has."""

    indicator: Indicator
    cells: list[RegionLine]
    country: FigureView | None


@dataclass(frozen=True)
class CountryGroup:
    """The rows of one phase."""

    name: str
    rows: list[CountryRow]


def country_groups(regions: CountryRegions, indicators: Sequence[Indicator]) -> list[CountryGroup]:
    """The table, by phase and name; regions by name, which is no order of merit."""
    cells = regions.lines(indicators)
    rows = [CountryRow(one, cells[one.pk], regions.country(one)) for one in indicators]
    return [
        CountryGroup(str(capfirst(ProgrammePhase(phase).label)), list(same))
        for phase, same in groupby(rows, key=lambda row: row.indicator.phase)
    ]


def kept_under(regions: CountryRegions, groups: Sequence[CountryGroup]) -> str:
    """What the table is made of, beside the language: it is the same for whoever may see it.

    Who belongs to a region, or did in earlier years, is no part of what figures are made from:
    the first stands here, and of the second what it does to a sum.
    """
    cells = [cell for group in groups for row in group.rows for cell in row.cells]
    sums = [cell.summed.state if cell.summed else "" for cell in cells]
    areas = [(one.pk, one.name, sorted(regions.today[one.pk])) for one in regions.rows]
    return repr((regions.made_from, areas, sums))
