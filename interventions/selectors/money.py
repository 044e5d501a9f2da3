"""The money of a coalition or a region: what ends when, each euro once. See docs/adr/0019."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from coalitions.choices import ConsentKind
from coalitions.models import Coalition, CoalitionMunicipality, Municipality, Region
from coalitions.models.plan import regional_around
from coalitions.querysets import open_on
from interventions.choices import FundingSource, SpukPurpose
from interventions.matrix import local_coverage
from interventions.models import Funding, NationalAmount
from interventions.selectors.money_years import YearMoney, in_year, years_of
from kansrijkestart.core import clock
from kansrijkestart.core.templatetags.ks import number

NO_BREAK: Final = "\N{NO-BREAK SPACE}"
MONTHS_OF_A_QUARTER: Final = 3


def euros(amount: int) -> str:
    """Write whole euros as the reader's language does: € 12.500."""
    return f"€{NO_BREAK}{number(amount)}"


@dataclass(frozen=True)
class Line:
    """One stream of money as it is shown. ``pot`` says in words into which pot it goes."""

    row: Funding
    pot: str = ""

    @property
    def is_pooled(self) -> bool:
        return self.row.is_pot or self.row.pot_id is not None

    @property
    def is_known(self) -> bool:
        return self.row.amount is not None or bool(self.row.amount_class)

    @property
    def amount(self) -> str:
        """The amount, or its order, or that it is not known."""
        row = self.row
        if not self.is_known:
            return _("Not known")
        words = euros(row.amount) if row.amount is not None else str(row.get_amount_class_display())
        return capfirst(_("%(amount)s a year") % {"amount": words} if row.is_structural else words)

    @property
    def source(self) -> str:
        return self.row.source_other or capfirst(str(self.row.get_source_display()))

    @property
    def quarter(self) -> str:
        """The quarter in which it ends; empty when that is not known."""
        end = self.row.ends_on
        return quarter_of(end) if end else ""

    @property
    def kept(self) -> str:
        """Own money, or that of a pot."""
        if self.row.is_pot:
            return _("Pot of the region")
        return _("In the pot “%(pot)s”") % {"pot": self.pot} if self.pot else _("Own money")


def quarter_of(on: date) -> str:
    """Write a quarter: Q4 2026."""
    quarter = (on.month - 1) // MONTHS_OF_A_QUARTER + 1
    return _("quarter %(quarter)s of %(year)s") % {"quarter": quarter, "year": on.year}


@dataclass(frozen=True)
class PurposeMoney:
    """What is known of one purpose of SPUK GALA in a year; ``unknown`` streams have no amount."""

    label: str
    amount: int | None
    unknown: int

    @property
    def words(self) -> str:
        if self.amount is not None:
            return euros(self.amount)
        return _("Not known") if self.unknown else _("Not recorded yet")


@dataclass(frozen=True)
class Money:
    """Streams of money, each counted once; ``shares`` go into a pot that is counted itself."""

    lines: list[Line]
    today: date
    shares: list[Line] = field(default_factory=list)

    @cached_property
    def ending(self) -> list[Line]:
        """What has an end date from today on, the first to end on top."""
        found = [(one.row.ends_on, one) for one in self.lines if one.row.ends_on]
        return [one for end, one in sorted(found, key=_by_end) if end >= self.today]

    @cached_property
    def over(self) -> list[Line]:
        """What has ended, the last on top."""
        found = [(one.row.ends_on, one) for one in self.lines if one.row.ends_on]
        return [one for end, one in sorted(found, key=_by_end, reverse=True) if end < self.today]

    @cached_property
    def structural(self) -> list[Line]:
        return [one for one in self.lines if one.row.is_structural]

    @cached_property
    def without_end(self) -> list[Line]:
        """The streams of which nobody knows when they end."""
        return [one for one in self.lines if not one.row.is_structural and not one.row.ends_on]

    @cached_property
    def running(self) -> list[Line]:
        return [*self.ending, *self.structural, *self.without_end]

    @cached_property
    def years(self) -> list[YearMoney]:
        return years_of([(one.row, one.is_pooled) for one in self.lines], self.today.year)

    @property
    def unknown_amounts(self) -> int:
        """How many streams that have not ended miss an amount; its order is no amount."""
        return sum(one.row.amount is None for one in self.running)

    @property
    def unplaced(self) -> int:
        """How many running streams have an amount, but no period to spread it over."""
        year = self.today.year
        return sum(
            one.row.amount is not None and in_year(one.row, year) is None for one in self.running
        )

    @cached_property
    def purposes(self) -> list[PurposeMoney]:
        """The three purposes of SPUK GALA this year; empty when no stream names one."""
        rows = [one.row for one in self.lines if one.row.source == FundingSource.SPUK_GALA]
        rows = [row for row in rows if _touches(row, self.today.year)]
        if not any(row.purpose for row in rows):
            return []
        labels = [(str(value), str(label)) for value, label in SpukPurpose.choices]
        found = [*labels, ("", _("Purpose not recorded"))]
        return [
            self._purpose(label, [row for row in rows if row.purpose == value])
            for value, label in found
            if value or any(not row.purpose for row in rows)
        ]

    def _purpose(self, label: str, rows: list[Funding]) -> PurposeMoney:
        parts = [in_year(row, self.today.year) for row in rows]
        known = [part for part in parts if part is not None]
        return PurposeMoney(label, sum(known) if known else None, len(parts) - len(known))


def _touches(row: Funding, year: int) -> bool:
    begun = row.starts_on is None or row.starts_on.year <= year
    return begun and (row.ends_on is None or row.ends_on.year >= year)


def _by_end(pair: tuple[date, Line]) -> tuple[date, int]:
    return pair[0], pair[1].row.pk


def _rows(coalitions: Collection[int]) -> list[Funding]:
    rows = Funding.objects.filter(coalition__in=coalitions)
    related = ("coalition", "choice__intervention", "pot__coalition")
    return list(rows.select_related(*related).order_by("coalition__name_fold", "pk"))


def coalition_money(coalition: Coalition) -> Money:
    """Return the money in the record of one coalition, in one query."""
    rows = _rows([coalition.pk])
    return Money([Line(row, row.pot.title if row.pot else "") for row in rows], clock.today())


@dataclass(frozen=True)
class RegionMoney:
    """The money of a region, and the municipalities of which it is not known."""

    region: Region
    money: Money
    not_shared: list[str]
    held_back: list[str]
    not_reported: list[str]
    is_demo: bool


def region_money(region: Region) -> RegionMoney:
    """Return what a lead may read of a region's money, in a fixed number of queries.

    That of its own regional coalitions, and of each local coalition of which every municipality
    shares its interventions with the region: money is of the whole coalition.
    """
    today = clock.today()
    places = list(Municipality.objects.in_region(region, today).order_by("name_fold", "code"))
    local = local_coverage(places, today)
    own = set(Coalition.objects.regional().running().filter(region=region))
    readable, sharing = _readable({one for found in local.values() for one in found}, today)
    rows = _rows({one.pk for one in own | readable})
    reported = {row.coalition_id for row in rows}
    closed = [place for place in places if place.pk not in sharing]
    opened = [place for place in places if place.pk in sharing]
    waiting = [place for place in opened if local.get(place.pk)]
    held_back = [place for place in waiting if not readable.intersection(local[place.pk])]
    silent = [place for place in opened if place not in held_back]
    return RegionMoney(
        region=region,
        money=_once(rows, {one.pk for one in own}, today),
        not_shared=[place.name for place in closed],
        held_back=[place.name for place in held_back],
        not_reported=[
            place.name
            for place in silent
            if not reported.intersection(one.pk for one in local.get(place.pk, []))
        ],
        is_demo=region.is_demo or any(row.is_demo or row.coalition.is_demo for row in rows),
    )


def _readable(coalitions: Iterable[Coalition], on: date) -> tuple[set[Coalition], set[int]]:
    """Return the coalitions whose every municipality shares, and the municipalities that do."""
    shared = Municipality.objects.sharing(ConsentKind.INTERVENTIONS_REGION)
    sharing = set(shared.values_list("pk", flat=True))
    found = {one.pk: one for one in coalitions}
    rows = CoalitionMunicipality.objects.filter(open_on(on), coalition__in=found)
    closed = set(rows.exclude(municipality__in=sharing).values_list("coalition", flat=True))
    return {one for pk, one in found.items() if pk not in closed}, sharing


def _once(rows: list[Funding], own: set[int], today: date) -> Money:
    """Count the pots and what goes into none; a share of a pot is shown beside it.

    The pot of a coalition that ended is counted nowhere, so then its shares are.
    """
    counted: list[Line] = []
    shares: list[Line] = []
    for row in rows:
        line = Line(row, _pot_words(row, own) if row.pot_id else "")
        (shares if row.pot and row.pot.coalition.ended_on is None else counted).append(line)
    return Money(counted, today, shares)


def _pot_words(row: Funding, own: set[int]) -> str:
    """The name of a pot of this region; one of elsewhere is not this region's to name."""
    if row.pot and row.pot.coalition.ended_on is not None:
        return _("a pot of a coalition that has ended")
    if row.pot and row.pot.coalition_id in own:
        return str(row.pot.title)
    return _("a pot of another region")


def pots_for(coalition: Coalition) -> list[Funding]:
    """Return the pots of the regional coalitions around a local one."""
    if not coalition.is_local:
        return []
    around = regional_around(Coalition.objects.filter(pk=coalition.pk))
    rows = Funding.objects.filter(is_pot=True, coalition__in=around).select_related("coalition")
    return list(rows.order_by("coalition__name_fold", "pk"))


def national_amounts() -> list[NationalAmount]:
    """Return what the country has, as the sources say."""
    return list(NationalAmount.objects.order_by("source", "year"))
