"""An attacker at the size of the country: reads what roles receive, and calculates by itself.

Nothing here uses the package that hides, nor what pages are made with. It knows the rule, the sizes
of all groups and which areas consist of what.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import ceil, floor
from typing import Any

import numpy
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from coalitions.models import Coalition, Municipality, Region
from kansrijkestart.core import clock, reference
from monitoring.importers.scale import LAST_YEAR, Size, seed
from monitoring.models import Definition, Observation
from tests import factories as make
from tests.cast import relate
from tests.monitoring.attacker import CELL, ROW, SHARE, TOGETHER, YEAR, _span, bare, rule
from tests.monitoring.test_protection_attack import make_export

Cell = tuple[str, str, int]  # indicator, municipality, year
Sum = tuple[str, int, frozenset[str]]
COUNTRY, COUNTRY_ROW = "NL", "Nederland"


def keep_files_in(settings: Any, folder: Any) -> None:
    """Let downloads of this test go to a folder of its own."""
    backend = "django.core.files.storage.FileSystemStorage"
    own = {"BACKEND": backend, "OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"default": own}


def country(*, coalitions: int, size: Size) -> list[Coalition]:
    """Every municipality and GGD region, invented figures, and coalitions of two to five.

    One more GGD region holds so few people that its share in one decimal tells its count.
    """
    reference.load()
    places = list(Municipality.objects.valid_on(clock.today()).order_by("code"))
    found = [make.CoalitionFactory.create() for _ in range(coalitions)]
    for number, coalition in enumerate(found):
        for place in places[number * 5 : number * 5 + 2 + number % 4]:
            make.CoalitionMunicipalityFactory.create(coalition=coalition, municipality=place)
    seed(size)
    Definition.objects.filter(indicator__key__startswith="meting-").update(aggregation="both")
    _smallest_together(3)
    return found


def _smallest_together(many: int) -> None:
    region = make.RegionFactory.create(kind="ggd", name="Kleine regio", code="GG99")
    rows = Observation.objects.exclude(municipality=None)
    sizes = dict(rows.values_list("municipality", "denominator").distinct())
    for place in sorted(sizes, key=lambda one: (sizes[one], one))[:many]:
        make.RegionMunicipalityFactory.create(region=region, municipality_id=place, since=None)


@dataclass
class Known:
    """What was read: counts of areas, and between which counts the share of several lies."""

    truth: dict[Cell, tuple[int, int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # how pages name an indicator
    members: dict[str, frozenset[str]] = field(default_factory=dict)  # of every GGD region
    counts: dict[Cell, int] = field(default_factory=dict)
    sums: dict[Sum, tuple[int, int]] = field(default_factory=dict)
    read: int = 0

    @classmethod
    def of_everything(cls) -> "Known":
        """An attacker who read nothing yet, with the truth to hold its findings against."""
        rows = Observation.objects.filter(region=None).values_list(
            *("definition__indicator__key", "definition__indicator__name", "municipality__code"),
            *("period_start", "numerator", "denominator"),
        )
        known = cls()
        for key, name, code, year, part, whole in rows.iterator(5000):
            known.names[name] = key
            known.truth[key, code or COUNTRY, year] = part, whole
        for region in Region.objects.filter(kind="ggd"):
            places = Municipality.objects.in_region(region, clock.today())
            known.members[region.name] = frozenset(places.values_list("code", flat=True))
        return known

    def page(self, client: Client, address: str, heads: dict[str, frozenset[str]]) -> None:
        """Read the shares of whole areas: columns with one of these heads, a row per indicator."""
        answer = client.get(address)
        assert answer.status_code == 200, address
        self.read += 1
        found = ROW.findall(answer.content.decode())
        rows = [[bare(one) for one in CELL.findall(row)] for row in found]
        head = next((row for row in rows if heads.keys() & set(row)), [])
        for row in rows:
            key = next((self.names[one] for one in self.names if row[0].startswith(one)), None)
            if key and len(row) == len(head):
                for name, said in zip(head, row, strict=True):
                    if name in heads:
                        self._share(key, heads[name], said)

    def years(self, client: Client, key: str) -> None:
        """Read the shares through the years: a row per GGD region and one of the country."""
        address = reverse("dashboard:national_figures")
        answer = client.get(address, {"cijfer": key})
        assert answer.status_code == 200, address
        self.read += 1
        _before, _mark, part = answer.content.decode().partition('id="years"')
        found = ROW.findall(part.partition("</table>")[0])
        head, *rows = [[bare(one) for one in CELL.findall(row)] for row in found]
        assert rows, f"no years of {key}"
        places = frozenset(place for _key, place, _year in self.truth) - {COUNTRY}
        areas = {**self.members, COUNTRY_ROW: places}
        for name, *cells in rows:
            for year, said in zip(head[1:], cells, strict=True):
                self._share(key, areas[name], f"{year} {said}")

    def _share(self, key: str, members: frozenset[str], said: str) -> None:
        share, year = SHARE.search(said), YEAR.search(said)
        if share is None or year is None:
            return
        pairs = [self.truth[key, one, int(year[1])] for one in members]
        part, whole = (sum(column) for column in zip(*pairs, strict=True))
        value = float(share[1].replace(",", "."))
        low, high = ceil((value - 0.05) * whole / 100), floor((value + 0.05) * whole / 100)
        assert low <= part <= high, f"{said} is not what {key} is"
        self.sums[key, int(year[1]), members] = low, high

    def file(self, content: bytes) -> None:
        """Read the file of figures."""
        self.read += 1
        text = content.decode("utf-8-sig")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            cell = row["indicator"].partition(":")[0], row["area"], int(row["period_start"])
            if row["status"] == "value" and cell in self.truth:
                self.counts[cell] = int(row["numerator"])
                assert self.counts[cell] == self.truth[cell][0]

    def narrow(self) -> list[tuple[Cell, float]]:
        """The hidden counts of municipalities that less than five are left of."""
        found = []
        for key, year, cells in self._hidden():
            relations = [*self._relations(key, year)]
            found += _narrow(self, cells, relations)
        return found

    def hidden(self) -> set[Cell]:
        """What was not read."""
        return {one for one in self.truth if one[1] != COUNTRY and one not in self.counts}

    def _hidden(self) -> Iterator[tuple[str, int, list[Cell]]]:
        together: dict[tuple[str, int], list[Cell]] = defaultdict(list)
        for cell in sorted(self.hidden()):
            together[cell[0], cell[2]].append(cell)
        for (key, year), cells in together.items():
            yield key, year, cells

    def _relations(self, key: str, year: int) -> Iterator[tuple[frozenset[str], int, int]]:
        total = self.counts.get((key, COUNTRY, year))
        if total is not None:
            inside = {one[1] for one in self.truth if one[0] == key and one[2] == year}
            yield frozenset(inside - {COUNTRY}), total, total
        for (about, when, members), (low, high) in self.sums.items():
            if (about, when) == (key, year):
                yield members, low, high


def _narrow(
    known: Known, cells: list[Cell], relations: Iterable[tuple[frozenset[str], int, int]]
) -> list[tuple[Cell, float]]:
    """By programmes, over the hidden counts of one indicator and year."""
    rows: list[numpy.ndarray] = []
    ends: list[float] = []
    for members, low, high in relations:
        row = numpy.array([float(cell[1] in members) for cell in cells])
        told = sum(
            known.counts.get((cells[0][0], one, cells[0][2]), 0) for one in members if row.any()
        )
        if row.any():
            rows += [row, -row]
            ends += [high - told, told - low]
    bounds = [rule(*known.truth[cell]) for cell in cells]
    spans = [(cell, _span(at, rows, ends, bounds)) for at, cell in enumerate(cells)]
    return [(cell, width) for cell, width in spans if width < 5]


def read_as_analyst(known: Known) -> None:
    """The export of the country, and the sums of all GGD regions: the newest, and every year."""
    client, user = _signed_in()
    relate(user, "analyst", None)
    known.page(client, reverse("dashboard:national_heat"), known.members)
    for key in sorted(known.names.values()):
        known.years(client, key)
    export = make_export(user, "national", {"year": LAST_YEAR})
    for file in export.files.filter(name__endswith="cijfers-machine.csv"):
        answer: Any = client.get(reverse("monitoring:export_file", args=[export.pk, file.name]))
        known.file(b"".join(answer.streaming_content))


def read_as_leads(known: Known, most: int) -> None:
    """The page with all figures of some GGD regions, each as its own lead."""
    for region in islice(Region.objects.filter(kind="ggd").order_by("code"), most):
        client, user = _signed_in()
        make.RegionMembershipFactory.create(user=user, region=region)
        heads = {region.name: known.members[region.name]}
        known.page(client, reverse("dashboard:region_heat", args=[region.slug]), heads)


def read_as_coordinators(known: Known, coalitions: Sequence[Coalition]) -> None:
    """The figures of each of these coalitions with their sums, as its own coordinator."""
    for coalition in coalitions:
        client, user = _signed_in()
        relate(user, "coordinator", coalition)
        codes = coalition.coverage.values_list("municipality__code", flat=True)
        heads = {TOGETHER: frozenset(codes)}
        known.page(client, reverse("monitoring:coalition", args=[coalition.slug]), heads)


def _signed_in() -> tuple[Client, Any]:
    cache.clear()
    client, user = Client(), make.UserFactory.create()
    client.force_login(user)
    return client, user
