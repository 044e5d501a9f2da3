"""One indicator of every municipality, judged once per publication and kept."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db.models import Exists, OuterRef

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.installed import installed
from monitoring.choices import Unit
from monitoring.models import Indicator, Observation
from monitoring.selectors.figures import FigureView
from monitoring.selectors.newest import KEPT_SECONDS
from monitoring.selectors.pages import Line, figures_of, in_order
from monitoring.selectors.series import Change, Compared
from monitoring.selectors.stamp import figures_stamp

Kept = tuple[FigureView, Compared | None, Change | None]


def indicators_with_figures() -> list[Indicator]:
    """Indicators with a published figure about some municipality, by phase and name."""
    rows = Observation.objects.published().filter(
        definition__indicator=OuterRef("pk"), municipality__isnull=False
    )
    return in_order(Indicator.objects.filter(Exists(rows)))


def first_to_show(indicators: Sequence[Indicator]) -> Indicator | None:
    """The first indicator that the country has a rate of too, else the first."""
    rows = Observation.objects.published().filter(municipality__isnull=True, region__isnull=True)
    rows = rows.exclude(definition__unit=Unit.COUNT)
    compared = set(rows.values_list("definition__indicator", flat=True).distinct())
    return next((one for one in indicators if one.pk in compared), next(iter(indicators), None))


def lines_of_country(indicator: Indicator) -> list[tuple[Municipality, Line | None]]:
    """Every municipality of today, by name, with its newest figure of this indicator."""
    places = list(Municipality.objects.valid_on(clock.today()).order_by("name_fold", "code"))
    year = clock.today().year  # municipalities come and go on the first day of one
    key = f"country:{installed()}:{figures_stamp()}:{year}:{indicator.pk}"
    kept: dict[int, Kept] | None = cache.get(key)
    if kept is None:
        figures = figures_of(places, indicator_key=indicator.key)
        kept = {
            one.pk: (line.figure, line.compared, line.change)
            for one in places
            if (line := figures.line(indicator, one))
        }
        cache.set(key, kept, KEPT_SECONDS)
    return [
        (one, Line(indicator, one, *kept[one.pk]) if one.pk in kept else None) for one in places
    ]
