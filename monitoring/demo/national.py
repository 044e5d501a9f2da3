"""National values that public sources give, one release per source, and one taken back."""

import csv
import hashlib
from decimal import Decimal
from itertools import groupby

from kansrijkestart.core import clock
from monitoring.choices import ReleaseState, ValueKind
from monitoring.demo.common import FOLDER, moment
from monitoring.models import Definition, Observation, Release

NOTE = "Openbare landelijke waarden, overgenomen zonder tellers en noemers."
WITHDRAWN_FROM = "skipr.nl, februari 2022; erratum van het RIVM bij de monitor 2021"
WITHDRAWN_REASON = (
    "Het RIVM heeft de waarde over 2020 teruggenomen: de declaraties van één zorgverzekeraar "
    "ontbraken."
)
DIVISION_YEAR = 2023
Row = dict[str, str]


def is_loaded() -> bool:
    return Release.objects.filter(note=NOTE).exists()


def load() -> None:
    with clock.travel(moment("2024-04-22")):
        rows = sorted(read_rows(), key=lambda row: row["source"])
        for source, group in groupby(rows, key=lambda row: row["source"]):
            _add_release(source, list(group))
        _add_withdrawn()


def read_rows() -> list[Row]:
    with (FOLDER / "national.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def definition(key: str, number: int) -> Definition:
    return Definition.objects.get(indicator__key=key, number=number)


def _add_release(source: str, rows: list[Row]) -> None:
    release = Release.objects.create(
        source=source,
        source_url=rows[0]["url"],
        file_name="landelijke-waarden.csv",
        checksum=hashlib.sha256(repr(rows).encode()).hexdigest(),
        state=ReleaseState.PUBLISHED,
        published_at=clock.now(),
        row_count=len(rows),
        note=NOTE,
    )
    Observation.objects.bulk_create(_observation(release, row) for row in rows)


def _observation(release: Release, row: Row) -> Observation:
    return Observation(
        release=release,
        definition=definition(row["indicator"], int(row["definition"])),
        division_year=DIVISION_YEAR,
        period_start=int(row["year"]),
        period_end=int(row["year"]),
        value=Decimal(row["value"]) if row["value"] else None,
        kind=row["kind"],
    )


def _add_withdrawn() -> None:
    """What was published once stays traceable: 9.5 % without kraamzorg in 2020."""
    release = Release.objects.create(
        source=WITHDRAWN_FROM,
        file_name="geen-kraamzorg-2020.csv",
        checksum=hashlib.sha256(WITHDRAWN_FROM.encode()).hexdigest(),
        state=ReleaseState.WITHDRAWN,
        withdrawn_at=clock.now(),
        withdrawn_reason=WITHDRAWN_REASON,
        row_count=1,
        note=NOTE,
    )
    Observation.objects.create(
        release=release,
        definition=definition("no-postpartum-care", 1),
        division_year=DIVISION_YEAR,
        period_start=2020,
        period_end=2020,
        value=Decimal("9.5"),
        kind=ValueKind.VALUE,
    )
