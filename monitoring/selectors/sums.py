"""Rates over several municipalities, for pages: only of all of them, and only when checked.

A sum counts figures that are hidden each by itself, so that a region has a rate although one of its
municipalities is small. That is safe for exactly the sets that were in a protection run, which
``monitoring.selectors.protection`` knows; for others nothing is added up. Nor is a definition whose
counts may not be added over areas, or of which nobody knows it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.core.cache import cache
from django.utils.translation import gettext as _

from coalitions.models import Municipality, Region, RegionMunicipality
from kansrijkestart.core import clock
from monitoring.choices import OVER_AREAS, Aggregation, ValueKind
from monitoring.models import Definition, Indicator
from monitoring.selectors.area_sets import checksum_of
from monitoring.selectors.figures import SCALE, AreaKey, FigureView
from monitoring.selectors.protection import SumState, SumView, shown_sums, sums_per_set

KEPT_SECONDS = 24 * 60 * 60
AT_A_TIME = 12
# No municipality and no region: the key of a sum is nobody's.
SUM_KEY = AreaKey(municipality=0, region=0)
State = Literal[
    "shown",
    "hidden",
    "checking",
    "incomplete",
    "other_area",
    "no_counts",
    "not_added",
    "unknown",
]
STATES: dict[SumState, State] = {
    SumState.SHOWN: "shown",
    SumState.HIDDEN: "hidden",
    SumState.UNCHECKED: "checking",
    SumState.INCOMPLETE: "incomplete",
    SumState.APART: "not_added",
}


@dataclass(frozen=True)
class Summed:
    """The rate of several municipalities together, or why it is not shown."""

    state: State
    known: int = 0
    total: int = 0
    period: str = ""
    figure: FigureView | None = None
    division_year: int = 0

    @property
    def words(self) -> str:
        """What stands where the rate would stand; empty when it is there."""
        numbers = {"known": self.known, "total": self.total, "period": self.period}
        return {
            "shown": "",
            "hidden": _("Hidden (privacy)"),
            "checking": _("Still being checked"),
            "incomplete": _("Known of %(known)s of %(total)s municipalities") % numbers,
            "other_area": _("Other municipalities belonged to it then"),
            "no_counts": _("Not available"),
            "not_added": _("Not added up"),
            "unknown": _("Not added up"),
        }[self.state]

    @property
    def is_not_available(self) -> bool:
        """Whether there is nothing to say but that: a table has a sign for it."""
        return self.state == "no_counts"

    @property
    def explained(self) -> str:
        """A sentence for under the table."""
        return {
            "checking": _(
                "The sum is shown after the privacy check: nobody may be able to work out a hidden "
                "figure with it."
            ),
            "incomplete": _("A sum is only shown when the figure of every municipality is known."),
            "other_area": _("The figures are about other borders than those of today."),
            "not_added": _(
                "The way this figure is counted does not allow municipalities to be added up."
            ),
            "unknown": _("Nobody knows of this figure whether municipalities may be added up."),
        }.get(self.state, "")


NONE = Summed("no_counts")


def sums_of(municipalities: Collection[Municipality], made_from: str) -> dict[int, Summed]:
    """The newest sum of each indicator over exactly these municipalities.

    ``made_from`` is the key of what figures are kept under. The same figures and the same run give
    the same sums, so these are made once and kept beside them.
    """
    members = sorted({one.pk for one in municipalities})
    if len(members) < 2:
        return {}
    key = f"sums:{made_from}:{checksum_of(members)}"
    kept: dict[int, Summed] | None = cache.get(key)
    if kept is None:
        kept = _newest(shown_sums(members), len(members))
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def _newest(sums: Sequence[SumView], total: int) -> dict[int, Summed]:
    """One for each indicator: the newest that says something, else of which any is known.

    A year that only has "not yet published" gives way to an older one, as with one municipality.
    """
    found: dict[int, SumView] = {}
    for one in sums:
        indicator = one.definition.indicator_id
        if indicator not in found or _order(one) > _order(found[indicator]):
            found[indicator] = one
    return {indicator: _summed(one, total) for indicator, one in found.items()}


def _order(one: SumView) -> tuple[bool, bool, int, int, int, int]:
    says, period = one.state != SumState.INCOMPLETE, (one.last_year, one.first_year)
    return says, one.known > 0, *period, one.definition.number, one.division_year


def _summed(one: SumView, total: int) -> Summed:
    years = (one.first_year, one.last_year)
    period = str(years[1]) if years[0] == years[1] else f"{years[0]}–{years[1]}"
    if why := refused(one.definition):
        return Summed(why, one.known, total, period, None, one.division_year)
    figure = _shown(one)
    state = STATES[one.state]
    if state == "shown" and figure is None:
        state = "no_counts"
    return Summed(state, one.known, total, period, figure, one.division_year)


def refused(definition: Definition) -> Literal["not_added", "unknown"] | None:
    """Why counts of this definition are not added over areas; None when they may be."""
    if definition.aggregation in OVER_AREAS:
        return None
    return "unknown" if definition.aggregation == Aggregation.UNKNOWN else "not_added"


def _figure(one: SumView) -> FigureView | None:
    """The rate from its counts, or the total of a plain number."""
    scale = SCALE.get(one.definition.unit, 0)
    if one.numerator is None or (scale and not one.denominator):
        return None
    value = scale * one.numerator / (one.denominator or 1) if scale else float(one.numerator)
    return replace(
        _hidden(one),
        kind=ValueKind.VALUE.value,
        value=value,
        numerator=one.numerator if scale else None,
        denominator=one.denominator if scale else None,
        is_provisional=one.is_provisional,
        releases=one.releases,
    )


Part = Literal["newest", "years"]


def sums_of_regions(
    members: Mapping[int, Collection[int]], indicators: Sequence[Indicator], made_from: str
) -> dict[int, dict[int, Summed]]:
    """The newest sum of these indicators over these regions, by indicator and then by region."""
    return _kept(members, indicators, made_from, "newest")


def years_of_regions(
    members: Mapping[int, Collection[int]], indicators: Sequence[Indicator], made_from: str
) -> dict[int, dict[int, list[FigureView]]]:
    """The yearly sums that may be shown and those that are hidden, by indicator and by region."""
    return _kept(members, indicators, made_from, "years")


def _kept(
    members: Mapping[int, Collection[int]],
    indicators: Sequence[Indicator],
    made_from: str,
    part: Part,
) -> dict[int, Any]:
    """What was not kept is made of some indicators at a time, both parts of it at once.

    Every figure of every municipality counts, and all of them together would be a country's whole
    history in memory.
    """
    made_of = repr([(pk, checksum_of(members[pk])) for pk in sorted(members)])
    start = f"sums:{made_from}:{hashlib.sha256(made_of.encode()).hexdigest()}"
    keys = {one.pk: f"{start}:{part}:{one.key}" for one in indicators}
    kept: dict[str, Any] = cache.get_many(keys.values())
    missing = [one for one in indicators if keys[one.pk] not in kept]
    for first in range(0, len(missing), AT_A_TIME):
        fresh = _made(members, missing[first : first + AT_A_TIME])
        cache.set_many({f"{start}:{name}": one for name, one in fresh.items()}, KEPT_SECONDS)
        kept |= {f"{start}:{name}": one for name, one in fresh.items()}
    return {pk: kept[key] for pk, key in keys.items()}


def _made(
    members: Mapping[int, Collection[int]], indicators: Sequence[Indicator]
) -> dict[str, dict[int, Any]]:
    """Both parts of each indicator, by region, under the end of the key they are kept under."""
    regions = list(members)
    sums = sums_per_set(
        [members[pk] for pk in regions], indicator_keys=[one.key for one in indicators]
    )
    found: dict[str, dict[int, Any]] = {
        f"{part}:{one.key}": {} for part in ("newest", "years") for one in indicators
    }
    for region, rows in zip(regions, sums, strict=True):
        newest, years = _newest(rows, len(members[region])), _yearly(rows)
        for one in indicators:
            found[f"newest:{one.key}"][region] = newest.get(one.pk, NONE)
            found[f"years:{one.key}"][region] = years.get(one.pk, [])
    return found


def _yearly(sums: Sequence[SumView]) -> dict[int, list[FigureView]]:
    """The sums of single years of each indicator, oldest first; a hidden one has no numbers."""
    chosen: dict[tuple[int, int], SumView] = {}
    for one in sorted(sums, key=_order):
        if one.first_year == one.last_year and refused(one.definition) is None:
            chosen[one.definition.indicator_id, one.last_year] = one
    found: dict[int, list[FigureView]] = defaultdict(list)
    for (indicator, _year), one in sorted(chosen.items()):
        figure = _hidden(one) if one.state == SumState.HIDDEN else _shown(one)
        found[indicator] += [figure] if figure else []
    return dict(found)


def _shown(one: SumView) -> FigureView | None:
    return _figure(one) if one.state == SumState.SHOWN else None


def _hidden(one: SumView) -> FigureView:
    """The sum without its numbers."""
    return FigureView(
        definition=one.definition,
        area=SUM_KEY,
        division_year=one.division_year,
        first_year=one.first_year,
        last_year=one.last_year,
        kind=ValueKind.SUPPRESSED.value,
    )


def region_sums(
    region: Region, municipalities: Collection[Municipality], made_from: str
) -> dict[int, Summed]:
    """The sums of a region over its municipalities of now, where these were its own then too."""
    sums = sums_of(municipalities, made_from)
    today = {one.pk for one in municipalities}
    rows = RegionMunicipality.objects.filter(region=region)
    dated = list(rows.values_list("municipality_id", "since", "until"))
    return {pk: where_it_was(one, dated, today) for pk, one in sums.items()}


Dated = tuple[int, date | None, date | None]


def where_it_was(one: Summed, dated: Sequence[Dated], today: Collection[int]) -> Summed:
    """The sum, unless the region had other members in the division of its figures."""
    if one.state != "shown" or members_in(dated, one.division_year) == set(today):
        return one
    return replace(one, state="other_area", figure=None)


def members_in(rows: Sequence[Dated], year: int | None) -> set[int]:
    """Who belongs to it on the first day of a year, the day of a division; without a year today."""
    day = clock.today() if year is None else date(year, 1, 1)
    return {
        pk
        for pk, since, until in rows
        if (since is None or since <= day) and (until is None or day < until)
    }
