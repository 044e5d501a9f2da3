"""The calculation of a protection run: group after group of definitions, and only what changed."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from monitoring.choices import OVER_AREAS
from monitoring.disclosure.areas import Areas, Place
from monitoring.disclosure.building import Builder
from monitoring.disclosure.second_step import Protection, protect_part
from monitoring.disclosure.table import Table, digest_of, parts_of
from monitoring.models import Definition, HiddenCell, ProtectionRun
from monitoring.selectors.area_sets import AreaSet, area_sets, areas_of
from monitoring.selectors.frozen_counts import Counts, told_row
from monitoring.selectors.published import (
    Published,
    Row,
    newest_of,
    opposites,
    rows_of,
    together,
    worlds,
)

Progress = Callable[[int, int], None]
Hidden = frozenset[Place]
COUNTS = ("primary", "secondary", "source", "exact", "narrow", "shown_before", "unsolved")
AGAIN = 6  # a choice for one moment may ask more of another; this many times at most


@dataclass
class Outcome:
    """What a run found, ready to be stored."""

    sets: list[AreaSet] = field(default_factory=list)
    hidden: set[Place] = field(default_factory=set)
    parts: dict[str, Any] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    histogram: Counter[str] = field(default_factory=Counter)


@dataclass
class Before:
    """What the run before this one hid, in which sets, and what it made that from."""

    hidden: Hidden = frozenset()
    sets: frozenset[int] = frozenset()
    parts: dict[str, Any] = field(default_factory=dict)


def before_of(run: ProtectionRun | None) -> Before:
    """Everything a next run may keep."""
    if run is None:
        return Before()
    numbers = {one.pk: int(one.checksum[:14], 16) for one in run.sets.all()}
    cells = HiddenCell.objects.filter(run=run).values_list(
        *("definition_id", "municipality_id", "region_id", "protected_set_id"),
        *("division_year", "period_start", "period_end"),
    )
    hidden = frozenset(_place(numbers, *cell) for cell in cells)
    return Before(hidden, frozenset(numbers.values()), run.parts.get("digests", {}))


def _place(
    numbers: dict[int, int],
    definition: int,
    municipality: int | None,
    region: int | None,
    protected_set: int | None,
    *period: int,
) -> Place:
    if protected_set is not None:
        return Place(definition, "set", numbers[protected_set], *period)
    if municipality is not None:
        return Place(definition, "municipality", municipality, *period)
    return Place(definition, "region" if region else "country", region or 0, *period)


class Work:
    """One run over releases as they were found when it began."""

    def __init__(
        self,
        releases: Collection[Published],
        definitions: Collection[Definition],
        before: Before,
        frozen: Counts,
    ) -> None:
        self.releases, self.before, self.frozen = list(releases), before, frozen
        self.keys = [one.pk for one in releases]
        self.protected = {one.pk for one in releases if one.is_protected}
        self.groups = together(definitions)
        self.opposites = opposites(definitions)
        self.apart = {one.pk for one in definitions if one.aggregation not in OVER_AREAS}
        self.outcome = Outcome()

    def run(self, divisions: Collection[int], progress: Progress) -> Outcome:
        self.outcome.sets = area_sets(divisions)
        areas = areas_of(self.outcome.sets, divisions)
        for number, group in enumerate(self.groups):
            progress(number, len(self.groups))
            self._group(group, areas)
        progress(len(self.groups), len(self.groups))
        return self.outcome

    def _group(self, group: list[Definition], areas: Areas) -> None:
        """One group of definitions, at every moment at which something else can be seen."""
        rows = rows_of(group, self.keys)
        moments = [newest_of(rows, one, self.opposites) for one in worlds(self.releases)]
        known = [self._told(one) for one in moments]
        tables = [
            Builder(areas, self.opposites, self.apart).build(row.figure for row in one.values())
            for one in moments
        ]
        own = {one.pk for one in group}
        hidden = {one for one in self.before.hidden if one.definition in own}
        for _time in range(AGAIN):
            found = [
                self._table(table, frozenset(hidden) - given, self._seen(moment, table), given)
                for table, moment, given in zip(tables, moments, known, strict=True)
            ]
            more = {place for one in found for place in one.hidden}
            if len(tables) == 1 or more <= hidden:
                break
            hidden |= more
        self._write(found)

    def _told(self, moment: dict[Place, Row]) -> Hidden:
        """The cells whose count an edition tells for good; what the source hides since is kept."""
        rows = {place: told_row(row, self.frozen) for place, row in moment.items()}
        known = {place: row for place, row in rows.items() if row is not None}
        moment |= known
        return frozenset(known)

    def _seen(self, moment: dict[Place, Row], table: Table) -> frozenset[Place]:
        """The cells that a reader can see already, so that hiding them hides little."""
        places = {
            place
            for place, row in moment.items()
            if row.release in self.protected and place not in self.before.hidden
        }
        slices = {place._replace(where="set", area=0) for place in places}
        sums = {
            entry.key
            for entry in table.entries
            if isinstance(entry.key, Place)
            and entry.key.where == "set"
            and entry.key.area in self.before.sets
            and entry.key._replace(area=0) in slices
            and entry.key not in self.before.hidden
        }
        return frozenset(places | sums)

    def _table(self, table: Table, keep: Hidden, seen: Hidden, known: Hidden) -> "Told":
        found = Told()
        for part in parts_of(table):
            own = {one.key for one in part.entries}
            kept = {one for one in keep if one in own}
            # What is told and shown is in the counts already: only a small one changes anything.
            told = {one.key for one in part.entries if one.key in known and one.is_primary}
            digest = _digest(part, kept, told)
            before = self.before.parts.get(digest)
            if before is None:
                found.add(part, protect_part(part, keep, seen, known), told)
            else:
                found.repeat(digest, before, kept)
        return found

    def _write(self, found: list["Told"]) -> None:
        outcome = self.outcome
        for one in found:
            outcome.hidden |= one.hidden
            outcome.parts |= one.parts
        widest = found[0]  # the counts are those of today
        for known in widest.known:
            outcome.counts.update({name: known[name] for name in (*COUNTS, "figures")})
            outcome.histogram.update(known["histogram"])
        outcome.counts["redone"] += widest.redone


@dataclass
class Told:
    """What is hidden in a table, and what its parts were made from."""

    hidden: set[Place] = field(default_factory=set)
    parts: dict[str, Any] = field(default_factory=dict)
    known: list[dict[str, Any]] = field(default_factory=list)
    redone: int = 0

    def add(self, part: Table, made: Protection, told: Collection[Hashable]) -> None:
        """Note a part that was looked at anew."""
        stored = set(_stored(made))
        known = {
            "primary": len(made.primary),
            "secondary": len(made.secondary),
            "source": made.source,
            "exact": made.exact,
            "narrow": made.narrow,
            "shown_before": made.shown_before,
            "unsolved": made.found.failed,
            "figures": len(part.entries),
            "histogram": {str(width): count for width, count in made.found.histogram.items()},
        }
        self.redone += 1
        self._note(_digest(part, stored, told), known, stored)

    def repeat(self, digest: str, known: dict[str, Any], kept: set[Place]) -> None:
        """Take over a part in which nothing changed."""
        self._note(digest, known, kept)

    def _note(self, digest: str, known: dict[str, Any], stored: set[Place]) -> None:
        self.parts[digest] = known
        self.known.append(known)
        self.hidden |= stored


def _digest(part: Table, hidden: Collection[Place], told: Collection[Hashable]) -> str:
    return digest_of(part, [*hidden, *(("told", one) for one in told)])


def _stored(made: Protection) -> Iterator[Place]:
    """What must be remembered: a small cell says so itself, but the sum of a set is not stored."""
    for place in made.secondary | made.primary:
        if isinstance(place, Place) and (place in made.secondary or place.where == "set"):
            yield place


def divisions_of(pairs: Collection[tuple[int, int]]) -> list[int]:
    """The division years of what is published."""
    return sorted({division for _definition, division in pairs})
