"""The freshest figures of a whole region, put ready before its lead asks for them.

What the source says of a region, and the sums of its municipalities, take more questions than the
first page of a lead may cost. So a worker makes them every few minutes as far as they changed, and
the page only reads what is kept. It is kept under the state of all figures, the members of the
region and the day: after a publication, a withdrawal or a protection run nothing older is found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.cache import cache

from coalitions.models import Municipality, Region
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
    kept: list[FreshFigure] | None = cache.get(_key(region, municipalities, made_from_now()))
    if kept is None:
        return None
    return [
        Told(one.sentence(region.name), one.figure.definition.indicator, one.is_sum) for one in kept
    ]


def fresh_make() -> int:
    """Put ready what is not kept yet of every region; return of how many. Safe to do twice."""
    made = 0
    for region in Region.objects.order_by("pk"):
        municipalities = municipalities_in(region)
        made_from = made_from_now()
        key = _key(region, municipalities, made_from)
        if cache.get(key) is None:
            cache.set(key, _freshest(region, municipalities, made_from), KEPT_SECONDS)
            made += 1
    return made


def _key(region: Region, municipalities: Sequence[Municipality], made_from: str) -> str:
    members = checksum_of(sorted(one.pk for one in municipalities))
    return f"region-fresh:{made_from}:{region.pk}:{members}:{clock.today()}"


def _freshest(
    region: Region, municipalities: Sequence[Municipality], made_from: str
) -> list[FreshFigure]:
    """Return the newest that may be shown, by year and then by name: no order of merit.

    Of what municipalities have too, so that each has its page.
    """
    figures = newest_of(municipalities, made_from)
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
