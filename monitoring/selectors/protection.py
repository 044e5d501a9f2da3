"""What the newest protection run says: which sums may be shown, and what the runs found.

A sum over municipalities is only shown for a set that was in the run over all published releases;
of another one pages say that it is still being checked. Every caller that adds figures up asks
here: ``shown_sums`` for the sums themselves, ``checker`` for one it added up from what is shown.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper

from coalitions.models import MunicipalitySuccession
from monitoring.choices import OVER_AREAS, ValueKind
from monitoring.disclosure.across import TIES
from monitoring.disclosure.audit import WIDE
from monitoring.models import Definition, HiddenCell, ProtectedSet, ProtectionRun
from monitoring.selectors.area_sets import area_sets, checksum_of
from monitoring.selectors.figures import AreaKey, must_hide, raw_figures
from monitoring.selectors.published import has_minimum

BAR = 168  # points: the longest bar of a histogram


class SumState(StrEnum):
    """Why a sum is there or not."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    INCOMPLETE = "incomplete"  # of a member nothing is known, or its source hides it
    UNCHECKED = "unchecked"  # this set was not in the newest run
    APART = "apart"  # counts of this definition are not added up over areas


@dataclass(frozen=True, slots=True, kw_only=True)
class SumView:
    """One sum as anyone may see it: without numbers unless it is shown."""

    definition: Definition
    division_year: int
    first_year: int
    last_year: int
    state: SumState
    known: int = 0  # members with a figure, also one that is hidden
    numerator: int | None = None
    denominator: int | None = None
    is_provisional: bool = False
    releases: tuple[int, ...] = ()  # what its members come from


def newest_run() -> ProtectionRun | None:
    """The run that readers meet."""
    return ProtectionRun.objects.finished().first()


def made_from(divisions: Collection[int]) -> str:
    """A text that changes when what a run rests on does: areas, minimum counts, opposites, ties."""
    sets = area_sets(divisions)
    definitions = Definition.objects.order_by("pk").values_list(
        "pk", "minimum_count", "unit", "indicator__opposite", "aggregation"
    )
    followed = MunicipalitySuccession.objects.order_by("pk").values_list(
        "predecessor", "successor", "effective_on"
    )
    made = [sorted(one.members) for one in sets], list(definitions), list(followed)
    text = repr((TIES, *made))
    return hashlib.sha256(text.encode()).hexdigest()


Checked = Callable[[int, Collection[int], int, tuple[int, int]], bool]


def checker() -> Checked:
    """Say of many sums whether each was in the newest run and is not hidden, by whichever step.

    A set is asked for once. Of the rest of ``shown_sums`` nothing is known here: whether every
    member has a count is for the caller to find out.
    """
    run = newest_run()
    added = Definition.objects.filter(aggregation__in=OVER_AREAS)
    may_add = set(added.values_list("pk", flat=True))
    sets: dict[str, ProtectedSet | None] = {}
    hidden: dict[str, set[tuple[int, ...]]] = {}

    def checked(
        definition_id: int, members: Collection[int], division_year: int, period: tuple[int, int]
    ) -> bool:
        if definition_id not in may_add:
            return False
        if run is None or not covers(run, definition_id, division_year):
            return False
        key = checksum_of(members)
        if key not in sets:
            sets[key] = found = run.sets.filter(checksum=key).first()
            hidden[key] = _hidden_of([found])[found.pk] if found else set()
        return sets[key] is not None and (definition_id, division_year, *period) not in hidden[key]

    return checked


def covers(run: ProtectionRun, definition_id: int, division_year: int) -> bool:
    """Whether sums of this definition and division were in a run."""
    return [definition_id, division_year] in run.parts.get("covered", [])


def shown_sums(
    members: Collection[int], *, indicator_keys: Collection[str] | None = None
) -> list[SumView]:
    """Every sum over these municipalities, in the same number of questions always."""
    return sums_per_set([members], indicator_keys=indicator_keys)[0]


def sums_per_set(
    sets: Sequence[Collection[int]], *, indicator_keys: Collection[str] | None = None
) -> list[list[SumView]]:
    """The sums over each of these sets of municipalities, in five questions for all of them."""
    run = newest_run()
    keys = [checksum_of(one) for one in sets]
    rows = run.sets.filter(checksum__in=keys) if run else ProtectedSet.objects.none()
    protected = {one.checksum: one for one in rows}
    everybody = {AreaKey(one) for members in sets for one in members}
    latest, _hidden = raw_figures(everybody, indicator_keys)
    if run is None or {raw.run for raw in latest.values()} - {run.pk}:
        protected = {}  # another run ended while this was read
    definitions = _definitions({raw.definition for raw in latest.values()})
    hidden = _hidden_of(protected.values())
    found: list[list[SumView]] = []
    for key, members in zip(keys, sets, strict=True):
        one = protected.get(key)
        cells = _cells(latest.values(), frozenset(members))
        found.append(
            [
                _sum(
                    definitions[cell[0]][0],
                    cell,
                    raws,
                    len(set(members)),
                    _state(definitions[cell[0]], run, one, cell, hidden[one.pk if one else 0]),
                )
                for cell, raws in sorted(cells.items())
            ]
        )
    return found


def _definitions(keys: Collection[int]) -> dict[int, tuple[Definition, bool]]:
    """Definitions, each with whether it or its opposite has a minimum."""
    has = ExpressionWrapper(has_minimum(), BooleanField())
    found = Definition.objects.select_related("indicator").annotate(is_limited=has).in_bulk(keys)
    return {pk: (one, one.is_limited) for pk, one in found.items()}


Cell = tuple[int, int, int, int]


def _cells(latest: Iterable[Any], members: Collection[int]) -> dict[Cell, list[Any]]:
    cells: dict[Cell, list[Any]] = defaultdict(list)
    for raw in latest:
        if raw.municipality in members:
            cells[raw.definition, raw.division_year, raw.first_year, raw.last_year].append(raw)
    return cells


def _hidden_of(protected: Iterable[ProtectedSet]) -> defaultdict[int, set[tuple[int, ...]]]:
    """What is hidden of each of these sets, by its key."""
    found: defaultdict[int, set[tuple[int, ...]]] = defaultdict(set)
    rows = HiddenCell.objects.filter(protected_set__in=[one.pk for one in protected])
    for key, *cell in rows.values_list(
        "protected_set", "definition", "division_year", "period_start", "period_end"
    ):
        found[key].add(tuple(cell))
    return found


def _state(
    definition: tuple[Definition, bool],
    run: ProtectionRun | None,
    protected: ProtectedSet | None,
    cell: Cell,
    hidden: set[tuple[int, ...]],
) -> SumState:
    """Why a sum is there or not; without a minimum nothing is hidden."""
    one, is_limited = definition
    if one.aggregation not in OVER_AREAS:
        return SumState.APART
    if not is_limited:
        return SumState.SHOWN
    if run is None or protected is None or not covers(run, cell[0], cell[1]):
        return SumState.UNCHECKED
    return SumState.HIDDEN if cell in hidden else SumState.SHOWN


def _sum(
    definition: Definition,
    cell: Cell,
    rows: Iterable[Any],
    size: int,
    state: SumState,
) -> SumView:
    """A sum with its numbers, only when every member has a count and nothing is against it."""
    found = [one for one in rows if one.kind == ValueKind.VALUE and not one.is_withdrawn]
    base: dict[str, Any] = {
        "definition": definition,
        "division_year": cell[1],
        "first_year": cell[2],
        "last_year": cell[3],
        "known": len(found),
    }
    counts = [_count(definition, one) for one in found]
    if len(found) < size or None in counts:
        return SumView(**base, state=SumState.INCOMPLETE)
    numerator = sum(one or 0 for one in counts)
    wholes = [one.denominator for one in found]
    denominator = None if None in wholes else sum(one or 0 for one in wholes)
    if state != SumState.SHOWN or must_hide(definition, numerator, denominator, numerator):  # type: ignore[arg-type]
        hidden = SumState.HIDDEN if state == SumState.SHOWN else state
        return SumView(**base, state=hidden)
    return SumView(
        **base,
        state=state,
        numerator=numerator,
        denominator=denominator,
        is_provisional=any(one.is_provisional for one in found),
        releases=tuple(sorted({one.release for one in found})),
    )


def _count(definition: Definition, raw: Any) -> int | None:
    if raw.numerator is not None:
        return int(raw.numerator)
    is_plain = definition.unit == "count" and raw.value is not None
    return int(raw.value) if is_plain else None


@dataclass(frozen=True, slots=True)
class Bar:
    """Cells that leave a reader a span of so many counts, and how long its bar is."""

    width: int
    count: int
    length: int
    is_most: bool


def histogram_of(run: ProtectionRun) -> list[Bar]:
    """How wide the spans are that a reader is left with; everything from ten on together."""
    counts = {int(width): count for width, count in run.histogram.items()}
    if not counts:
        return []
    top = max(counts.values())
    return [
        Bar(width, counts.get(width, 0), round(BAR * counts.get(width, 0) / top), width == WIDE)
        for width in range(WIDE + 1)
    ]
