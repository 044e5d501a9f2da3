"""Which municipalities may be added up: the country, regions, coalitions and what became one."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import combinations, groupby
from operator import attrgetter
from typing import NamedTuple

from django.utils.translation import gettext as _

from coalitions.choices import RegionKind, Stage
from coalitions.models import (
    CoalitionMunicipality,
    Municipality,
    MunicipalitySuccession,
    Region,
    RegionMunicipality,
)
from coalitions.querysets import open_on
from kansrijkestart.core import clock
from monitoring.areas import Passing
from monitoring.disclosure.areas import Areas
from monitoring.disclosure.ground import Change, Grounds, Members

Period = tuple[date | None, date | None]


class AreaSet(NamedTuple):
    """Municipalities that belong together somewhere, with the names of where."""

    members: Members
    name: str


def checksum_of(members: Collection[int]) -> str:
    """What a set of municipalities is called by: the same set, the same text."""
    text = ",".join(str(one) for one in sorted(set(members)))
    return hashlib.sha256(text.encode()).hexdigest()


def number_of(members: Collection[int]) -> int:
    """A number for a set that stays the same from run to run."""
    return int(checksum_of(members)[:14], 16)


def first_day(division: int) -> date:
    """The areas of a division year are those of its first day."""
    return date(division, 1, 1)


def division_from(day: date) -> int:
    """The first division year whose areas are those from this day on."""
    return day.year if day == first_day(day.year) else day.year + 1


def passings_known() -> list[Passing]:
    """Every passing of an area into another, with the first division it holds in."""
    rows = MunicipalitySuccession.objects.values_list(
        "predecessor_id", "successor_id", "effective_on"
    )
    return [Passing(old, new, division_from(day)) for old, new, day in rows]


def area_sets(divisions: Iterable[int]) -> list[AreaSet]:
    """Every set of two or more, once, with the names of all that it is."""
    names: dict[Members, set[str]] = defaultdict(set)
    found = [*_regions(), *_coalitions(), *_countries(divisions), *_merged(divisions)]
    for members, name in found:
        if len(members) > 1:
            names[members].add(name)
    return [AreaSet(one, "; ".join(sorted(names[one]))[:200]) for one in sorted(names, key=sorted)]


def _regions() -> Iterator[AreaSet]:
    """Every region with the members of each time, past and to come."""
    names = dict(Region.objects.values_list("pk", "name"))
    for region, rows in _memberships().items():
        moments = {day for _pk, period in rows for day in period if day}
        for moment in [date.min, *sorted(moments)]:
            yield AreaSet(_on(rows, moment), names[region])


def _memberships() -> dict[int, list[tuple[int, Period]]]:
    found: dict[int, list[tuple[int, Period]]] = defaultdict(list)
    rows = RegionMunicipality.objects.values_list("region", "municipality", "since", "until")
    for region, municipality, since, until in rows:
        found[region].append((municipality, (since, until)))
    return found


def _on(rows: Iterable[tuple[int, Period]], day: date) -> Members:
    return frozenset(
        pk
        for pk, (since, until) in rows
        if (since is None or since <= day) and (until is None or until > day)
    )


def _coalitions() -> Iterator[AreaSet]:
    rows = CoalitionMunicipality.objects.filter(open_on(clock.today())).exclude(
        coalition__stage=Stage.ENDED
    )
    members: dict[tuple[int, str], set[int]] = defaultdict(set)
    for coalition, name, pk in rows.values_list("coalition", "coalition__name", "municipality"):
        members[coalition, name].add(pk)
    for (_pk, name), found in members.items():
        yield AreaSet(frozenset(found), name)


def _countries(divisions: Iterable[int]) -> Iterator[AreaSet]:
    days = [first_day(one) for one in divisions]
    for day in [*days, clock.today()]:
        yield AreaSet(_country(day), _("The Netherlands"))


def _merged(divisions: Iterable[int]) -> Iterator[AreaSet]:
    """Municipalities that became one: years before are shown over the area of now."""
    names = dict(Municipality.objects.values_list("pk", "name"))
    for earlier, later in combinations(sorted(set(divisions)), 2):
        for successor, parts in _made_of(earlier, later).items():
            yield AreaSet(parts, names[successor])


def _country(day: date) -> Members:
    return frozenset(Municipality.objects.valid_on(day).values_list("pk", flat=True))


def areas_of(sets: Iterable[AreaSet], divisions: Collection[int]) -> Areas:
    """How all areas hang together in these divisions."""
    areas = Areas(
        sets={number_of(one.members): one.members for one in sets}, grounds=Grounds(_changes())
    )
    memberships = _memberships()
    ggd = set(Region.objects.filter(kind=RegionKind.GGD).values_list("pk", flat=True))
    for division in divisions:
        day = first_day(division)
        areas.countries[division] = _country(day)
        on_day = {region: _on(rows, day) for region, rows in memberships.items()}
        areas.regions |= {(pk, division): members for pk, members in on_day.items() if members}
        areas.partition[division] = frozenset(pk for pk in ggd if on_day.get(pk))
    return areas


def _changes() -> Iterator[Change]:
    """What became of municipalities, in the order of time: mergers, splits, parts that moved."""
    rows = MunicipalitySuccession.objects.select_related("predecessor", "successor")
    ordered = rows.order_by("effective_on", "pk")
    for day, same in groupby(ordered, key=attrgetter("effective_on")):
        for olds, news in _blocks(day, same):
            yield Change(division_from(day), olds, news)


def _blocks(day: date, rows: Iterable[MunicipalitySuccession]) -> list[tuple[Members, Members]]:
    """The changes of one day that have no municipality in common: what was, and what came of it."""
    blocks: list[tuple[Members, Members]] = []
    for row in rows:
        old, new = row.predecessor, row.successor
        olds, news = frozenset([old.pk]), frozenset([new.pk])
        if new.valid_from is None or new.valid_from < day:
            olds |= news
        if old.valid_until is None or old.valid_until > day:
            news |= {old.pk}
        near = [one for one in blocks if (one[0] | one[1]) & (olds | news)]
        blocks = [one for one in blocks if one not in near]
        olds, news = olds.union(*(one[0] for one in near)), news.union(*(one[1] for one in near))
        blocks.append((olds, news))
    return blocks


def _made_of(earlier: int, later: int) -> dict[int, Members]:
    """Which municipalities of the earlier division each changed one of the later consists of.

    Nothing where part of another was added to it: then no sum of whole municipalities is the same.
    """
    rows = MunicipalitySuccession.objects.filter(
        effective_on__gt=first_day(earlier), effective_on__lte=first_day(later)
    ).select_related("successor")
    by_day: dict[date, list[MunicipalitySuccession]] = defaultdict(list)
    for row in rows:
        by_day[row.effective_on].append(row)
    made: dict[int, Members | None] = {}
    for day in sorted(by_day):
        made |= _made_on(day, by_day[day], made)
    return {pk: parts or frozenset() for pk, parts in made.items()}


def _made_on(
    day: date, rows: list[MunicipalitySuccession], before: dict[int, Members | None]
) -> dict[int, Members | None]:
    goes_to: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        goes_to[row.predecessor_id].add(row.successor_id)
    found: dict[int, Members | None] = {}
    for row in rows:
        successor = row.successor
        is_old = successor.valid_from is None or successor.valid_from < day
        start = before.get(successor.pk, frozenset([successor.pk])) if is_old else frozenset()
        so_far = found.get(successor.pk, start)
        more = before.get(row.predecessor_id, frozenset([row.predecessor_id]))
        is_whole = len(goes_to[row.predecessor_id]) == 1
        found[successor.pk] = None if None in (so_far, more) or not is_whole else so_far | more  # type: ignore[operator]
    return found
