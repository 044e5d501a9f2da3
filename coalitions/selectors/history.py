"""The readable history: who changed what, when, from what to what. Asks per page, not per row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from coalitions import registry
from coalitions.models import Coalition
from coalitions.registry import HistorySource, Reading
from kansrijkestart.accounts.models import User

PAGE_SIZE: Final = 30
# Kept by the machine, no news for a reader.
BOOKKEEPING: Final = frozenset({"id", "version", "created_at", "updated_at", "is_demo", "slug"})


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    """One line of the log. ``kind`` is added, changed or removed; ``personal`` hides the values.

    ``said`` is what a new row says; ``others`` names what was added or removed in the same go.
    """

    at: datetime
    who: str
    kind: str
    noun: str
    name: str
    changes: list[Change] = field(default_factory=list)
    personal: bool = False
    about: str = ""
    said: str = ""
    others: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Feed:
    """A source with the condition on its event rows."""

    source: HistorySource
    within: Q

    @cached_property
    def events(self) -> Any:
        return self.source.model.events.field.model

    def rows(self) -> QuerySet[Any]:
        found: QuerySet[Any] = self.events.objects.filter(self.within)
        return found


def feeds_for(reading: Reading) -> list[Feed]:
    """Return every registered source as far as this reader may see it."""
    found = ((source, source.within(reading)) for source in registry.history_sources())
    return [Feed(source, within) for source, within in found if within is not None]


@dataclass(frozen=True)
class Span:
    """Which events are told: ``during`` a time, the newest first or the oldest."""

    during: Q = field(default_factory=Q)
    is_oldest_first: bool = False


def page_of_entries(
    feeds: Sequence[Feed], number: Any, size: int = PAGE_SIZE, span: Span | None = None
) -> tuple[Page[Any], list[Entry]]:
    """Return one page and its entries, the newest first, over all feeds together."""
    keys = _keys(feeds, span)
    page = Paginator(keys, size).get_page(number)
    return page, _grouped(_told(feeds, list(page.object_list)))


def all_entries(feeds: Sequence[Feed], span: Span | None = None) -> list[Entry]:
    """Return every entry, for a file: each by itself."""
    return list(_told(feeds, list(_keys(feeds, span))))


def entries_for(feeds: Sequence[Feed], limit: int = PAGE_SIZE) -> list[Entry]:
    """Return the newest entries, for a history tab on one record.

    For an agreement: ``entries_for([Feed(source, Q(pgh_obj=agreement.pk)), …])``.
    """
    return _grouped(_told(feeds, list(_keys(feeds)[:limit])))


def _keys(feeds: Sequence[Feed], span: Span | None = None) -> QuerySet[Any]:
    """Return (moment, feed, event key) of all events, as one query."""
    asked = span or Span()
    parts = [
        # What an event is compared with may lie before the time that is asked for.
        feed.rows()
        .filter(asked.during)
        .annotate(feed=Value(place))
        .order_by()
        .values_list("pgh_created_at", "feed", "pgh_id")
        for place, feed in enumerate(feeds)
    ]
    if not parts:
        return Coalition.objects.none()
    found = parts[0].union(*parts[1:], all=True)
    if asked.is_oldest_first:
        return found.order_by("pgh_created_at", "feed", "pgh_id")
    return found.order_by("-pgh_created_at", "-feed", "-pgh_id")


def _told(feeds: Sequence[Feed], keys: list[tuple[datetime, int, int]]) -> Iterable[Entry]:
    found: dict[tuple[int, int], tuple[Any, Any]] = {}
    for place, feed in enumerate(feeds):
        wanted = [pk for _moment, of, pk in keys if of == place]
        if wanted:
            found |= {(place, pk): pair for pk, pair in _with_previous(feed, wanted).items()}
    pairs = found.values()
    told = (row for pair in pairs for row in pair if row is not None)
    words = Words(told, signed=(event for event, _previous in pairs))
    return (_entry(feeds[place].source, *found[place, pk], words) for _moment, place, pk in keys)


def _grouped(entries: Iterable[Entry]) -> list[Entry]:
    """Put lines that differ in their name only into one: one person, one moment, one deed."""
    found = []
    for _same, group in groupby(entries, _deed):
        lines = list(group)
        if lines[0].kind == "changed":
            found += lines
        else:
            found.append(replace(lines[0], others=[line.name for line in lines[1:]]))
    return found


def _deed(entry: Entry) -> tuple[Any, ...]:
    return entry.at, entry.who, entry.kind, entry.noun, entry.about, entry.said


def _with_previous(feed: Feed, wanted: list[int]) -> dict[int, tuple[Any, Any]]:
    """Return each event with the one before it of the same record, as far as the feed tells it."""
    before = (
        feed.rows()
        .filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
        .order_by("-pgh_id")
        .values("pgh_id")[:1]
    )
    rows = (
        feed.events.objects.filter(pgh_id__in=wanted)
        .select_related("pgh_context")
        .annotate(previous_id=Subquery(before))
    )
    events = {event.pgh_id: event for event in rows}
    earlier = feed.events.objects.in_bulk(
        [event.previous_id for event in events.values() if event.previous_id],
        field_name="pgh_id",
    )
    return {pk: (event, earlier.get(event.previous_id)) for pk, event in events.items()}


def _entry(source: HistorySource, event: Any, previous: Any, words: "Words") -> Entry:
    kind = {"insert": "added", "delete": "removed"}.get(event.pgh_label, "changed")
    if kind == "changed" and previous is None:
        kind = "added"  # what went before is not for this reader: a concept that is now shared
    changes = words.changes(source, event, previous) if kind == "changed" else []
    return Entry(
        at=event.pgh_created_at,
        who=words.who(event),
        kind=kind,
        noun=str(source.noun),
        name=words.name(source, event),
        changes=changes,
        personal=source.has_personal and not changes,
        about=words.shown(event, source.about_field) if source.about_field else "",
        said=words.said(source, event) if kind == "added" else "",
    )


EMPTY: Final[tuple[Any, ...]] = (None, "", [])


class Words:
    """Turns stored values into words; looks up people and linked records once per page."""

    def __init__(self, rows: Iterable[Any], signed: Iterable[Any] = ()) -> None:
        """``rows`` are events to put into words; ``signed`` those whose author is told."""
        users = {_user_id(event) for event in signed} - {None}
        self._users = User.objects.in_bulk(users) if users else {}
        self._linked = _linked_records(rows)

    def who(self, event: Any) -> str:
        return _who(self._users.get(_user_id(event)))

    def changes(self, source: HistorySource, event: Any, previous: Any) -> list[Change]:
        if previous is None:
            return []
        return [
            Change(
                str(f.verbose_name), *(self._told(source, one, f.name) for one in (previous, event))
            )
            for f in told_fields(source, event)
            if getattr(previous, f.attname) != getattr(event, f.attname)
        ]

    def name(self, source: HistorySource, event: Any) -> str:
        """Return what names a row: its first field for that with something in it."""
        names = [one for one in (source.name_field, *source.name_else) if one]
        filled = (one for one in names if self._value(event, one) not in EMPTY)
        return self._told(source, event, next(filled, names[0])) if names else ""

    def said(self, source: HistorySource, event: Any) -> str:
        """Return what a new row says, if anything."""
        is_told = source.said_field and getattr(event, source.said_field)
        return self.shown(event, source.said_field) if is_told else ""

    def _told(self, source: HistorySource, event: Any, name: str) -> str:
        """Return the stored value in words, and where the name is empty what that means here."""
        is_nothing = name == source.name_field and self._value(event, name) in EMPTY
        return str(source.empty) if source.empty and is_nothing else self.shown(event, name)

    def shown(self, event: Any, name: str) -> str:
        """Return the stored value in words; unknown is said."""
        field = event._meta.get_field(name)
        value = self._value(event, name)
        if value in EMPTY:
            return _("not filled in")
        if field.is_relation:
            return self._linked.get((field.related_model, value), "")
        return _in_words(field, value)

    @staticmethod
    def _value(event: Any, name: str) -> Any:
        return getattr(event, event._meta.get_field(name).attname)


def _who(user: User | None) -> str:
    return str(user) if user else _("the site itself")


def _in_words(field: Any, value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_in_words(field.base_field, item) for item in value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return _("yes") if value else _("no")
    if kind == "DateField":
        return date_format(value, "j F Y")
    if kind == "DateTimeField":
        return date_format(localtime(value), "j F Y H:i")
    return str(value)


def told_fields(source: HistorySource, event: Any) -> list[Any]:
    """Return the tracked fields a reader is told about."""
    silent = BOOKKEEPING | source.hidden
    return [
        f
        for f in event._meta.concrete_fields
        if not f.name.startswith("pgh_") and f.name not in silent
    ]


def _user_id(event: Any) -> int | None:
    context = event.pgh_context
    metadata = context.metadata if context else {}
    user = metadata.get("user")
    return int(user) if user else None


def _linked_records(rows: Iterable[Any]) -> dict[tuple[Any, Any], str]:
    """Name the records that foreign keys point to, one query per model."""
    wanted: dict[Any, set[Any]] = {}
    for row in rows:
        for f in row._meta.concrete_fields:
            value = getattr(row, f.attname)
            if f.is_relation and not f.name.startswith("pgh_") and value is not None:
                wanted.setdefault(f.related_model, set()).add(value)
    found: dict[tuple[Any, Any], str] = {}
    for model, keys in wanted.items():
        label = registry.label_of(model)
        records = model._default_manager.select_related(*label.related).in_bulk(keys)
        found |= {(model, key): label.words(record) for key, record in records.items()}
    return found
