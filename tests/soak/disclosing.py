"""What a hidden number changes: nothing at all, in anything that anybody can get.

Two worlds that differ in hidden numbers only must look the same to every role, byte for byte: then
neither a hidden number nor anything computed from it can be read anywhere.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db import connection

from coalitions.models import Coalition, Municipality, Region, RegionMunicipality
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from monitoring.choices import ProtectionReason
from monitoring.exporters import Bundle, Target
from monitoring.models import Definition, Observation, Release
from monitoring.selectors.figures import COUNTRY_KEY, AreaKey, FigureView, load_figures, must_hide
from monitoring.services.protection import protection_now
from tests.monitoring.attacker import rule
from tests.soak.walking import Walk, print_of

# Definition, year, municipality.
Cell = tuple[int, int, int | None]

ACCOUNTS = (
    "",
    "coordinator@demo.example",
    "coordinator.best@demo.example",
    "lid@demo.example",
    "adviseur@demo.example",
    "regio@demo.example",
    "landelijk@demo.example",
    "beheer@demo.example",
)
SCALE = {"percent": 100, "per_1000": 1000}
DIVISION = 2023


def add_figures(draw: random.Random, *, definitions: int, years: int) -> Release:
    """Publish random figures of a region: small and large places, their sum, the country."""
    ggd = RegionMunicipality.objects.get(municipality__code="GM0772", region__kind="ggd").region
    release = Release.objects.create(
        source="Proef",
        file_name="proef.csv",
        checksum=f"soak-{draw.random()}",
        state="published",
        published_at=clock.now(),
        is_demo=True,
    )
    places = list(Municipality.objects.in_region(ggd, clock.today()))
    chosen = [one for one in Definition.objects.order_by("pk") if one.minimum_count]
    rows: list[Observation] = []
    for definition in draw.sample(chosen, min(definitions, len(chosen))):
        for year in range(2024 - years, 2024):
            rows += _year(draw, release, definition, year, places, ggd)
    Observation.objects.bulk_create(rows)
    run = protection_now(reason=ProtectionReason.PUBLISHED)
    assert (run.exact_count, run.narrow_count) == (0, 0)
    return release


def _year(
    draw: random.Random,
    release: Release,
    definition: Definition,
    year: int,
    places: list[Municipality],
    ggd: Region,
) -> Iterator[Observation]:
    counts, rate = [], draw.choice([0.02, 0.05, 0.1, 0.4, 0.97])
    for place in places:
        whole = draw.choice([draw.randint(80, 400), draw.randint(400, 3000)])
        part = min(whole, round(whole * rate * draw.uniform(0.7, 1.3)))
        counts.append((part, whole))
        yield _row(release, definition, year, part, whole, municipality=place)
    parts, wholes = (sum(column) for column in zip(*counts, strict=True))
    yield _row(release, definition, year, parts, wholes, region=ggd)
    yield _row(release, definition, year, parts * 22, wholes * 22)


def _row(
    release: Release, definition: Definition, year: int, part: int, whole: int, **area: Any
) -> Observation:
    scale = SCALE.get(definition.unit)
    return Observation(
        release=release,
        definition=definition,
        division_year=DIVISION,
        period_start=year,
        period_end=year,
        numerator=part if scale else None,
        denominator=whole if scale else None,
        value=round(Decimal(scale * part) / whole, 4) if scale else Decimal(part),
        kind="value",
        **area,
    )


def hidden_rows() -> list[Observation]:
    """Return every stored figure that must stay hidden."""
    rows = Observation.objects.filter(kind="value").select_related("definition")
    return [
        row for row in rows if must_hide(row.definition, row.numerator, row.denominator, row.value)
    ]


def exchange(rows: list[Observation], salt: int) -> None:
    """Give hidden figures other hidden numbers; equal ones stay equal."""
    changes = [(*_other(row, salt), row.pk) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE monitoring_observation SET numerator=%s, denominator=%s, value=%s WHERE id=%s",
            changes,
        )


def restore(rows: list[Observation]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE monitoring_observation SET numerator=%s, denominator=%s, value=%s WHERE id=%s",
            [(row.numerator, row.denominator, row.value, row.pk) for row in rows],
        )


def _other(row: Observation, salt: int) -> tuple[int | None, int | None, Decimal]:
    numbers = f"{salt} {row.numerator} {row.denominator} {row.value}"
    draw = random.Random(numbers)  # noqa: S311 - no secret
    scale, least = SCALE.get(row.definition.unit), row.definition.minimum_count or 0
    if not scale:
        return row.numerator, row.denominator, Decimal(draw.randrange(least))
    whole = draw.randint(2 * least, 4000)
    part = draw.randrange(least)
    if draw.random() < 0.3:
        part = whole - part
    numerator = None if row.numerator is None else part
    denominator = None if row.denominator is None else whole
    return numerator, denominator, round(Decimal(scale * part) / whole, 4)


@dataclass
class Looks:
    """What every account gets, as one short print per address."""

    per_shape: int
    most: int
    prints: dict[tuple[str, str], str] = field(default_factory=dict)

    def first(self, accounts: Sequence[str] = ACCOUNTS) -> None:
        """Find the addresses of every account, and look."""
        for account in accounts:
            walk = self._walk(account)
            for path in walk.walk("/", "/landkaart/", "/exports/"):
                self.prints[account, path] = print_of(walk.get(path))

    def differing(self) -> list[tuple[str, str]]:
        """Look again at the same addresses; return those that changed."""
        cache.clear()
        walks = {account: self._walk(account) for account, _path in self.prints}
        return [
            (account, path)
            for (account, path), seen in self.prints.items()
            if print_of(walks[account].get(path)) != seen
        ]

    def _walk(self, account: str) -> Walk:
        user = User.objects.get(email=account) if account else None
        return Walk(user, per_shape=self.per_shape, most=self.most)


def export_prints() -> dict[str, str]:
    """Return the checksum of every file of a coalition's, a region's and the country's export."""
    found: dict[str, str] = {}
    for target in (
        Target("coalition", 2023, coalition=Coalition.objects.get(slug="eindhoven")),
        Target("coalition", 2022, coalition=Coalition.objects.get(slug="best")),
        Target("region", 2023, region=Region.objects.get(slug="eindhoven-de-kempen")),
        Target("national", 2023),
    ):
        found |= {f"{target.stem} {one.name}": one.checksum for one in Bundle(target).files()}
    return found


@dataclass
class Attack:
    """Reading hidden counts from what is shown: a region's count minus what its places show."""

    cells: int = 0
    exact: int = 0
    narrow: int = 0


def attack(release: Release) -> Attack:
    """Bound every hidden count of this release by what everybody together can see.

    By somebody who knows the rule, the size of each group and which step hid it.
    """
    areas: dict[int | None, set[int | None]] = defaultdict(set)
    truth: dict[Cell, tuple[int, int]] = {}
    names = ("definition_id", "period_start", "municipality", "region", "numerator", "denominator")
    for definition, year, place, region, part, base in release.observations.values_list(*names):
        areas[place].add(region)
        truth[definition, year, place] = part, base
    keys = [AreaKey(pk) for pk in areas if pk] + [COUNTRY_KEY]
    keys += [AreaKey(region=pk) for pk in areas[None] if pk]
    sums: dict[tuple[int, int], list[FigureView]] = defaultdict(list)
    known = {(definition, year) for definition, year, _place in truth}
    for view in load_figures(keys):
        about = view.definition.pk, view.first_year
        if about in known and view.is_yearly and view.scale:
            sums[about].append(view)
    found = Attack()
    for about, views in sums.items():
        _attack_sum(views, {place: truth[*about, place] for place in areas if place}, found)
    return found


def _attack_sum(views: list[FigureView], truth: dict[int, tuple[int, int]], found: Attack) -> None:
    whole = next((one for one in views if one.area.region), None)
    places = [one for one in views if one.area.municipality]
    hidden = [rule(*truth[one.area.municipality or 0]) for one in places if not one.is_shown]
    found.cells += len(hidden)
    if whole is None or whole.numerator is None:
        return
    rest = whole.numerator - sum(one.numerator or 0 for one in places if one.is_shown)
    least, most = (sum(column) for column in zip(*hidden, strict=True)) if hidden else (0, 0)
    for low, high in hidden:
        width = min(high, rest - (least - low)) - max(low, rest - (most - high))
        assert width >= 0, "what is hidden is not what the rule says"
        found.exact += width == 0
        found.narrow += 0 < width < 5
