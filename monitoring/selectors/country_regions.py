"""One indicator of every GGD region: what the source says of it, else the sum of its members."""

from collections import defaultdict
from dataclasses import dataclass

from coalitions.choices import RegionKind
from coalitions.models import Region, RegionMunicipality
from kansrijkestart.core.installed import installed
from monitoring.models import Indicator
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, FigureView, load_figures
from monitoring.selectors.series import Compared, by_indicator_and_area, compare
from monitoring.selectors.stamp import figures_stamp
from monitoring.selectors.sums import NONE, Dated, Summed, members_in, sums_of_regions, where_it_was


@dataclass(frozen=True)
class RegionLine:
    """A region with its rate beside the Netherlands, or why there is no rate."""

    region: Region
    figure: FigureView | None
    compared: Compared | None
    summed: Summed | None = None

    @property
    def is_sum(self) -> bool:
        return self.summed is not None


def regions_of_country(indicator: Indicator) -> list[RegionLine]:
    """GGD regions by name, which is no order of merit; the same number of questions always."""
    regions = list(Region.objects.filter(kind=RegionKind.GGD).order_by("name_fold", "pk"))
    areas = {AreaKey(region=one.pk) for one in regions} | {COUNTRY_KEY}
    loaded = load_figures(areas, indicator_keys=[indicator.key])
    given = {area: series for (_pk, area), series in by_indicator_and_area(loaded).items()}
    country = given.get(COUNTRY_KEY)
    dated = _dated(regions)
    today = {pk: members_in(rows, None) for pk, rows in dated.items()}
    made_from = f"{installed()}:{figures_stamp()}"
    sums = sums_of_regions(
        {pk: members for pk, members in today.items() if len(members) > 1}, indicator.key, made_from
    )
    lines: list[RegionLine] = []
    for one in regions:
        series = given.get(AreaKey(region=one.pk))
        if series is not None and series.newest.is_shown:
            lines.append(RegionLine(one, series.newest, compare(series.newest, country)))
            continue
        summed = where_it_was(sums.get(one.pk, NONE), dated[one.pk], today[one.pk])
        compared = compare(summed.figure, country) if summed.figure else None
        lines.append(RegionLine(one, summed.figure, compared, summed))
    return lines


def explained(lines: list[RegionLine]) -> list[str]:
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
