"""What there is to say of a region: what its source says, else the sum of its municipalities."""

from monitoring.selectors.figures import FigureView
from monitoring.selectors.series import TELLING, Series
from monitoring.selectors.sums import Summed


def said_of(given: Series | None, summed: Summed) -> tuple[FigureView | None, Summed | None]:
    """The figure of the source or of the sum, each alone; no figure where a sum says why not.

    A value of the source goes first. What is hidden or withdrawn is called so, unless a sum may be
    shown.
    """
    newest = given.newest if given else None
    if newest is not None and newest.is_shown:
        return newest, None
    if summed.figure is not None:
        return summed.figure, summed
    if newest is not None and (newest.kind in TELLING or summed.state == "no_counts"):
        return newest, None
    return None, summed
