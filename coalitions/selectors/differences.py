"""What is different in a record between two moments: the difference of two snapshots.

The log tells every step; this tells only what remained. What was changed and changed back, or added
and removed in between, is no difference. Both snapshots come from the event tables, so nothing had
to be stored for them and no moment of the past is out of reach.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, Q, QuerySet

from coalitions.models import Coalition
from coalitions.selectors.history import Change, Feed, Words, told_fields

_ORDER: Final = ("changed", "added", "removed")


@dataclass(frozen=True)
class Difference:
    """One record that is new, gone or different; ``personal`` hides the values that differ."""

    kind: str
    noun: str
    name: str
    about: str = ""
    said: str = ""
    personal: bool = False
    changes: Sequence[Change] = ()


@dataclass(frozen=True)
class Pair:
    """The events that hold at both moments; ``None`` where the record is not there."""

    feed: Feed
    before: Any
    after: Any

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def fields(self) -> list[Any]:
        """Return the fields a reader is told about that differ."""
        if self.kind != "changed":
            return []
        return [
            field
            for field in told_fields(self.feed.source, self.after)
            if getattr(self.before, field.attname) != getattr(self.after, field.attname)
        ]

    @property
    def is_personal(self) -> bool:
        """Personal values are in no event: that the row was saved is all there is to tell."""
        return self.kind == "changed" and self.feed.source.has_personal and not self.fields

    @property
    def is_news(self) -> bool:
        return self.kind != "changed" or bool(self.fields) or self.is_personal


def pairs_between(feeds: Sequence[Feed], since: datetime, until: datetime) -> list[Pair]:
    """Return every record that differs between just before ``since`` and ``until``.

    Changed ones first, each kind in the order of the log's sources. One question which kinds of
    record have events in between, then one per kind that has.
    """
    window = Q(pgh_created_at__gte=since, pgh_created_at__lt=until)
    found = []
    for feed in _with_events(feeds, window):
        touched = feed.rows().filter(window).values("pgh_obj_id")
        rows = feed.rows().filter(pgh_obj_id__in=touched)
        before = _last_of_each(rows.filter(pgh_created_at__lt=since))
        after = _last_of_each(rows.filter(pgh_created_at__lt=until))
        events = feed.events.objects.filter(Q(pgh_id__in=before) | Q(pgh_id__in=after))
        found += [pair for pair in _pairs(feed, events, since) if pair.is_news]
    return sorted(found, key=lambda pair: _ORDER.index(pair.kind))


def _with_events(feeds: Sequence[Feed], window: Q) -> list[Feed]:
    """Return the feeds that have an event in the window, by one query."""
    if not feeds:
        return []
    asked = {
        f"has_{place}": ExpressionWrapper(
            Exists(feed.rows().filter(window)), output_field=BooleanField()
        )
        for place, feed in enumerate(feeds)
    }
    row = Coalition.objects.annotate(**asked).values(*asked).first() or {}
    return [feed for place, feed in enumerate(feeds) if row.get(f"has_{place}")]


def _last_of_each(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id").values("pgh_id")


def _pairs(feed: Feed, events: QuerySet[Any], since: datetime) -> Iterator[Pair]:
    by_record: dict[Any, list[Any]] = {}
    for event in events.order_by("pgh_obj_id", "pgh_id"):
        by_record.setdefault(event.pgh_obj_id, []).append(event)
    for held in by_record.values():
        first, last = held[0], held[-1]
        before = first if first.pgh_created_at < since and not _is_gone(first) else None
        after = None if _is_gone(last) else last
        if before is not None or after is not None:
            yield Pair(feed, before, after)


def _is_gone(event: Any) -> bool:
    return bool(event.pgh_label == "delete")


def in_words(pairs: Sequence[Pair]) -> list[Difference]:
    """Return what differs in words; looks up what the records are called, once per kind."""
    words = Words(event for pair in pairs for event in (pair.before, pair.after) if event)
    return [_in_words(pair, words) for pair in pairs]


def _in_words(pair: Pair, words: Words) -> Difference:
    source, event = pair.feed.source, pair.after or pair.before
    return Difference(
        kind=pair.kind,
        noun=str(source.noun),
        name=words.name(source, event),
        about=words.shown(event, source.about_field) if source.about_field else "",
        said=words.said(source, event) if pair.kind == "added" else "",
        personal=pair.is_personal,
        changes=words.changes(source, pair.after, pair.before) if pair.fields else [],
    )
