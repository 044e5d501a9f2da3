"""What the record of a coalition already says, filled in by every app.

The overview, the start page, the checklist and the one-page report show what is recorded without
knowing which app keeps it. An app registers plain functions ("sources") in ``AppConfig.ready()``::

    from coalitions import registry

    def agreement_step(reading: registry.Reading) -> registry.StepFact | None: ...

    registry.register_step("afspraken", agreement_step)

Every source gets a ``Reading``: one reader opening one coalition. Query only what that reader may
see (``visible_to(reading.user)``); share what you read with a ``LookUp``. A source that has nothing
to say returns ``None`` or an empty list. Unknown is said with ``Fact(..., is_known=False)``, never
left out as if it were *no*. No source may judge: no score, no "not met".

Keys: steps those of ChainStep (``coalitie``, ``informatie``, ``afspraken``, ``vroegsignalering``,
``interventies``, ``monitoring``, ``borging``); principles those of the checklists (``trekker``,
``samenstelling``, ``afspraken``, ``cijfers``, ``interventies``, regional ``scharnierpunt``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db.models import Q

from coalitions.choices import Stage
from kansrijkestart.core.links import Label
from kansrijkestart.core.sentences import Sentence

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from coalitions.models import Coalition
    from kansrijkestart.accounts.models import User

T = TypeVar("T")
MAY_CHANGE: Final = "coalitions.may_change"


class StepState(StrEnum):
    """How far a step is recorded; the values are the signs of the family ``record``."""

    NOT_RECORDED = "not_recorded"
    STARTED = "started"
    RECORDED = "recorded"


_ORDER: Final = list(StepState)


@dataclass(frozen=True)
class StepFact:
    """What one app records of one of the seven steps: how far, and a few words ("14 partners")."""

    state: StepState
    text: Label = ""


@dataclass(frozen=True)
class Fact:
    """One line under "what is recorded" with a principle: one whole sentence and where it stands.

    ``is_known`` is false for "… not recorded yet". ``position`` orders the lines: 10, 20, 30 for
    the first three facts that ``screens.md`` section 4 names.
    """

    text: Label
    url: str = ""
    is_known: bool = True
    position: int = 50


@dataclass(frozen=True)
class NextStep:
    """A suggestion, with its reason. The lowest ``priority`` is shown; nothing is ever forced.

    Taken: 10 no partners, 20 no agreement, 21 approval, 22 questionnaire, 25 the region, 27 new
    regional agreement, 28 withdrawn figures, 30 checklist not begun, 40 go on with it, 45 no plan,
    50 domain without partner, 52 embedding, 53 money, 54 pathways, 60 parents, 70 lead, 80 figures.
    ``action`` is the verb on the button.
    """

    priority: int
    title: Label
    reason: Label | Sentence
    url: str
    action: Label


@dataclass(frozen=True)
class Block:
    """A part of the overview: a partial template (``{# Needs: … #}``) with its own context.

    ``lines`` are the same content as plain sentences for the one-page report.
    """

    key: str
    title: Label
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    lines: Sequence[Label] = ()
    position: int = 50


@dataclass(frozen=True)
class KnownFact:
    """Something already known about the municipality, for the first visit: check or adapt it.

    With a ``topic`` the coordinator is asked whether it is right; ``value`` is then what the source
    says, apart from the language: when it changes, the question comes back, unless the coalition
    keeps the record itself (``is_own``). ``details`` are more lines, each with its part in Dutch;
    ``has_dutch_source`` says so of the source. ``url`` and ``action`` lead to where it is changed.
    """

    label: Label
    text: Label | Sentence
    source: Label = ""
    url: str = ""
    action: Label = ""
    position: int = 50
    topic: str = ""
    value: str = ""
    is_own: bool = False
    details: Sequence[tuple[str, str]] = ()
    has_dutch_source: bool = False

    @property
    def fingerprint(self) -> str:
        return sha256(self.value.encode()).hexdigest()

    @property
    def words(self) -> str:
        """The fact as it was read, in one piece."""
        return " ".join([str(self.text), *(text for text, _dutch in self.details)])


class Reading:
    """One reader opening one coalition; remembers what sources looked up."""

    def __init__(self, coalition: "Coalition", user: "User | AnonymousUser | None" = None) -> None:
        self.coalition = coalition
        self.user = user
        self._found: dict[str, Any] = {}

    def remember(self, key: str, look_up: Callable[[], T]) -> T:
        """Return ``look_up()``, asked once per reading."""
        if key not in self._found:
            self._found[key] = look_up()
        found: T = self._found[key]
        return found

    @property
    def may_change(self) -> bool:
        """The reader keeps this record; asks the database once."""
        may, user = "coalitions.change_coalition", self.user
        return self.remember(MAY_CHANGE, lambda: bool(user and user.has_perm(may, self.coalition)))


@dataclass(frozen=True)
class HistorySource:
    """Rows whose changes stand in a coalition's log.

    ``model`` is tracked. ``within`` gives the condition on its *event* rows for this reading
    (``Q(coalition=reading.coalition)``), or ``None`` when the reader may not see them. ``noun``
    says what changed ("Partner"); ``name_field`` the field that names it (a foreign key by its
    text), ``name_else`` what names it when that is empty, ``empty`` what is said then,
    ``about_field`` the record it belongs to, ``said_field`` what it says when it is added.
    ``hidden`` fields are never named. ``has_personal`` marks rows whose stored values leave
    personal fields out: a change without visible difference reads "contact details changed".
    """

    key: str
    model: Any
    noun: Label
    within: Callable[[Reading], Q | None]
    name_field: str = ""
    hidden: frozenset[str] = frozenset()
    has_personal: bool = False
    about_field: str = ""
    said_field: str = ""
    name_else: tuple[str, ...] = ()
    empty: Label = ""


@dataclass(frozen=True)
class RecordLabel:
    """How a linked record is named in the log, and which relations that needs."""

    words: Callable[[Any], str] = str
    related: tuple[str, ...] = ()


StepSource = Callable[[Reading], StepFact | None]
FactSource = Callable[[Reading], Iterable[Fact]]
NextStepSource = Callable[[Reading], Iterable[NextStep]]
BlockSource = Callable[[Reading], Block | None]
KnownSource = Callable[[Reading], Iterable[KnownFact]]

_steps: defaultdict[str, list[StepSource]] = defaultdict(list)
_facts: defaultdict[str, list[FactSource]] = defaultdict(list)
_next_steps: list[NextStepSource] = []
_blocks: list[BlockSource] = []
_known: list[KnownSource] = []
_history: dict[str, HistorySource] = {}
_labels: "dict[Any, RecordLabel]" = {}


def _add(sources: list[T], source: T) -> None:
    if source not in sources:
        sources.append(source)


def register_step(key: str, source: StepSource) -> None:
    """Let ``source`` speak about a step; several sources of one step are put together."""
    _add(_steps[key], source)


def register_facts(principle_key: str, source: FactSource) -> None:
    """Let ``source`` give lines under "what is recorded" of a principle."""
    _add(_facts[principle_key], source)


def register_next_step(source: NextStepSource) -> None:
    """Let ``source`` suggest next steps."""
    _add(_next_steps, source)


def register_block(source: BlockSource) -> None:
    """Let ``source`` give a part of the overview."""
    _add(_blocks, source)


def register_known(source: KnownSource) -> None:
    """Let ``source`` give lines of "this we know already"."""
    _add(_known, source)


def register_history(source: HistorySource) -> None:
    """Bring the changes of a model into the log."""
    _history[source.key] = source


def step_for(reading: Reading, key: str) -> StepFact:
    """Return how far a step is recorded: the furthest of its sources, their words side by side."""
    found = [fact for source in _steps[key] if (fact := source(reading))]
    if not found:
        return StepFact(StepState.NOT_RECORDED)
    furthest = max((fact.state for fact in found), key=_ORDER.index)
    return StepFact(furthest, ", ".join(str(fact.text) for fact in found if fact.text))


def facts_for(
    coalition: "Coalition | Reading",
    principle_key: str,
    user: "User | AnonymousUser | None" = None,
) -> list[Fact]:
    """Return what is recorded with a principle, in the order of the screen.

    Give a ``Reading`` instead of a coalition when you show several principles on one page.
    """
    reading = coalition if isinstance(coalition, Reading) else Reading(coalition, user)
    found = [fact for source in _facts[principle_key] for fact in source(reading)]
    return sorted(found, key=lambda fact: fact.position)


def next_steps_for(reading: Reading) -> list[NextStep]:
    """Return the suggestions, the first one first; none for a record that can only be read."""
    sources = [] if reading.coalition.stage == Stage.ENDED else _next_steps
    return sorted((s for source in sources for s in source(reading)), key=lambda s: s.priority)


def blocks_for(reading: Reading) -> list[Block]:
    """Return the parts that other apps bring to the overview."""
    found = [block for source in _blocks if (block := source(reading))]
    return sorted(found, key=lambda block: block.position)


def known_for(reading: Reading) -> list[KnownFact]:
    """Return what is already known about the coalition's municipalities."""
    return sorted((f for source in _known for f in source(reading)), key=lambda f: f.position)


def history_sources() -> list[HistorySource]:
    """Return every registered source of the log."""
    return list(_history.values())


def register_label(model: Any, words: Callable[[Any], str], *related: str) -> None:
    """Name records of ``model`` in the log by ``words`` (by default: their text)."""
    _labels[model] = RecordLabel(words, related)


def label_of(model: Any) -> RecordLabel:
    """Return how records of ``model`` are named in the log."""
    return _labels.get(model, RecordLabel())
