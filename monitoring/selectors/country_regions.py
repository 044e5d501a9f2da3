"""Indicators of every GGD region: what the source says of it, else the sum of its members."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coalitions.choices import RegionKind
from coalitions.models import Region, RegionMunicipality
from kansrijkestart.core.installed import installed
from monitoring.models import Indicator
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, FigureView, load_figures
from monitoring.selectors.region_says import said_of
from monitoring.selectors.series import Compared, Series, by_indicator_and_area, compare
from monitoring.selectors.stamp import figures_stamp
from monitoring.selectors.sums import NONE, Dated, Summed, members_in, sums_of_regions, where_it_was


@dataclass(frozen=True)
class RegionLine:
    """A region with its figure beside the Netherlands; a sum without one says why not."""

    region: Region
    figure: FigureView | None
    compared: Compared | None
    summed: Summed | None = None

    @property
    def is_sum(self) -> bool:
        return self.summed is not None

    @property
    def verdict(self) -> str:
        return self.compared.verdict.word if self.compared else ""


@dataclass(frozen=True)
class CountryRegions:
    """GGD regions by name, which is no order of merit, with what the source says of them."""

    rows: list[Region]
    given: dict[tuple[int, AreaKey], Series]
    dated: dict[int, list[Dated]]
    today: dict[int, set[int]]
    made_from: str

    @property
    def several(self) -> dict[int, set[int]]:
        """The members of those that have more than one: the others have no sum."""
        return {pk: members for pk, members in self.today.items() if len(members) > 1}

    def lines(self, indicators: Sequence[Indicator]) -> dict[int, list[RegionLine]]:
        """The newest of every region, by the key of the indicator."""
        sums = sums_of_regions(self.several, indicators, self.made_from)
        return {
            one.pk: [
                _line(
                    region,
                    self.given.get((one.pk, AreaKey(region=region.pk))),
                    self.given.get((one.pk, COUNTRY_KEY)),
                    self._where(region, sums[one.pk].get(region.pk, NONE)),
                )
                for region in self.rows
            ]
            for one in indicators
        }

    def country(self, indicator: Indicator) -> FigureView | None:
        """The newest figure of the Netherlands, also one without a value."""
        series = self.country_series(indicator)
        return series.newest if series else None

    def country_series(self, indicator: Indicator) -> Series | None:
        """Everything that the source says of the Netherlands."""
        return self.given.get((indicator.pk, COUNTRY_KEY))

    def _where(self, region: Region, summed: Summed) -> Summed:
        return where_it_was(summed, self.dated[region.pk], self.today[region.pk])


def load_regions(indicators: Sequence[Indicator]) -> CountryRegions:
    """In the same number of questions, however many regions and indicators there are."""
    regions = list(Region.objects.filter(kind=RegionKind.GGD).order_by("name_fold", "pk"))
    areas = {AreaKey(region=one.pk) for one in regions} | {COUNTRY_KEY}
    loaded = load_figures(areas, indicator_keys=[one.key for one in indicators])
    dated = _dated(regions)
    return CountryRegions(
        regions,
        by_indicator_and_area(loaded),
        dated,
        {pk: members_in(rows, None) for pk, rows in dated.items()},
        f"{installed()}:{figures_stamp()}",
    )


def _line(
    region: Region, given: Series | None, country: Series | None, summed: Summed
) -> RegionLine:
    figure, from_sum = said_of(given, summed)
    return RegionLine(region, figure, compare(figure, country) if figure else None, from_sum)


def explained(lines: Iterable[RegionLine]) -> list[str]:
    """What has to be said once about sums that are not shown."""
    said = [one.summed.explained for one in lines if one.summed]
    return list(dict.fromkeys(words for words in said if words))


def _dated(regions: list[Region]) -> dict[int, list[Dated]]:
    found: dict[int, list[Dated]] = defaultdict(list)
    rows = RegionMunicipality.objects.filter(region__in=regions)
    for region, municipality, since, until in rows.values_list(
        "region_id", "municipality_id", "since", "until"
    ):
        found[region].append((municipality, since, until))
    return {one.pk: found[one.pk] for one in regions}
