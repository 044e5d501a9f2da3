"""Rates over several municipalities, for pages: only of all of them, and only when checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from coalitions.models import Region, RegionMunicipality
from monitoring.areas import AreaSum, Counts, rate_over
from monitoring.choices import ValueKind
from monitoring.models import Indicator
from monitoring.selectors.figures import AreaKey, FigureView
from monitoring.selectors.newest import Newest
from monitoring.selectors.protection import Checked, was_in_run

State = Literal["shown", "checking", "incomplete", "other_area", "no_counts"]
# No municipality and no region: the key of a sum is nobody's.
SUM_KEY = AreaKey(municipality=0, region=0)


@dataclass(frozen=True)
class Summed:
    """The rate of several municipalities together, or why it is not shown."""

    state: State
    known: int = 0
    total: int = 0
    period: str = ""
    figure: FigureView | None = None

    @property
    def words(self) -> str:
        """What stands where the rate would stand; empty when it is there."""
        numbers = {"known": self.known, "total": self.total, "period": self.period}
        return {
            "shown": "",
            "checking": _("Still being checked"),
            "incomplete": _("Known of %(known)s of %(total)s municipalities") % numbers,
            "other_area": _("Other municipalities belonged to it then"),
            "no_counts": _("Not available"),
        }[self.state]

    @property
    def explained(self) -> str:
        """A sentence for under the table."""
        return {
            "checking": _(
                "The sum is shown after the privacy check: nobody may be able to work out a hidden "
                "figure with it."
            ),
            "incomplete": _("A sum is only shown when the figure of every municipality is."),
            "other_area": _("The figures are about other borders than those of today."),
        }.get(self.state, "")


def sum_of(
    figures: Sequence[FigureView | None],
    *,
    checked: Checked = was_in_run,
    same_members: bool = True,
) -> Summed:
    """Add up the newest figures of some municipalities: one for each, or None where there is none.

    Only figures of the newest period count, by one definition and in one division; the others are
    missing. ``same_members`` is false when the set had other members at the date of the division.
    """
    shown = [one for one in figures if one and _is_countable(one)]
    if not shown:
        return Summed("no_counts", 0, len(figures))
    newest = max(shown, key=lambda one: (one.last_year, -one.first_year, one.definition.number))
    alike = [one for one in shown if _basis(one) == _basis(newest)]
    counts = {one.area: Counts(one.numerator or 0, one.denominator or 0) for one in alike}
    missing = [AreaKey(municipality=-n) for n in range(len(figures) - len(alike))]
    total = rate_over([*counts, *missing], counts)
    members = [one.area.municipality or 0 for one in alike]
    return _judge(newest, total, members, checked, same_members)


def _judge(
    newest: FigureView,
    total: AreaSum,
    members: Sequence[int],
    checked: Checked,
    same_members: bool,  # noqa: FBT001
) -> Summed:
    known = (total.known, total.total, newest.period)
    if total.pooled is None:
        return Summed("incomplete", *known)
    if not same_members:
        return Summed("other_area", *known)
    if not checked(newest.definition.pk, members, newest.division_year):
        return Summed("checking", *known)
    return Summed(
        "shown",
        *known,
        FigureView(
            definition=newest.definition,
            area=SUM_KEY,
            division_year=newest.division_year,
            first_year=newest.first_year,
            last_year=newest.last_year,
            kind=ValueKind.VALUE.value,
            value=newest.scale * total.pooled.value,
            numerator=total.pooled.numerator,
            denominator=total.pooled.denominator,
            is_provisional=newest.is_provisional,
        ),
    )


def _is_countable(one: FigureView) -> bool:
    return one.is_shown and one.scale > 0 and one.numerator is not None and bool(one.denominator)


def _basis(one: FigureView) -> tuple[int, int, int, int]:
    return one.definition.pk, one.first_year, one.last_year, one.division_year


class Members:
    """The municipalities of a region on the first day of a year; asked of the database once."""

    def __init__(self, region: Region) -> None:
        self.region = region

    @cached_property
    def _rows(self) -> list[tuple[int, date | None, date | None]]:
        rows = RegionMunicipality.objects.filter(region=self.region)
        return list(rows.values_list("municipality_id", "since", "until"))

    def in_year(self, year: int) -> set[int]:
        day = date(year, 1, 1)
        return {
            pk
            for pk, since, until in self._rows
            if (since is None or since <= day) and (until is None or day < until)
        }


def region_sum(
    members: Members,
    figures: Newest,
    indicator: Indicator,
    *,
    checked: Checked = was_in_run,
) -> Summed:
    """The rate of a region over the municipalities it had in the division of its figures."""
    lines = [figures.line(indicator, one) for one in figures.municipalities]
    newest = [line.figure if line else None for line in lines]
    years = {one.division_year for one in newest if one and one.is_shown}
    today = {one.pk for one in figures.municipalities}
    same = all(members.in_year(year) == today for year in years)
    return sum_of(newest, checked=checked, same_members=same)
