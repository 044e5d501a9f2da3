"""What may be put on an agenda, brought together from every app, and what can be decided there.

An app registers its sources and its landings in ``AppConfig.ready()``, as with
``coalitions.registry``. All sources are asked in one query. A landing is what a decision leaves in
the record: it calls the service of its app, with that service's own refusals.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import DateField, DateTimeField, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate

from coalitions.registry import Reading
from kansrijkestart.core.links import Label

if TYPE_CHECKING:
    from coalitions.models import Agenda, Organisation
    from kansrijkestart.accounts.models import User

# What a new action is called among what was decided; every item may lead to one.
NEW_ACTION = "action_add"
Fact = tuple[Label, Label]


@dataclass(frozen=True)
class Subject:
    """A record as it is now: what it says (label, text), and which landings it allows."""

    lines: Sequence[Fact] = ()
    landings: Sequence[str] = ()
    version: int | None = None
    url: str = ""


@dataclass(frozen=True)
class AgendaSource:
    """Records of one kind that ask for a talk.

    ``words`` name them together, ``noun`` one of them. ``rows`` gives those of one coalition, as
    far as its reader may see them; None when that is nothing at all. ``name`` is the field that
    names one, ``on`` the field with a day or a moment that ``why`` explains ("look again on"), if
    any. ``look`` gives what a record says now, None when it is gone. ``is_dutch`` says that names
    are reference data, Dutch in every language.
    """

    key: str
    words: Label
    noun: Label
    rows: Callable[[Reading], QuerySet[Any] | None]
    name: str
    url: Callable[[Reading, int], str]
    look: Callable[[Reading, int], Subject | None]
    on: str = ""
    why: Label = ""
    position: int = 50
    is_dutch: bool = False


@dataclass(frozen=True)
class Deciding:
    """What a landing gets: the record with the version that was seen, and what was decided."""

    agenda: "Agenda"
    record: int
    version: int | None
    user: "User"
    text: str
    day: date | None = None


@dataclass(frozen=True)
class Landed:
    """What the minutes say beside the words of the landing."""

    title: str = ""
    due_on: date | None = None
    organisation: "Organisation | None" = None
    assigned_to: "User | None" = None


@dataclass(frozen=True)
class Landing:
    """One thing to decide: ``words`` on the form, ``said`` in the minutes."""

    key: str
    source: str
    words: Label
    said: Label
    land: Callable[[Deciding], Landed]
    needs_day: bool = False
    needs_text: bool = False


@dataclass(frozen=True)
class Offer:
    """One record that may go on an agenda."""

    source: AgendaSource
    record: int
    title: str
    on: date | None
    url: str

    @property
    def key(self) -> str:
        return f"{self.source.key}:{self.record}"


_sources: dict[str, AgendaSource] = {}
_landings: dict[str, Landing] = {}


def register_agenda(source: AgendaSource) -> None:
    """Bring the records of a source before who prepares a meeting."""
    _sources[source.key] = source


def register_landing(landing: Landing) -> None:
    """Let a meeting decide this about the records of a source."""
    _landings[landing.key] = landing


def source_named(key: str) -> AgendaSource | None:
    return _sources.get(key)


def landing_named(key: str) -> Landing | None:
    return _landings.get(key)


def said_of(kind: str) -> Label:
    """Return what the minutes call a decision; nothing for one whose app is gone."""
    found = _landings.get(kind)
    return found.said if found else ""


def offers_for(reading: Reading) -> list[Offer]:
    """Return what may go on an agenda, by source, the first day first. One query.

    One more finds the national role of the reader, if nobody asked yet.
    """
    sources = sorted(_sources.values(), key=lambda one: (one.position, one.key))
    found = (_part(one, place, reading) for place, one in enumerate(sources))
    parts = [part for part in found if part is not None]
    if not parts:
        return []
    asked = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    ordered = asked.order_by("agenda_of", F("agenda_on").asc(nulls_last=True), "agenda_pk")
    return [_offer(sources[row["agenda_of"]], row, reading) for row in ordered]


def _offer(source: AgendaSource, row: dict[str, Any], reading: Reading) -> Offer:
    key = row["agenda_pk"]
    return Offer(source, key, row["agenda_name"], row["agenda_on"], source.url(reading, key))


def _part(source: AgendaSource, place: int, reading: Reading) -> Any:
    rows = source.rows(reading)
    if rows is None:
        return None
    found = rows.annotate(
        agenda_of=Value(place),
        agenda_on=Cast(_day(rows, source.on), DateField()),
        agenda_name=Cast(F(source.name), TextField()),
        agenda_pk=F("pk"),
    )
    return found.order_by().values("agenda_of", "agenda_on", "agenda_name", "agenda_pk")


def _day(rows: QuerySet[Any], on: str) -> Any:
    if not on:
        return Value(None, output_field=DateField())
    field = rows.query.resolve_ref(on).output_field
    return TruncDate(on) if isinstance(field, DateTimeField) else F(on)
