"""Small worlds whose figures are tied across divisions, periods, opposites, mergers and sizes.

Each names its counts, says what adds up to what, which of them is a secret, and what must be broken
in the protection for an attacker to find that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from coalitions.models import Coalition, Municipality, Region
from monitoring.choices import ProtectionReason
from monitoring.models import Definition
from monitoring.services.protection import protection_now
from tests import factories as make
from tests.monitoring.test_protection_ties import merger, pair, publish

Relation = tuple[dict[str, int], int]
Cell = tuple[str, str, int, int, int]  # definition, area, division, years: as files say it
Break = tuple[str, Callable[..., Any]]


@dataclass
class Tied:
    """``truth`` holds counts and sizes by name, ``cells`` in which cells of files each stands."""

    secret: str
    truth: dict[str, tuple[int, int]] = field(default_factory=dict)
    cells: dict[Cell, str] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)

    def add(
        self, definition: Definition, division: int, rows: Sequence[tuple[str, Any, int, int]],
        *, first: int = 2021, last: int | None = None, hidden: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Publish counts under their names; those in ``hidden`` are hidden by the source."""
        for name, area, part, whole in rows:
            self.truth[name] = part, whole
            self.cells[cell(definition, area, division, first, last or first)] = name
        counts = [(area, None if name in hidden else part, size) for name, area, part, size in rows]
        publish(definition, division, counts, first=first, last=last)

    def sum(self, whole: str, *parts: str) -> None:
        """Say that these add up to that."""
        self.relations.append(({whole: -1, **dict.fromkeys(parts, 1)}, 0))

    def opposite(self, one: str, other: str) -> None:
        """Say that these are everybody together."""
        self.relations.append(({one: 1, other: 1}, self.truth[one][1]))


def cell(definition: Definition, area: Any, division: int, first: int, last: int) -> Cell:
    key = f"{definition.indicator.key}:{definition.number}"
    return key, area.code if area else "NL", division, first, last


def run() -> None:
    protection_now(reason=ProtectionReason.PUBLISHED)


def coalition() -> Coalition:
    """One that works for every municipality there is, so that its files hold all there is."""
    found = make.CoalitionFactory.create()
    for place in Municipality.objects.all():
        make.CoalitionMunicipalityFactory.create(coalition=found, municipality=place)
    return found


def places(count: int) -> list[Municipality]:
    return [make.MunicipalityFactory.create() for _ in range(count)]


def ggd(*members: Municipality) -> Region:
    region = make.RegionFactory.create(kind="ggd", code="GG7001")
    for place in members:
        make.RegionMunicipalityFactory.create(region=region, municipality=place, since=None)
    return region


def years_in_another_division() -> Tied:
    [place], definition, tied = places(1), make.DefinitionFactory.create(), Tied("2021")
    years = {2017: (12, 401), 2018: (21, 403), 2019: (20, 407), 2020: (30, 409), 2021: (6, 411)}
    for year, pair_ in years.items():
        tied.add(definition, 2023, [(str(year), place, *pair_)], first=year)
    tied.add(definition, 2022, [("together", place, 89, 2031)], first=2017, last=2021)
    tied.sum("together", *map(str, years))
    return tied


def windows(*, with_years_between: bool, division: int) -> Tied:
    """Years added together that slide over releases: their difference is that of two years."""
    [place], definition, tied = places(1), make.DefinitionFactory.create(), Tied("2022")
    counts = {"2019": (30, 401), "2020": (6, 403), "2021": (7, 407), "2022": (4, 411)}
    for name, counted in counts.items():
        if with_years_between or name not in ("2020", "2021"):
            tied.add(definition, 2023, [(name, place, *counted)], first=int(name))
        tied.truth[name] = counted
    for number, first in enumerate((2019, 2020)):
        names = [str(year) for year in range(first, first + 3)]
        part, whole = (sum(column) for column in zip(*(counts[one] for one in names), strict=True))
        rows = [(f"window {number}", place, part, whole)]
        tied.add(definition, (2023, division)[number], rows, first=first, last=first + 2)
        tied.sum(f"window {number}", *names)
        run()
    return tied


def a_merger() -> Tied:
    (small, large), new = merger()
    places(1)  # without figures, so that the country has no sum
    definition, other, tied = *make.DefinitionFactory.create_batch(2), Tied("small")
    tied.add(definition, 2021, [("small", small, 4, 400), ("large", large, 40, 400)])
    run()
    tied.add(definition, 2023, [("new", new, 44, 800)])
    publish(other, 2022, [(new, 60, 800)], first=2019)
    tied.sum("new", "small", "large")
    return tied


def total_before_a_merger() -> Tied:
    (first, second), new = merger()
    small, large = places(2)
    region = ggd(first, second, new, small, large)
    definition, tied = make.DefinitionFactory.create(), Tied("small")
    tied.add(definition, 2021, [("region", region, 164, 2501)])
    rows = [("new", new, 60, 800), ("small", small, 4, 400), ("large", large, 100, 1301)]
    tied.add(definition, 2023, rows, hidden=["small"])
    tied.sum("region", "new", "small", "large")
    return tied


def total_in_another_division(*, is_country: bool) -> Tied:
    small, cover, large = places(3)
    total = None if is_country else ggd(small, cover, large)
    definition, tied = make.DefinitionFactory.create(), Tied("small")
    rows = [("small", small, 4, 400), ("cover", cover, 40, 401), ("large", large, 60, 900)]
    tied.add(definition, 2023, rows, hidden=["small"])
    tied.add(definition, 2022, [("total", total, 104, 1701)])
    tied.sum("total", "small", "cover", "large")
    return tied


def opposites(*, division: int = 2023) -> Tied:
    (late, early), tied = pair(), Tied("small")
    small, cover, large = places(3)
    rows = [("small", small, 4, 400), ("cover", cover, 40, 401), ("large", large, 60, 900)]
    tied.add(late, 2023, [*rows, ("region", ggd(small, cover, large), 104, 1701)])
    tied.add(early, division, [("uncover", cover, 361, 401), ("unlarge", large, 840, 900)])
    tied.sum("region", "small", "cover", "large")
    tied.opposite("cover", "uncover")
    tied.opposite("large", "unlarge")
    return tied


def opposite_without_a_minimum() -> Tied:
    (late, early), tied = pair(other_minimum=None), Tied("small")
    small, large = places(2)
    tied.add(late, 2023, [("small", small, 4, 400), ("large", large, 40, 500)])
    tied.add(early, 2023, [("unsmall", small, 396, 400), ("unlarge", large, 460, 500)])
    tied.opposite("small", "unsmall")
    tied.opposite("large", "unlarge")
    return tied


def opposites_of_a_source() -> Tied:
    (late, early), tied = pair(), Tied("small")
    small, cover, large = places(3)
    rows = [("small", small, 4, 400), ("cover", cover, 40, 401), ("large", large, 60, 900)]
    region = ("region", ggd(small, cover, large), 104, 1701)
    tied.add(late, 2023, [*rows, region], hidden=["small"])
    tied.add(early, 2023, [("unsmall", small, 396, 400)], hidden=["unsmall"])
    tied.sum("region", "small", "cover", "large")
    return tied


def bare(value: int, *, of_opposite: bool = False) -> Tied:
    """A percentage without counts of a group whose size another row tells."""
    (late, early), tied = pair(), Tied("small")
    small, cover, large = places(3)
    tied.add(early if of_opposite else late, 2022, [("told", small, 60, 400)])
    tied.cells.clear()
    rows = [("cover", cover, 40, 401), ("large", large, 60, 900)]
    total = 4 * value + 100
    tied.add(late, 2023, [*rows, ("region", ggd(small, cover, large), total, 1701)])
    make.ObservationFactory.create(
        release=make.ReleaseFactory.create(published=True, is_protected=False),
        definition=late,
        municipality=small,
        division_year=2023,
        period_start=2021,
        period_end=2021,
        numerator=None,
        denominator=None,
        value=Decimal(value),
    )
    del tied.truth["told"]
    tied.truth["small"] = 4 * value, 400
    tied.cells[cell(late, small, 2023, 2021, 2021)] = "small"
    tied.sum("region", "small", "cover", "large")
    return tied


def _nothing(*_given: Any, **_more: Any) -> tuple[()]:
    return ()


def _nobody_together(builder: Any, place: int, opposite: int) -> None:
    builder.table.relate([(place, 1), (opposite, 1)], 0)


ACROSS, BUILDER = "monitoring.disclosure.across.Across", "monitoring.disclosure.building.Builder"
YEARS: Break = f"{ACROSS}._add_years", _nothing
CHANGES: Break = f"{ACROSS}._add_changes", _nothing
TOTALS: Break = f"{ACROSS}._add_totals", _nothing
OPPOSITES: Break = f"{ACROSS}.opposites", _nothing
TOGETHER: Break = f"{BUILDER}._oppose", _nobody_together
HIDES: Break = "monitoring.selectors.figures.must_hide", lambda *_: False

WORLDS: dict[str, tuple[Callable[[], Tied], Break]] = {
    "years in another division": (years_in_another_division, YEARS),
    "windows over years that stand nowhere": (
        lambda: windows(with_years_between=False, division=2023),
        YEARS,
    ),
    "windows over hidden years": (lambda: windows(with_years_between=True, division=2023), YEARS),
    "windows in two divisions": (lambda: windows(with_years_between=False, division=2022), YEARS),
    "a merger": (a_merger, CHANGES),
    "a total of before a merger": (total_before_a_merger, TOTALS),
    "the country in another division": (lambda: total_in_another_division(is_country=True), TOTALS),
    "a region in another division": (lambda: total_in_another_division(is_country=False), TOTALS),
    "an opposite of another version": (opposites, OPPOSITES),
    "an opposite in another division": (lambda: opposites(division=2022), OPPOSITES),
    "an opposite without a minimum": (opposite_without_a_minimum, OPPOSITES),
    "opposites that the source hides": (opposites_of_a_source, TOGETHER),
    "a bare nought": (lambda: bare(0), HIDES),
    "a bare share of a known group": (lambda: bare(1), HIDES),
    "everybody, of a group that the opposite tells": (lambda: bare(100, of_opposite=True), HIDES),
}
