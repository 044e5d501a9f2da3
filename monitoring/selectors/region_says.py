"""What there is to say of a region: what its source says, else the sum of its municipalities."""

from monitoring.choices import ValueKind
from monitoring.selectors.figures import FigureView
from monitoring.selectors.series import TELLING, Series
from monitoring.selectors.sums import Summed


def said_of(given: Series | None, summed: Summed) -> tuple[FigureView | None, Summed | None]:
    """The figure of the source or of the sum, each alone; no figure where a sum says why not.

    A value of the source goes first. What is hidden or withdrawn is called so, unless a sum may be
    shown; what is hidden stays hidden beside a sum of the same period.
    """
    newest = given.newest if given else None
    if newest is not None and newest.is_shown:
        return newest, None
    if summed.figure is not None and not _is_hidden_at(given, summed.figure):
        return summed.figure, summed
    if newest is not None and (newest.kind in TELLING or summed.state == "no_counts"):
        return newest, None
    return None, summed


def _is_hidden_at(given: Series | None, figure: FigureView) -> bool:
    """Whether the area's own figure of that period is hidden, by its source or by the rule."""
    same = given.at(figure) if given else None
    return same is not None and same.kind == ValueKind.SUPPRESSED
