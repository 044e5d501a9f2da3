"""Interpretations ready to show: who was there, about whom, where it leads, and what came since."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from coalitions.models import Ambition, Coalition
from monitoring.choices import ValueKind
from monitoring.models import (
    Indicator,
    IndicatorMembership,
    IndicatorSet,
    Interpretation,
    InterpretationAmbition,
    InterpretationOrganisation,
)
from monitoring.selectors.newest import Newest, newest_of
from monitoring.selectors.own_counts import GroupView, groups_of
from monitoring.selectors.pages import Line, municipalities_of
from monitoring.sentences import period_words

# A figure that was taken back, or is still to come, is no newer figure.
THERE = {ValueKind.VALUE, ValueKind.SUPPRESSED}


class Years(NamedTuple):
    """The years of a figure."""

    first: int
    last: int

    @property
    def words(self) -> str:
        return period_words(self.first, self.last)


@dataclass(frozen=True)
class Table:
    """The newest figures of a coalition, and which of them a set is about."""

    figures: Newest
    members: dict[int, set[int]]

    def lines(self, row: Interpretation) -> list[Line]:
        """Every newest figure that an interpretation is about."""
        return self.about(row.indicator_id, row.indicator_set_id)

    def about(self, indicator: int | None, indicator_set: int | None) -> list[Line]:
        asked = None if indicator is None else {indicator}
        if indicator_set is not None:
            asked = self.members.get(indicator_set, set())
        lines = [line for one in self.figures.municipalities for line in self.figures.lines(one)]
        return [line for line in lines if asked is None or line.indicator.pk in asked]

    def years(self, lines: Iterable[Line]) -> Years | None:
        """The years of the newest of these figures; None without any."""
        found = [line.figure for line in lines if line.figure.kind in THERE]
        newest = max(found, key=lambda one: (one.last_year, one.first_year), default=None)
        return Years(newest.first_year, newest.last_year) if newest else None


@dataclass(frozen=True)
class Told:
    """One interpretation with everything that belongs to it."""

    row: Interpretation
    organisations: list[str]
    ambitions: list[Ambition]
    groups: list[GroupView]
    newest: Years | None

    @property
    def read(self) -> Years | None:
        """The years of the figure that lay on the table, as far as they are known."""
        if self.row.read_from is None or self.row.read_until is None:
            return None
        return Years(self.row.read_from, self.row.read_until)

    @property
    def newer(self) -> Years | None:
        """A figure of later years that has come since; None too when it is not known."""
        if self.read is None or self.newest is None:
            return None
        return self.newest if self.newest.last > self.read.last else None


def figures_table(coalition: Coalition) -> Table:
    """The newest figures of a coalition, with the members of every set."""
    members: defaultdict[int, set[int]] = defaultdict(set)
    for one, indicator in IndicatorMembership.objects.values_list("indicator_set", "indicator"):
        members[one].add(indicator)
    return Table(newest_of(municipalities_of(coalition)), members)


def years_on_the_table(
    coalition: Coalition, indicator: Indicator | None, indicator_set: IndicatorSet | None
) -> Years | None:
    """The years of the newest figure that an interpretation would be about today."""
    table = figures_table(coalition)
    return table.years(
        table.about(
            indicator.pk if indicator else None, indicator_set.pk if indicator_set else None
        )
    )


def told_of(
    coalition: Coalition, rows: Iterable[Interpretation], table: Table | None = None
) -> list[Told]:
    """Everything about these interpretations of one coalition, in the same number of questions."""
    found = list(rows)
    if not found:
        return []
    keys = [row.pk for row in found]
    table = table or figures_table(coalition)
    there, led = _organisations(keys), _ambitions(keys)
    groups = groups_of(keys)
    return [
        Told(
            row,
            there.get(row.pk, []),
            led.get(row.pk, []),
            groups.get(row.pk, []),
            table.years(table.lines(row)),
        )
        for row in found
    ]


def _organisations(keys: Collection[int]) -> dict[int, list[str]]:
    rows = InterpretationOrganisation.objects.filter(interpretation__in=keys)
    found: defaultdict[int, list[str]] = defaultdict(list)
    named = rows.order_by("organisation__name_fold", "pk")
    for key, name in named.values_list("interpretation", "organisation__name"):
        found[key].append(name)
    return found


def _ambitions(keys: Collection[int]) -> dict[int, list[Ambition]]:
    rows = InterpretationAmbition.objects.filter(interpretation__in=keys)
    found: defaultdict[int, list[Ambition]] = defaultdict(list)
    for row in rows.select_related("ambition").order_by("ambition__title", "pk"):
        found[row.interpretation_id].append(row.ambition)
    return found
