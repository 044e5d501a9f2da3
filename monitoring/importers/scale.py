"""Synthetic national figures in the size of the real thing, written with COPY."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction

from coalitions.models import Municipality
from kansrijkestart.core import clock
from monitoring.choices import (
    Direction,
    IndicatorKind,
    ProgrammePhase,
    ReleaseState,
    Unit,
    ValueKind,
)
from monitoring.models import Definition, Indicator, Release

SOURCE = "Prestatiemeting: verzonnen cijfers"
LAST_YEAR = 2024
DIVISION_YEAR = 2023
COLUMNS = (
    "release_id",
    "definition_id",
    "municipality_id",
    "division_year",
    "period_start",
    "period_end",
    "numerator",
    "denominator",
    "value",
    "kind",
    "is_provisional",
)
Line = tuple[object, ...]


@dataclass(frozen=True)
class Size:
    """How much to make."""

    municipalities: int
    years: int
    indicators: int

    @property
    def rows(self) -> int:
        return (self.municipalities + 1) * self.years * self.indicators


@transaction.atomic
def seed(size: Size) -> Release | None:
    """Add one published, labelled release of this size; ``None`` when it is there already."""
    checksum = f"scale-{size.municipalities}-{size.years}-{size.indicators}"
    if Release.objects.filter(checksum=checksum).exists():
        return None
    # An ordinary first statement, so that the transaction has its context before COPY starts.
    release = Release.objects.create(
        source=SOURCE,
        file_name="prestatiemeting.csv",
        checksum=checksum,
        state=ReleaseState.PUBLISHED,
        published_at=clock.now(),
        row_count=size.rows,
        is_demo=True,
    )
    areas = _municipalities(size.municipalities)
    definitions = [_definition(number) for number in range(1, size.indicators + 1)]
    table = f"copy monitoring_observation ({', '.join(COLUMNS)}) from stdin"
    with connection.cursor() as cursor, cursor.copy(table) as copy:
        for line in _lines(release.pk, definitions, areas, size.years):
            copy.write_row(line)
    return release


def _municipalities(number: int) -> list[int]:
    """Existing municipalities first, then invented ones with codes nobody uses."""
    found = list(Municipality.objects.valid_on(clock.today()).values_list("pk", flat=True)[:number])
    taken = set(Municipality.objects.values_list("code", flat=True))
    free = (code for code in (f"GM{n}" for n in range(9999, 5000, -1)) if code not in taken)
    missing = [
        Municipality(code=code, name=f"Meetgemeente {code}", province="Verzonnen")
        for code, _ in zip(free, range(number - len(found)), strict=False)
    ]
    return found + [row.pk for row in Municipality.objects.bulk_create(missing)]


def _definition(number: int) -> int:
    indicator, _created = Indicator.objects.get_or_create(
        key=f"meting-{number:02d}",
        defaults={
            "name": f"Meetindicator {number:02d} (verzonnen)",
            "name_en": f"Benchmark indicator {number:02d} (invented)",
            "phase": ProgrammePhase.DURING,
            "kind": IndicatorKind.CONTEXT,
        },
    )
    definition, _created = Definition.objects.get_or_create(
        indicator=indicator,
        number=1,
        defaults={
            "numerator": "verzonnen teller",
            "denominator": "verzonnen noemer",
            "source": SOURCE,
            "unit": Unit.PERCENT,
            "direction": Direction.DOWN,
            "minimum_count": 10,
        },
    )
    return definition.pk


def _lines(release: int, definitions: list[int], areas: list[int], years: int) -> Iterator[Line]:
    """Every indicator, year and area; the country (no municipality) comes last."""
    draw = random.Random(f"scale {len(areas)} {years} {len(definitions)}")  # noqa: S311 - no secret
    sizes = [draw.randint(80, 2500) for _ in areas]
    for definition in definitions:
        rate = draw.uniform(0.02, 0.2)
        for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
            total = 0
            for area, size in zip(areas, sizes, strict=True):
                count = min(size, round(size * rate * draw.uniform(0.7, 1.3)))
                total += count
                yield _line(release, definition, area, year, count, size)
            yield _line(release, definition, None, year, total, sum(sizes))


def _line(
    release: int, definition: int, area: int | None, year: int, count: int, size: int
) -> Line:
    value = round(Decimal(100 * count) / size, 4)
    period = (DIVISION_YEAR, year, year)
    return (release, definition, area, *period, count, size, value, ValueKind.VALUE.value, False)
