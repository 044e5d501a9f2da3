"""The newest figure of every indicator, judged once per publication and kept in the cache.

Reading and judging all years of a municipality costs more than the rest of its page. The outcome is
the same for every reader until something about the figures changes, so it is kept per municipality
under a key that says what it was made from: the state of the figures (``figures_stamp``) and the
code that judged them (``installed``). A publication, withdrawal, end of an embargo or upgrade is
another key, so it shows on the next page; what was kept before is never asked for again and runs
out.

Only what ``load_figures`` lets out is kept: a hidden figure has no number here either. Nothing in
it depends on the reader or the language; words are made when a page is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import cache

from coalitions.models import Municipality
from kansrijkestart.core.installed import installed
from monitoring.models import Indicator
from monitoring.selectors.figures import FigureView
from monitoring.selectors.pages import Line, figures_of, in_order
from monitoring.selectors.series import Change, Compared
from monitoring.selectors.sparks import Spark, spark_of
from monitoring.selectors.stamp import figures_stamp

KEPT_SECONDS = 24 * 60 * 60
Judged = tuple[FigureView, Compared | None, Change | None, Spark | None]


@dataclass
class Newest:
    """The newest figures of some municipalities, in the order of the page."""

    municipalities: list[Municipality]
    indicators: list[Indicator] = field(default_factory=list)
    found: dict[tuple[int, int], Line] = field(default_factory=dict)
    made_from: str = (
        ""  # the key of what is kept; text made from these figures may be kept under it
    )

    def line(self, indicator: Indicator, municipality: Municipality) -> Line | None:
        """An indicator of a municipality, or None when nothing was ever published about it."""
        return self.found.get((indicator.pk, municipality.pk))

    def lines(self, municipality: Municipality) -> list[Line]:
        return [line for one in self.indicators if (line := self.line(one, municipality))]


def made_from_now() -> str:
    """The key of what is kept at this moment: the state of the figures and the code."""
    return f"{installed()}:{figures_stamp()}"


def newest_of(municipalities: Iterable[Municipality], made_from: str = "") -> Newest:
    """The newest figures of these municipalities: one question, and more only when not kept.

    Who asked for ``made_from_now`` already gives it along.
    """
    wanted = list(municipalities)
    made_from = made_from or made_from_now()
    judged = _judged(wanted, made_from)
    found: dict[tuple[int, int], Line] = {}
    indicators: dict[int, Indicator] = {}
    for one in wanted:
        for figure, compared, change, spark in judged[one.pk]:
            indicator = figure.definition.indicator
            indicators[indicator.pk] = indicator
            line = Line(indicator, one, figure, compared, change, spark=spark)
            found[indicator.pk, one.pk] = line
    return Newest(wanted, in_order(indicators.values()), found, made_from)


def _judged(municipalities: list[Municipality], made_from: str) -> dict[int, list[Judged]]:
    """What is kept of each municipality; the rest is read, judged and kept."""
    keys = {f"figures:{made_from}:{one.pk}": one for one in municipalities}
    kept = cache.get_many(keys)
    found = {one.pk: kept[key] for key, one in keys.items() if key in kept}
    missing = {key: one for key, one in keys.items() if key not in kept}
    if missing:
        figures = figures_of(missing.values())
        fresh = {
            key: [
                (line.figure, line.compared, line.change, spark_of(line.series, line.area_changes))
                for line in figures.lines(one)
            ]
            for key, one in missing.items()
        }
        cache.set_many(fresh, KEPT_SECONDS)
        found |= {one.pk: fresh[key] for key, one in missing.items()}
    return found
