"""A province in figures: municipalities, regions that overlap, coalitions of several, two years."""

import random
from dataclasses import dataclass, field
from decimal import Decimal

from coalitions.models import Coalition, Municipality, Region
from monitoring.models import Definition, Release
from tests import factories as make

DIVISION = 2023
YEARS = (2021, 2022)


@dataclass
class Province:
    """What was made; ``truth`` holds the count and the size of every municipality's group."""

    definition: Definition
    municipalities: list[Municipality]
    ggd: Region
    other: Region
    coalitions: list[Coalition]
    release: Release
    truth: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    @property
    def sets(self) -> list[list[Municipality]]:
        """The municipalities of each area that anybody knows."""
        ones = self.municipalities
        return [ones, ones[:9], ones[6:], *(ones[a:b] for a, b in COALITIONS)]


COALITIONS = ((0, 2), (2, 5), (9, 12))


def province(seed: int = 1) -> Province:
    """Draw it: every group has a size of its own, so that a size tells which cell it is."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    places = [
        make.MunicipalityFactory.create(name=f"Plaats {chr(65 + one)}", code=f"GM7{one:03d}")
        for one in range(12)
    ]
    ggd = _region("ggd", "GG7001", places[:9])
    other = _region("vsv", None, places[6:])
    coalitions = [_coalition(places[a:b], ggd, draw) for a, b in COALITIONS]
    definition = make.DefinitionFactory.create(indicator__key="aanval", indicator__name="Aanval")
    release = make.ReleaseFactory.create(published=True, is_protected=False)
    made = Province(definition, places, ggd, other, coalitions, release)
    for year in YEARS:
        _year(made, draw, year)
    _pooled(made)
    return made


def _region(kind: str, code: str | None, places: list[Municipality]) -> Region:
    region = make.RegionFactory.create(kind=kind, code=code)
    for place in places:
        make.RegionMunicipalityFactory.create(region=region, municipality=place, since=None)
    return region


def _coalition(places: list[Municipality], ggd: Region, draw: random.Random) -> Coalition:
    coalition = make.CoalitionFactory.create(
        region=ggd, slug=f"aanval-{places[0].code.lower()}-{draw.randrange(10**6)}"
    )
    for place in places:
        make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    return coalition


def _year(made: Province, draw: random.Random, year: int) -> None:
    for number, place in enumerate(made.municipalities):
        whole = 211 + 37 * number + 7 * (year - YEARS[0]) + draw.randrange(5)
        small = draw.random() < 0.25
        part = draw.randrange(10) if small else draw.randint(14, whole // 3)
        made.truth[place.pk, year] = (part, whole)
        store(made, year, year, part, whole, municipality=place)
    for area, members in ((made.ggd, made.municipalities[:9]), (None, made.municipalities)):
        pairs = [made.truth[one.pk, year] for one in members]
        part, whole = (sum(column) for column in zip(*pairs, strict=True))
        store(made, year, year, part, whole, region=area)


def _pooled(made: Province) -> None:
    """One municipality has both years together as well."""
    pairs = [made.truth[made.municipalities[8].pk, year] for year in YEARS]
    part, whole = (sum(column) for column in zip(*pairs, strict=True))
    store(made, *YEARS, part, whole, municipality=made.municipalities[8])


def store(made: Province, first: int, last: int, part: int, whole: int, **area: object) -> None:
    make.ObservationFactory.create(
        **{"municipality": None, "region": None} | area,
        release=made.release,
        definition=made.definition,
        division_year=DIVISION,
        period_start=first,
        period_end=last,
        numerator=part,
        denominator=whole,
        value=round(Decimal(100 * part) / whole, 4),
    )
