"""A province in figures: municipalities, regions that overlap, coalitions of several, two years."""

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from coalitions.models import Coalition, Municipality, MunicipalitySuccession, Region
from monitoring.models import Definition, Release
from monitoring.services.own import own_figure_record, own_indicator_save
from tests import factories as make
from tests.talks import count, talk

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
    # What ``with_more`` adds: counts of groups, cells that are parts of another, sums that stand
    # elsewhere, and areas as a whole with how pages name them: in a row, or else a column.
    parts: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    consists: dict[tuple[int, int], list[Any]] = field(default_factory=dict)
    together: list[list[tuple[int, int]]] = field(default_factory=list)
    wholes: list[tuple[list[Municipality], str, bool]] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)

    @property
    def sizes(self) -> set[int]:
        """How large every group is, which tells which one it is."""
        found = set(self.release.observations.values_list("denominator", flat=True))
        return {one for one in found if one} | {whole for _part, whole in self.parts.values()}


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
        **{"municipality": None, "region": None, "division_year": DIVISION} | area,
        release=made.release,
        definition=made.definition,
        period_start=first,
        period_end=last,
        numerator=part,
        denominator=whole,
        value=round(Decimal(100 * part) / whole, 4),
    )


def with_more(made: Province) -> Province:
    """What pages add up, what came of a merger, and what a coalition counts itself."""
    last = _region("ggd", "GG7002", made.municipalities[9:])
    for region, first, end in ((made.ggd, 0, 9), (made.other, 6, 12), (last, 9, 12)):
        _as_a_whole(made, region, made.municipalities[first:end])
    made.wholes += [(made.municipalities, "Nederland", is_row) for is_row in (False, True)]
    _merger(made)
    _own(made)
    _neighbourhoods(made)
    return made


def _as_a_whole(made: Province, region: Region, members: list[Municipality]) -> None:
    made.regions.append(region)
    made.wholes += [
        (members, region.name, False),
        (members, region.name, True),
        (members, f"{region.name} als geheel", True),
    ]


def later_region(made: Province) -> None:
    """A region of all but one of another, that came after the run: its sum tells that one."""
    members = made.municipalities[9:11]
    _as_a_whole(made, _region("vsv", None, members), members)


def _merger(made: Province) -> None:
    """The second municipality was two until 2022, of which one had a small number."""
    new, day = made.municipalities[1], date(2022, 1, 1)
    Municipality.objects.filter(pk=new.pk).update(valid_from=day)
    part, whole = made.truth[new.pk, YEARS[0]]
    counts = {2020: ((20, 95), (30, 150)), YEARS[0]: ((4, 97), (part - 4, whole - 97))}
    olds = [make.MunicipalityFactory.create(name=f"Oud {one}", valid_until=day) for one in "PQ"]
    for at, old in enumerate(olds):
        MunicipalitySuccession.objects.create(predecessor=old, successor=new, effective_on=day)
        for year, pairs in counts.items():
            made.truth[old.pk, year] = pairs[at]
            store(made, year, year, *pairs[at], municipality=old, division_year=YEARS[0])
    made.together.append([(old.pk, 2020) for old in olds])
    made.consists[new.pk, YEARS[0]] = [(old.pk, YEARS[0]) for old in olds]


OWN = (7, 991)


def _own(made: Province) -> None:
    """A small number that a coalition counted, which it shows its region."""
    coalition = made.coalitions[0]
    for row in coalition.coverage.all():
        make.ConsentFactory.create(municipality=row.municipality, kind="figures_region")
    indicator = own_indicator_save(
        coalition=coalition,
        name="Eigen telling",
        phase="during",
        unit="percent",
        direction="up",
        counted="gezinnen met bezoek",
        out_of="alle gezinnen",
        source="wijkteam",
    )
    for year, (part, whole) in ((2023, (40, 997)), (2024, OWN)):
        own_figure_record(indicator=indicator, year=year, numerator=part, denominator=whole)


def _neighbourhoods(made: Province) -> None:
    """Three that make up the second municipality, one of them with a small number."""
    place, year = made.municipalities[1], YEARS[1]
    part, whole = made.truth[place.pk, year]
    row = talk(made.coalitions[0], indicator=made.definition.indicator)
    pairs = [(4, 62), (part - 16, whole - 152), (12, 90)]
    for at, pair in enumerate(pairs):
        made.parts["wijk", at] = pair
        count(row, f"Wijk {at}", *pair, municipality=place, year=year)
    made.consists[place.pk, year] = list(made.parts)
    made.parts["wijk", 9] = (44, 104)  # no part of these: another year
    count(row, "Wijk 9", 44, 104, municipality=place, year=2024)
