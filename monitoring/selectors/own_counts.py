"""Groups and neighbourhoods of interpretations: the only reader of their counts.

What leaves here has no hidden number in it. Counts of one split stand in one whole: the same
coalition, municipality, kind, year and figure, in whichever interpretation they were written down.
While the published figure of that whole is hidden, so are its parts: added up they would tell it.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from monitoring.choices import ValueKind
from monitoring.models import Indicator, InterpretationGroup
from monitoring.selectors.figures import AreaKey, FigureView, load_figures
from monitoring.selectors.split_counts import Count, hidden_in_split
from monitoring.sentences import amount
from monitoring.statistics import wilson_interval


class _Raw(NamedTuple):
    """A count as stored, with the whole it is a part of. Never leaves this module."""

    pk: int
    numerator: int
    denominator: int
    coalition: int
    indicator: str | None
    municipality: int
    kind: str
    year: int

    @property
    def whole(self) -> tuple[int | str | None, ...]:
        return self[3:]


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group as its readers may see it. Without a shown count both numbers are None."""

    pk: int
    kind: str
    words: str
    municipality: str
    year: int | None
    source: str
    numerator: int | None = None
    denominator: int | None = None
    is_hidden: bool = False
    is_part: bool = False  # of a published figure that is hidden

    @property
    def is_neighbourhood(self) -> bool:
        return self.kind == "neighbourhood"

    @property
    def has_count(self) -> bool:
        return self.numerator is not None

    @property
    def share(self) -> str:
        """The percentage, with the interval that chance alone leaves."""
        if self.numerator is None or self.denominator is None:
            return ""
        return amount(100 * self.numerator / self.denominator, "%")

    @property
    def interval(self) -> tuple[str, str]:
        if self.numerator is None or self.denominator is None:
            return "", ""
        low, high = wilson_interval(self.numerator, self.denominator)
        return amount(100 * low, "%"), amount(100 * high, "%")


def groups_of(interpretations: Collection[int]) -> dict[int, list[GroupView]]:
    """The groups of each interpretation; the questions do not grow with them."""
    rows = list(
        InterpretationGroup.objects.without_counts()
        .filter(interpretation__in=interpretations)
        .select_related("municipality")
        .order_by("-kind", "words", "-year", "pk")
    )
    stored = _stored(rows)
    parts = _parts_of_hidden(stored)
    counts, hidden = _counts(stored)
    hidden |= parts
    found: defaultdict[int, list[GroupView]] = defaultdict(list)
    for row in rows:
        found[row.interpretation_id].append(_view(row, counts.get(row.pk), hidden, parts))
    return found


def group_view(row: InterpretationGroup) -> GroupView:
    """One group as it may be seen."""
    return next(
        one for one in groups_of([row.interpretation_id])[row.interpretation_id] if one.pk == row.pk
    )


def _view(
    row: InterpretationGroup, count: Count | None, hidden: set[int], parts: set[int]
) -> GroupView:
    is_shown = count is not None and row.pk not in hidden
    return GroupView(
        row.pk,
        row.kind,
        row.words,
        row.municipality.name if row.municipality else "",
        row.year,
        row.source,
        count.numerator if count and is_shown else None,
        count.denominator if count and is_shown else None,
        row.pk in hidden,
        row.pk in parts,
    )


def _parts_of_hidden(stored: list[_Raw]) -> set[int]:
    """Counts of which the whole, or who are left over of it, is a hidden published figure."""
    pairs = _with_opposites({one.indicator for one in stored if one.indicator})
    wanted = {key for keys in pairs.values() for key in keys}
    places = {AreaKey(one.municipality) for one in stored if one.indicator}
    published: defaultdict[tuple[int | None, str], list[FigureView]] = defaultdict(list)
    for figure in load_figures(places, indicator_keys=wanted) if places else ():
        published[figure.area.municipality, figure.definition.indicator.key].append(figure)
    return {
        one.pk
        for one in stored
        if any(
            _is_hidden_in(one.year, published[one.municipality, key])
            for key in pairs.get(one.indicator or "", ())
        )
    }


def _with_opposites(keys: Collection[str]) -> dict[str, set[str]]:
    """Every indicator with the one that counts everybody else; either of them names the other."""
    rows = Indicator.objects.filter(key__in=keys) if keys else Indicator.objects.none()
    found = rows.values_list("key", "opposite__key", "opposite_of__key")
    return {one[0]: {key for key in one if key} for one in found}


def _is_hidden_in(year: int, figures: Collection[FigureView]) -> bool:
    """Whether the figure of a year is hidden; years added together count where it has none."""
    known = [one for one in figures if one.kind in (ValueKind.VALUE, ValueKind.SUPPRESSED)]
    covering = [one for one in known if one.first_year <= year <= one.last_year]
    asked = [one for one in covering if one.is_yearly] or covering
    return any(one.kind == ValueKind.SUPPRESSED for one in asked)


def _counts(stored: list[_Raw]) -> tuple[dict[int, Count], set[int]]:
    """The counts of all splits, and which of them are hidden by the split itself."""
    splits: defaultdict[tuple[int | str | None, ...], dict[int, Count]] = defaultdict(dict)
    for raw in stored:
        splits[raw.whole][raw.pk] = Count(raw.numerator, raw.denominator)
    hidden = {key for split in splits.values() for key in hidden_in_split(split)}
    return {key: one for split in splits.values() for key, one in split.items()}, hidden


def _stored(rows: list[InterpretationGroup]) -> list[_Raw]:
    if not rows:
        return []
    found = InterpretationGroup.objects.filter(
        numerator__isnull=False,
        interpretation__coalition__interpretations__groups__in=[row.pk for row in rows],
    ).distinct()
    values = found.values_list(
        "pk",
        "numerator",
        "denominator",
        "interpretation__coalition",
        "interpretation__indicator__key",
        "municipality",
        "kind",
        "year",
    )
    return [_Raw(*cast("Any", one)) for one in values.order_by("pk")]
