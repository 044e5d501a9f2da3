"""Plausible, reproducible, invented counts: the same on every machine, tied to no real family.

Only municipalities have invented figures. What stands beside them for the country comes from public
sources; where these have nothing there is nothing to compare with. Every draw has its own seed, so
that adding an indicator changes no other number. BIG2 is made as a union of its two parts, as in
real life; out-of-home placements only exist as a pooled period.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Any, NamedTuple

from monitoring.choices import ValueKind
from monitoring.demo.common import read

YEARS = range(2017, 2024)
POOLED = (2019, 2023)
OVERLAP = 0.22
PARTS = ("preterm-birth", "small-for-gestational-age")


class Figure(NamedTuple):
    """One invented figure; counts are empty when there is no value."""

    area: str
    key: str
    definition: int
    start: int
    end: int
    numerator: int | None
    denominator: int | None
    kind: str = ValueKind.VALUE


@dataclass
class Maker:
    """Draws all figures from the facts in the file."""

    facts: dict[str, Any]

    def figures(self) -> list[Figure]:
        """Every municipality; where a figure is missing, the reason in its place."""
        replaced = {tuple(row[:4]) for row in self.facts["no_values"]}
        local = [
            figure
            for area in self.facts["births"]
            for figure in self._area(area)
            if (figure.area, figure.key, figure.definition, figure.start) not in replaced
        ]
        empty = [
            Figure(area, key, number, year, year, None, None, kind)
            for area, key, number, year, kind in self.facts["no_values"]
        ]
        return [*local, *empty]

    def _births(self, area: str, year: int) -> int:
        noise = random.Random(f"births {area} {year}").gauss(1, 0.02)  # noqa: S311 - no secret
        return round(self.facts["births"][area] * noise)

    def _draw(self, area: str, key: str, year: int, total: int, rate: float) -> int:
        """A count around its rate, with the scatter that chance gives."""
        seed = random.Random(f"{area} {key} {year}")  # noqa: S311 - no secret
        count = round(seed.gauss(total * rate, sqrt(total * rate * (1 - rate)) * 0.7))
        return min(max(count, 0), total)

    def _rate(self, area: str, indicator: dict[str, Any], year: int) -> float:
        start, end = indicator["rate"]
        level = random.Random(f"level {area} {indicator['key']}").gauss(1, 0.08)  # noqa: S311
        for place, key, first, last in self.facts["engineered"]:
            if (place, key) == (area, indicator["key"]):
                start, end, level = first, last, 1
        part = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
        return float(start + (end - start) * part) * level / 100

    def _area(self, area: str) -> Iterator[Figure]:
        yearly = [figure for row in self.facts["indicators"] for figure in self._years(area, row)]
        yield from yearly
        yield from _unions(yearly)
        for year in YEARS:
            yield Figure(area, "live-births", 1, year, year, self._births(area, year), None)
        yield from self._placements(area)

    def _years(self, area: str, indicator: dict[str, Any]) -> Iterator[Figure]:
        key = indicator["key"]
        for number, first, last in indicator["definitions"]:
            for year in range(first, last + 1):
                total = self._births(area, year)
                count = self._draw(area, key, year, total, self._rate(area, indicator, year))
                yield Figure(area, key, number, year, year, count, total)
        for number, year, kind in indicator.get("later", []):
            yield Figure(area, key, number, year, year, None, None, kind)

    def _placements(self, area: str) -> Iterator[Figure]:
        """Rare, so pooled over five years; a single year where stated."""
        key = "out-of-home-placement"
        counts = {}
        for year in range(POOLED[0], POOLED[1] + 1):
            total = 2 * self._births(area, year)
            counts[year] = (self._draw(area, key, year, total, 0.0031), total)
        numerator = sum(count for count, _ in counts.values())
        denominator = sum(total for _, total in counts.values())
        yield Figure(area, key, 1, *POOLED, numerator, denominator)
        if area in self.facts["single_years"]:
            count, total = counts[POOLED[1]]
            yield Figure(area, key, 1, POOLED[1], POOLED[1], count, total)


def _unions(yearly: list[Figure]) -> Iterator[Figure]:
    """BIG2: preterm and/or small, never the sum of the two."""
    found = {(figure.key, figure.start): figure for figure in yearly}
    for year in sorted(year for key, year in found if key == PARTS[0]):
        early, small = (found[part, year] for part in PARTS)
        both = round(OVERLAP * min(early.numerator or 0, small.numerator or 0))
        either = (early.numerator or 0) + (small.numerator or 0) - both
        yield Figure(early.area, "big2", 2, year, year, either, early.denominator)


def make_figures() -> list[Figure]:
    return Maker(read("municipal.json")).figures()
