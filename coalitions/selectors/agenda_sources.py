"""What may be put on an agenda, brought together from every app, and what can be decided there.

An app registers its sources and its landings in ``AppConfig.ready()``, as with
``coalitions.registry``. All sources are asked in one query. A landing is what a decision leaves in
the record: it calls the service of its app, with that service's own refusals.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, QuerySet

from coalitions.registry import Reading
from coalitions.selectors.one_query import Row, ask_together, row_part
from kansrijkestart.core.links import Label

if TYPE_CHECKING:
    from coalitions.models import Agenda, Organisation
    from kansrijkestart.accounts.models import User

# What a new action is called among what was decided; every item may lead to one.
NEW_ACTION = "action_add"
# What ends is looked at in the meeting before its day, not in the one after.
AHEAD: Final = timedelta(days=92)
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
    are reference data, Dutch in every language. ``readable`` tells which of these records the
    reader may know of, where not every reader of the agenda does (one query); items about the
    others say nothing but ``noun``.
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
    readable: Callable[[Reading, Collection[int]], set[int]] | None = None


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
    """One thing to decide: ``words`` on the form, ``said`` in the minutes.

    With ``is_private`` what was written goes to its record only, and the minutes do not have it.
    """

    key: str
    source: str
    words: Label
    said: Label
    land: Callable[[Deciding], Landed]
    needs_day: bool = False
    needs_text: bool = False
    is_private: bool = False


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


def register_agenda(*sources: AgendaSource) -> None:
    """Bring the records of these sources before who prepares a meeting."""
    _sources.update({one.key: one for one in sources})


def register_landing(*landings: Landing) -> None:
    """Let a meeting decide this about the records of a source."""
    _landings.update({one.key: one for one in landings})


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
    parts = (
        row_part(rows, place, name=one.name, on=one.on)
        for place, one in enumerate(sources)
        if (rows := one.rows(reading)) is not None
    )
    ordered = ask_together(parts, "row_place", F("row_on").asc(nulls_last=True), "row_key")
    return [_offer(sources[row.place], row, reading) for row in ordered]


def _offer(source: AgendaSource, row: Row, reading: Reading) -> Offer:
    return Offer(source, row.key, row.name, row.on, source.url(reading, row.key))
