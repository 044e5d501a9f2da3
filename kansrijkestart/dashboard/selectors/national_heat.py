"""All figures of the country at once: indicators by GGD region, beside the Netherlands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.text import capfirst

from monitoring.choices import ProgrammePhase
from monitoring.models import Indicator
from monitoring.selectors.country_regions import RegionLine, load_regions
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


def country_groups(indicators: Sequence[Indicator]) -> list[CountryGroup]:
    """The table, by phase and name; regions by name, which is no order of merit."""
    regions = load_regions(indicators)
    cells = regions.lines(indicators)
    rows = [CountryRow(one, cells[one.pk], regions.country(one)) for one in indicators]
    return [
        CountryGroup(str(capfirst(ProgrammePhase(phase).label)), list(same))
        for phase, same in groupby(rows, key=lambda row: row.indicator.phase)
    ]
