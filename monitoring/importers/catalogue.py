"""What a file of figures may name: indicators, their definitions, and areas with dates."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import NamedTuple

from coalitions.choices import RegionKind
from coalitions.models import (
    Municipality,
    MunicipalityAlias,
    MunicipalitySuccession,
    Region,
)
from kansrijkestart.core import clock
from monitoring.models import Definition, Indicator

COUNTRY = "NL"


class Version(NamedTuple):
    """One definition of an indicator, as far as reading a file needs it."""

    pk: int
    number: int
    unit: str
    first_year: int | None
    last_year: int | None

    def covers(self, first: int, last: int) -> bool:
        """Whether the definition counted in all these years."""
        return (self.first_year is None or self.first_year <= first) and (
            self.last_year is None or self.last_year >= last
        )


class Area(NamedTuple):
    """A municipality, a GGD region, or (both keys empty) the country."""

    code: str
    name: str
    municipality: int | None = None
    region: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None

    def existed_in(self, division_year: int) -> bool:
        """Whether the division of 1 January of that year has this area."""
        day = date(division_year, 1, 1)
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or self.valid_until > day
        )


@dataclass
class Catalogue:
    """Everything a file may refer to. Plain data, so that reading a file asks nothing."""

    versions: dict[str, list[Version]] = field(default_factory=dict)
    codes: dict[str, Area] = field(default_factory=dict)
    names: dict[str, list[Area]] = field(default_factory=dict)
    successors: dict[int, list[str]] = field(default_factory=dict)
    opposites: dict[str, str] = field(default_factory=dict)
    called: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _close: dict[str, str] = field(default_factory=dict)

    def find_areas(self, text: str) -> list[Area]:
        """Areas that a cell names: by code, by number, by name or by another spelling of it."""
        text = text.strip()
        code = text.upper()
        if code.isascii() and code.isdigit() and len(code) <= 4:
            code = f"GM{code:0>4}"
        if code in self.codes:
            return [self.codes[code]]
        return self.names.get(fold(text), [])

    @property
    def example(self) -> str:
        """The code of a municipality and of a region that exist, to show what a code looks like."""
        areas = sorted(self.codes.values(), key=lambda one: one.code)
        municipality = [one.code for one in areas if one.municipality and not one.valid_until]
        return ", ".join([*municipality[:1], *[one.code for one in areas if one.region][:1]])

    def close_area(self, text: str) -> str:
        """The area that is probably meant, in words, or nothing."""
        return self._remembered("area", text, self._search_area)

    def close_indicator(self, text: str) -> str:
        """The key that is probably meant, or nothing."""
        return self._remembered("indicator", text, self._search_indicator)

    def _remembered(self, what: str, text: str, search: Callable[[str], str]) -> str:
        """Searching costs much, so a file with nothing but nonsense gets no more than 200."""
        key = f"{what} {text}"
        if key not in self._close:
            if len(self._close) >= 200:
                return ""
            self._close[key] = search(text[:60])
        return self._close[key]

    def _search_area(self, text: str) -> str:
        found = get_close_matches(text.strip().upper(), self.codes, 1, 0.8)
        if found and text.strip()[:2].upper() in ("GM", "GG"):
            area = self.codes[found[0]]
            return f"{area.code} ({area.name})"
        if near := get_close_matches(fold(text), self.names, 1, 0.7):
            return self.names[near[0]][0].name
        return ""

    def _search_indicator(self, text: str) -> str:
        near = get_close_matches(text.strip().lower(), self.versions, 1, 0.6)
        return near[0] if near else ""


def fold(text: str) -> str:
    """A name without case and accents, with one kind of apostrophe and single blanks."""
    plain = unicodedata.normalize("NFKD", text.strip().replace("’", "'").replace("‘", "'"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).lower().split())


def load_catalogue() -> Catalogue:
    """Read everything at once: six questions, however long the file is."""
    found = Catalogue(codes={COUNTRY: Area(COUNTRY, "Nederland")})
    _load_definitions(found)
    by_pk: dict[int, Area] = {}
    for pk, code, name, since, until in Municipality.objects.values_list(
        "pk", "code", "name", "valid_from", "valid_until"
    ):
        area = Area(code, name, municipality=pk, valid_from=since, valid_until=until)
        found.codes[code] = by_pk[pk] = area
    for pk, region_code, name in Region.objects.filter(
        kind=RegionKind.GGD, code__isnull=False
    ).values_list("pk", "code", "name"):
        found.codes[str(region_code)] = Area(str(region_code), name, region=pk)
    regions = [area for area in found.codes.values() if area.region]
    names = [(fold(area.name), area) for area in (*by_pk.values(), *regions)]
    names += [
        (fold(name), by_pk[pk])
        for pk, name in MunicipalityAlias.objects.values_list("municipality_id", "name")
    ]
    found.names = _by_name(names)
    _load_successors(found)
    return found


def example_codes() -> str:
    """The same example for a page, without reading the whole catalogue."""
    today = Municipality.objects.valid_on(clock.today()).order_by("code")
    regions = Region.objects.filter(kind=RegionKind.GGD, code__isnull=False).order_by("code")
    found = [*today.values_list("code", flat=True)[:1], *regions.values_list("code", flat=True)[:1]]
    return ", ".join(str(code) for code in found)


def _load_definitions(found: Catalogue) -> None:
    versions: defaultdict[str, list[Version]] = defaultdict(list)
    for key, pk, number, unit, first, last in Definition.objects.order_by("number").values_list(
        "indicator__key", "pk", "number", "unit", "first_year", "last_year"
    ):
        versions[key].append(Version(pk, number, unit, first, last))
    found.versions = dict(versions)
    for key, name, english, other, *others in Indicator.objects.filter(
        opposite__isnull=False
    ).values_list("key", "name", "name_en", "opposite__key", "opposite__name", "opposite__name_en"):
        found.opposites |= {key: other, other: key}
        found.called |= {key: (name, english), other: tuple(others)}


def _by_name(pairs: Iterable[tuple[str, Area]]) -> dict[str, list[Area]]:
    names: dict[str, list[Area]] = {fold("Nederland"): [Area(COUNTRY, "Nederland")]}
    for name, area in pairs:
        if area not in names.setdefault(name, []):
            names[name].append(area)
    return names


def _load_successors(found: Catalogue) -> None:
    rows = MunicipalitySuccession.objects.order_by("successor__name_fold")
    for old, code, name in rows.values_list("predecessor_id", "successor__code", "successor__name"):
        found.successors.setdefault(old, []).append(f"{name} ({code})")
