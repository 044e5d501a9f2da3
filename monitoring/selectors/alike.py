"""Municipalities that look like this one, among those that take part in such a comparison.

The features come from published figures that anyone may see, so a distance tells nothing hidden:
the size, as the logarithm of the largest number of persons counted around birth, and the shares of
``RATES``. A feature of the figure that is compared is left out, or alike would be found by outcome.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import log

from django.core.cache import cache

from coalitions.choices import ConsentKind
from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.installed import installed
from monitoring.likeness import nearest
from monitoring.selectors.figures import AreaKey, FigureView, load_figures
from monitoring.selectors.series import Series, by_indicator_and_area
from monitoring.selectors.stamp import figures_stamp

SIZE = "size"
# Their denominators are (about) all pregnancies or births of a year.
SIZED_BY = ("preterm-birth", "small-for-gestational-age", "late-antenatal-care")
RATES = ("problematic-debts", "vulnerable-pregnancy", "parent-mental-health")
MOST = 5
KEPT_SECONDS = 24 * 60 * 60
Features = dict[str, float]


@dataclass(frozen=True)
class LookAlike:
    """A municipality that takes part, with how far it is and on how many features that rests."""

    municipality: Municipality
    distance: float
    shared: int


def look_alikes(own: Municipality, *, without: str = "", most: int = MOST) -> list[LookAlike]:
    """The nearest municipalities that consented; four questions, more only when nothing is kept.

    Whoever asks need not take part: what is compared are published figures.
    """
    rows = Municipality.objects.valid_on(clock.today()).sharing(ConsentKind.COMPARISON)
    among = {one.pk: one for one in rows if one.pk != own.pk}
    if not among:
        return []
    known = {
        pk: {name: value for name, value in features.items() if name != without}
        for pk, features in _features([own.pk, *among]).items()
    }
    found = nearest(own.pk, known, {pk: one.name_fold for pk, one in among.items()}, most)
    return [LookAlike(among[pk], alike.distance, alike.shared) for pk, alike in found]


def _features(municipalities: Collection[int]) -> dict[int, Features]:
    """What is kept of each municipality until a figure changes; the rest is read and kept."""
    made_from = f"{installed()}:{figures_stamp()}"
    keys = {f"alike:{made_from}:{pk}": pk for pk in municipalities}
    kept = cache.get_many(keys)
    found: dict[int, Features] = {keys[key]: features for key, features in kept.items()}
    missing = [pk for pk in municipalities if pk not in found]
    if missing:
        fresh = _read(missing)
        cache.set_many({key: fresh[pk] for key, pk in keys.items() if pk in fresh}, KEPT_SECONDS)
        found |= fresh
    return found


def _read(municipalities: Iterable[int]) -> dict[int, Features]:
    wanted = list(municipalities)
    loaded = load_figures(
        [AreaKey(pk) for pk in wanted], indicator_keys=frozenset({*SIZED_BY, *RATES})
    )
    found: dict[int, Features] = {pk: {} for pk in wanted}
    for (_indicator, area), series in by_indicator_and_area(loaded).items():
        name, value = _feature(series)
        if name and area.municipality:
            features = found[area.municipality]
            features[name] = max(features.get(name, value), value) if name == SIZE else value
    return found


def _feature(series: Series) -> tuple[str, float]:
    """The name and value of a feature; no name when the newest figure shows nothing for it."""
    newest: FigureView = series.newest
    key = newest.definition.indicator.key
    if key in RATES and newest.value is not None:
        return key, newest.value
    if key in SIZED_BY and newest.is_yearly and newest.denominator:
        return SIZE, log(newest.denominator)
    return "", 0.0
