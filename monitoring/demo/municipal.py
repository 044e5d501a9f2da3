"""Two invented releases: one that everybody may see, and one that was taken back."""

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

from coalitions.models import Municipality
from kansrijkestart.core import clock
from monitoring.choices import ReleaseState, Unit, ValueKind
from monitoring.demo.common import moment, read
from monitoring.demo.national import DIVISION_YEAR
from monitoring.demo.synthesis import Figure, make_figures
from monitoring.models import Definition, Observation, Release

FACTORS = {Unit.PERCENT: 100, Unit.PER_1000: 1000, Unit.COUNT: 1}


def is_loaded() -> bool:
    return Release.objects.filter(source=read("municipal.json")["source"]).exists()


def load() -> None:
    facts = read("municipal.json")
    figures = make_figures()
    doubled = [row for row in figures if row.key == "big2" and row.start == 2021]
    with clock.travel(moment("2025-09-09")):
        release = _release(facts["withdrawn_source"], doubled)
        release.state = ReleaseState.WITHDRAWN
        release.withdrawn_at = moment("2025-09-16")
        release.withdrawn_reason = facts["withdrawn_reason"]
        release.save()
        _store(release, (_doubled(row) for row in doubled), set())
    with clock.travel(moment("2025-09-23")):
        release = _release(facts["source"], figures)
        provisional = {(key, year) for key, year in facts["provisional"]}
        _store(release, figures, provisional)


def _release(source: str, figures: list[Figure]) -> Release:
    return Release.objects.create(
        source=source,
        file_name="demonstratie-gemeenten.csv",
        checksum=hashlib.sha256(f"{source} {figures!r}".encode()).hexdigest(),
        state=ReleaseState.PUBLISHED,
        published_at=clock.now(),
        row_count=len(figures),
        is_demo=True,
    )


def _doubled(figure: Figure) -> Figure:
    return figure._replace(numerator=2 * (figure.numerator or 0))


def _store(release: Release, figures: Iterable[Figure], provisional: set[tuple[str, int]]) -> None:
    rows = _observations(release, figures, provisional)
    Observation.objects.bulk_create(rows, batch_size=500)


def _observations(
    release: Release, figures: Iterable[Figure], provisional: set[tuple[str, int]]
) -> Iterator[Observation]:
    definitions = {
        (row.indicator.key, row.number): row
        for row in Definition.objects.select_related("indicator")
    }
    municipalities = {row.code: row for row in Municipality.objects.all()}
    for figure in figures:
        definition = definitions[figure.key, figure.definition]
        yield Observation(
            release=release,
            definition=definition,
            municipality=municipalities[figure.area],
            division_year=DIVISION_YEAR,
            period_start=figure.start,
            period_end=figure.end,
            numerator=figure.numerator,
            denominator=figure.denominator,
            value=_value(figure, definition.unit),
            kind=figure.kind,
            is_provisional=(figure.key, figure.end) in provisional,
        )


def _value(figure: Figure, unit: str) -> Decimal | None:
    if figure.kind != ValueKind.VALUE or figure.numerator is None:
        return None
    share = Decimal(figure.numerator) / Decimal(figure.denominator or 1)
    return round(share * FACTORS[Unit(unit)], 4)
