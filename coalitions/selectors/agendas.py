"""Agendas ready to show: what is on it, what may still go on it, and what was decided."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from coalitions.choices import AgendaState, ItemOutcome
from coalitions.models import Agenda, AgendaDecision, AgendaItem
from coalitions.registry import Reading
from coalitions.selectors.agenda_sources import (
    NEW_ACTION,
    AgendaSource,
    Offer,
    Subject,
    offers_for,
    said_of,
    source_named,
)
from coalitions.selectors.timeline import seen
from kansrijkestart.core import clock
from kansrijkestart.core.links import Label

# How long a point of one's own that was put off is offered again.
OWN_POINTS_WAIT: Final = timedelta(days=366)


@dataclass(frozen=True)
class Decided:
    """One line of the minutes: what was recorded, who does it and when."""

    said: Label
    title: str
    who: str
    due_on: date | None
    is_action: bool = False


@dataclass(frozen=True)
class Line:
    """One item of an agenda, with its number and where its record stands."""

    number: int
    item: AgendaItem
    source: AgendaSource | None
    url: str
    decided: Sequence[Decided] = ()
    is_closed: bool = False

    @property
    def is_done(self) -> bool:
        return bool(self.item.outcome)

    @property
    def is_dutch(self) -> bool:
        return bool(self.source and self.source.is_dutch and not self.is_closed)

    @property
    def title(self) -> Label:
        """What the item is about; of what this reader may not know of only its kind."""
        return self.source.noun if self.source and self.is_closed else self.item.title

    @property
    def text(self) -> str:
        return "" if self.is_closed else self.item.text


@dataclass(frozen=True)
class Ticking:
    """One thing to tick: what it is, and the day that ``why`` explains."""

    key: str
    title: str
    why: Label
    on: date | None
    is_ticked: bool
    is_dutch: bool
    url: str = ""

    @property
    def is_late(self) -> bool:
        return self.on is not None and self.on < clock.today()


@dataclass(frozen=True)
class Group:
    """What may be ticked, of one source or put off before."""

    key: str
    words: Label
    rows: Sequence[Ticking]


def agendas_of(reading: Reading) -> QuerySet[Agenda]:
    """Return the agendas of a coalition that are being prepared, the first day first."""
    rows = seen(Agenda, reading).prepared().order_by("day", "pk")
    found: QuerySet[Agenda] = rows.annotate(number_of_items=Count("items"))
    return found


def taken_up() -> QuerySet[Agenda]:
    """Return agendas, prepared or cancelled, of the day that the meeting asked about named."""
    rows = Agenda.objects.exclude(state=AgendaState.HELD)
    found: QuerySet[Agenda] = rows.filter(coalition=OuterRef("coalition"), day=OuterRef("next_on"))
    return found


def lines_of(agenda: Agenda, reading: Reading) -> list[Line]:
    """Return the items in their order, with what was decided, as far as the reader may know it.

    Two queries, and one for each kind of record that not everybody may know of.
    """
    decisions = AgendaDecision.objects.select_related("assigned_to")
    rows = agenda.items.prefetch_related(Prefetch("decisions", queryset=decisions))
    items = list(rows.all())
    closed = _closed(items, reading)
    return [_line(number, row, reading, closed) for number, row in enumerate(items, start=1)]


def _closed(items: Sequence[AgendaItem], reading: Reading) -> set[int]:
    """Return the items whose record this reader may not know of."""
    found: set[int] = set()
    for key in {row.source for row in items}:
        source = source_named(key)
        if source is None or source.readable is None:
            continue
        rows = [row for row in items if row.source == key]
        known = source.readable(reading, [row.record for row in rows if row.record])
        found |= {row.pk for row in rows if row.record not in known}
    return found


def _line(number: int, item: AgendaItem, reading: Reading, closed: Collection[int]) -> Line:
    source = source_named(item.source)
    said = [decided(row) for row in item.decisions.all()]
    if item.pk in closed:
        # An action is in the plan, which every reader of the record reads.
        said = [one for one in said if one.is_action]
        return Line(number, item, source, "", said, is_closed=True)
    url = source.url(reading, item.record) if source and item.record else ""
    return Line(number, item, source, url, said)


def decided(row: AgendaDecision) -> Decided:
    """Return a decision in words; a person under the name they have now."""
    who = str(row.assigned_to) if row.assigned_to else row.who
    return Decided(said_of(row.kind), row.title, who, row.due_on, row.kind == NEW_ACTION)


def subject_of(item: AgendaItem, reading: Reading) -> Subject | None:
    """Return what the record of an item says now; None for an own point and what is gone."""
    source = source_named(item.source)
    if source is None or item.record is None:
        return None
    return source.look(reading, item.record)


def put_off(reading: Reading) -> QuerySet[AgendaItem]:
    """Return items of earlier meetings that were put off and stand on no later agenda.

    Nor their records: two agendas may have been prepared side by side.
    """
    again = AgendaItem.objects.filter(continues=OuterRef("pk")).exclude(
        agenda__state=AgendaState.CANCELLED
    )
    later = Q(agenda__day__gt=OuterRef("agenda__day")) | Q(
        agenda__day=OuterRef("agenda__day"), agenda__gt=OuterRef("agenda")
    )
    same = AgendaItem.objects.filter(
        later,
        source=OuterRef("source"),
        record=OuterRef("record"),
        agenda__coalition=reading.coalition,
    ).exclude(agenda__state=AgendaState.CANCELLED)
    held = seen(Agenda, reading).filter(state=AgendaState.HELD)
    return (
        AgendaItem.objects.filter(agenda__in=held, outcome=ItemOutcome.POSTPONED)
        .filter(~Exists(again), ~Exists(same))
        .select_related("agenda")
        .order_by("agenda__day", "position")
    )


def offered_for(agenda: Agenda, reading: Reading) -> tuple[list[AgendaItem], list[Offer]]:
    """Return what was put off, and the records that ask for a talk, as far as not on it yet.

    A record that was settled since asks for nothing more, and an own point of long ago neither:
    else it would stand among what was put off until somebody put it on an agenda.
    """
    on_it = set(agenda.items.values_list("source", "record"))
    asking = {(one.source.key, one.record): one for one in offers_for(reading)}
    earlier = [row for row in put_off(reading) if _is_asked_still(row, asking.keys() - on_it)]
    taken = on_it | {_key(row) for row in earlier}
    return earlier, [one for key, one in asking.items() if key not in taken]


def _is_asked_still(item: AgendaItem, asking: Collection[tuple[str, int | None]]) -> bool:
    if item.source:
        return _key(item) in asking
    return item.agenda.day >= clock.today() - OWN_POINTS_WAIT


def _key(item: AgendaItem) -> tuple[str, int | None]:
    return item.source, item.record


def offer_key(offer: AgendaItem | Offer) -> str:
    """Return by what an offer is ticked."""
    return offer.key if isinstance(offer, Offer) else f"put_off:{offer.pk}"


def due_keys(earlier: Sequence[AgendaItem], offers: Sequence[Offer]) -> list[str]:
    """Return what is ticked on an empty agenda: what was put off, and what is past its day."""
    late = [one for one in offers if one.on is not None and one.on < clock.today()]
    return [offer_key(one) for part in (earlier, late) for one in part]


def groups_of(
    earlier: Sequence[AgendaItem], offers: Sequence[Offer], ticked: Collection[str]
) -> list[Group]:
    """Return the same in the groups of the page, what was put off first."""
    found = []
    if earlier:
        rows = [_earlier(row, ticked) for row in earlier]
        found.append(Group("put_off", _("Put off at an earlier meeting"), rows))
    for key, part in groupby(offers, key=lambda one: one.source.key):
        source = source_named(key)
        rows = [_ticking(one, ticked) for one in part]
        found.append(Group(key, source.words if source else "", rows))
    return found


def _earlier(row: AgendaItem, ticked: Collection[str]) -> Ticking:
    source, key = source_named(row.source), offer_key(row)
    is_dutch = bool(source and source.is_dutch)
    return Ticking(key, row.title, _("meeting of"), row.agenda.day, key in ticked, is_dutch)


def _ticking(one: Offer, ticked: Collection[str]) -> Ticking:
    return Ticking(
        one.key, one.title, one.source.why, one.on, one.key in ticked, one.source.is_dutch, one.url
    )


def actions_in(lines: Sequence[Line]) -> list[Decided]:
    """Return the actions that a meeting gave, in the order of its items."""
    return [row for line in lines for row in line.decided if row.is_action]
