"""The freshest figures of a whole region, put ready before its lead asks for them.

What the source says of a region, and the sums of its municipalities, take more questions than the
first page of a lead may cost. So a worker makes them every minute as far as they changed, and
the page only reads what is kept. It is kept under the state of all figures, the members of the
region and the day: after a publication, a withdrawal or a protection run nothing older is found.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from coalitions.models import Municipality, Region, RegionMunicipality
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from kansrijkestart.dashboard.selectors.heat import region_rates
from monitoring.models import Indicator
from monitoring.selectors.area_sets import checksum_of
from monitoring.selectors.figures import COUNTRY_KEY, FigureView, load_figures
from monitoring.selectors.newest import made_from_now, newest_of
from monitoring.selectors.pages import municipalities_in
from monitoring.selectors.series import Compared, by_indicator_and_area, compare, say

MOST: Final = 3
KEPT_SECONDS: Final = 24 * 60 * 60


@dataclass(frozen=True)
class FreshFigure:
    """A figure of a region that may be shown; ``is_sum`` when it is that of its municipalities."""

    figure: FigureView
    compared: Compared | None
    is_sum: bool

    def sentence(self, area: str) -> str:
        """Return its one sentence, the same as on every page."""
        return say(self.figure, area, self.compared)


@dataclass(frozen=True)
class Told:
    """A figure as a page tells it: its sentence, with the indicator it is about."""

    sentence: str
    indicator: Indicator
    is_sum: bool


def fresh_figures(region: Region, municipalities: Sequence[Municipality]) -> list[Told] | None:
    """Return the freshest figures in words; empty when none may be shown (one query).

    None when they are not ready yet.
    """
    members = [one.pk for one in municipalities]
    kept: list[FreshFigure] | None = cache.get(_key(region.pk, members, made_from_now()))
    if kept is None:
        return None
    return [
        Told(one.sentence(region.name), one.figure.definition.indicator, one.is_sum) for one in kept
    ]


def fresh_make() -> int:
    """Put ready what is not kept yet of every region; return of how many. Safe to do twice.

    Two queries when everything is kept.
    """
    made_from, members = made_from_now(), defaultdict[int, list[int]](list)
    inside = RegionMunicipality.objects.filter(open_on(clock.today())).order_by()
    for key_of_region, municipality in inside.values_list("region", "municipality"):
        members[key_of_region].append(municipality)
    keys = {_key(pk, places, made_from): pk for pk, places in members.items()}
    kept = cache.get_many(keys)
    missing = {pk: key for key, pk in keys.items() if key not in kept}
    for region in Region.objects.filter(pk__in=missing) if missing else ():
        cache.set(missing[region.pk], _freshest(region, made_from), KEPT_SECONDS)
    return len(missing)


def _key(region: int, members: Collection[int], made_from: str) -> str:
    return f"region-fresh:{made_from}:{region}:{checksum_of(members)}:{clock.today()}"


def _freshest(region: Region, made_from: str) -> list[FreshFigure]:
    """Return the newest that may be shown, by year and then by name: no order of merit.

    Of what municipalities have too, so that each has its page.
    """
    figures = newest_of(municipalities_in(region), made_from)
    rates = region_rates(region, figures, figures.indicators)
    found = [
        (one, rate.figure, rate.summed is not None)
        for one in figures.indicators
        if (rate := rates[one.pk]).figure and rate.figure.is_shown
    ]
    found.sort(key=lambda row: (-row[1].last_year, row[0].name_fold))
    chosen = found[:MOST]
    country = by_indicator_and_area(
        load_figures([COUNTRY_KEY], indicator_keys=[one.key for one, *_rest in chosen])
    )
    return [
        FreshFigure(figure, compare(figure, country.get((one.pk, COUNTRY_KEY))), is_sum)
        for one, figure, is_sum in chosen
    ]
