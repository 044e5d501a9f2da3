"""What the checklist pages show: rounds, statements with their answers, and the advice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from coalitions.choices import AssessmentState, levels_of
from coalitions.models import (
    AdviceMessage,
    Answer,
    Assessment,
    Checklist,
    Coalition,
    Municipality,
    Principle,
    PrincipleNote,
    Statement,
)
from coalitions.registry import Reading
from coalitions.selectors.advice import Thread, earlier_advice, reads_advice, threads_of
from coalitions.selectors.composition import Derived, derived_answers
from coalitions.selectors.evidence import Linked, evidence_of
from coalitions.selectors.hinge import BOTTLENECKS
from coalitions.selectors.overview import SCALE, checklist_in_force
from kansrijkestart.accounts.models import User
from kansrijkestart.core.signs import sign_for

FOLDED: Final = ("wished", "explanation", "evidence", "owner", "due_on")
COMPOSITION: Final = "samenstelling"


@dataclass(frozen=True)
class StatementRow:
    """One statement in one round: what was said, what the record says, what was said before."""

    number: int
    statement: Statement
    answer: Answer | None = None
    derived: Derived | None = None
    previous: str = ""
    asks_record: bool = False
    evidence: list[Linked] = field(default_factory=list)

    @property
    def now(self) -> str:
        return self.answer.now if self.answer else ""

    @property
    def change(self) -> str:
        """How this compares with the previous round: a word, never a judgement."""
        if self.now == self.previous:
            return "same"
        if not self.now:
            return "open"
        return "changed" if self.previous else "new"

    @property
    def prefill(self) -> str:
        """What the record fills in as long as nobody saved anything."""
        return self.derived.scale if self.derived and self.answer is None else ""

    @property
    def has_more(self) -> bool:
        said = bool(self.answer) and any(getattr(self.answer, name) for name in FOLDED)
        return said or bool(self.evidence)


@dataclass(frozen=True)
class PrinciplePart:
    """One principle of a round, whole."""

    principle: Principle
    rows: list[StatementRow]
    note: PrincipleNote | None = None
    thread: Thread = field(default_factory=Thread)
    earlier: AdviceMessage | None = None

    @property
    def signs(self) -> list[str]:
        counts = Counter(row.now or "none" for row in self.rows)
        return [key for key in SCALE for _time in range(counts[key])]

    @property
    def counts(self) -> list[tuple[str, int, str]]:
        """How many statements have each answer: its key, the number, the word."""
        return [
            (key, number, str(sign_for("answer", key).word).lower())
            for key, number in Counter(self.signs).items()
        ]

    @property
    def words(self) -> str:
        return ", ".join(f"{number} {word}" for _key, number, word in self.counts)

    @property
    def is_filled(self) -> bool:
        return all(row.now for row in self.rows)

    @property
    def advice_words(self) -> str:
        state = self.thread.state
        if self.thread.is_hidden:
            return _("Between the coordinator and the adviser")
        return str(sign_for("checklist", state).word) if state else _("Not asked")


def rounds_of(coalition: Coalition, user: User) -> list[Assessment]:
    """Return the rounds the reader may see, the newest first."""
    seen = Assessment.objects.visible_to(user).filter(coalition=coalition)
    return list(seen.for_list())


def not_sharing(coalition: Coalition) -> list[str]:
    """Return the names of covered municipalities that do not share the checklist with Pharos."""
    covered = Municipality.objects.covered_by(coalition)
    sharing = Municipality.objects.sharing("checklist_adviser")
    missing = covered.exclude(pk__in=sharing.values("pk")).order_by("name_fold")
    return list(missing.values_list("name", flat=True))


def parts_of(
    assessment: Assessment, user: User, principles: Iterable[Principle] | None = None
) -> list[PrinciplePart]:
    """Return principles of a round with everything beside them; the same queries for any number."""
    statements = Prefetch("statements", Statement.objects.order_by("position", "pk"))
    wanted: QuerySet[Principle] = assessment.checklist.principles.prefetch_related(
        statements, "tools"
    )
    if principles is not None:
        wanted = wanted.filter(pk__in=[principle.pk for principle in principles])
    found = list(wanted)
    answers = {a.statement_id: a for a in Answer.objects.filter(assessment=assessment)}
    before = _previous(assessment)
    keys = [s.key for p in found for s in p.statements.all()]
    is_draft = assessment.state == AssessmentState.DRAFT
    derived = derived_answers(assessment.coalition, keys, user) if is_draft else {}
    notes = {n.principle_id: n for n in PrincipleNote.objects.filter(assessment=assessment)}
    is_reader = reads_advice(assessment, user)
    threads = threads_of(assessment, user) if is_reader else {}
    silent = Thread(is_hidden=not is_reader)
    earlier = earlier_advice(assessment, user)
    evidence = evidence_of(assessment, Reading(assessment.coalition, user))
    return [
        PrinciplePart(
            principle,
            _rows(principle, answers, derived, before, evidence),
            notes.get(principle.pk),
            threads.get(principle.pk, silent),
            earlier.get(principle.key),
        )
        for principle in found
    ]


def _rows(
    principle: Principle,
    answers: dict[int, Answer],
    derived: dict[str, Derived],
    before: dict[int, str],
    evidence: dict[int, list[Linked]],
) -> list[StatementRow]:
    return [
        StatementRow(
            number,
            statement,
            answers.get(statement.pk),
            derived.get(statement.key),
            before.get(statement.pk, ""),
            asks_record=principle.key == COMPOSITION or statement.key == BOTTLENECKS,
            evidence=evidence.get(statement.pk, []),
        )
        for number, statement in enumerate(principle.statements.all(), start=1)
    ]


def _previous(assessment: Assessment) -> dict[int, str]:
    """Return what was said in the round before this one, per statement."""
    earlier = (
        Assessment.objects.filter(coalition=assessment.coalition_id, round__lt=assessment.round)
        .order_by("-round")
        .values("pk")[:1]
    )
    rows = Answer.objects.filter(assessment__in=earlier).exclude(now="")
    return dict(rows.values_list("statement", "now"))


def earlier_round(assessment: Assessment, rounds: Iterable[Assessment]) -> Assessment | None:
    """Return the round just before, when it walked the same checklist; else nothing compares."""
    before = [row for row in rounds if row.round < assessment.round]
    found = max(before, key=lambda row: row.round, default=None)
    same = found is not None and found.checklist_id == assessment.checklist_id
    return found if same else None


def next_part(parts: list[PrinciplePart]) -> PrinciplePart | None:
    """Return the principle to go on with; nothing when every statement has an answer.

    At the very start that is the composition, when the record already answers part of it.
    """
    if not any(row.answer for part in parts for row in part.rows):
        for part in parts:
            if any(row.prefill for row in part.rows):
                return part
    return next((part for part in parts if not part.is_filled), None)


def preview_of(coalition: Coalition) -> list[Principle]:
    """Return the principles of the checklist in force, before the first round."""
    checklist = checklist_in_force(coalition.scope)
    return list(checklist.principles.all()) if checklist else []


def versions_for(scope: str) -> list[Checklist]:
    """Return every checklist for this kind of coalition, that in force first, ready to show.

    One that is over is there to read; a round begins with the one in force.
    """
    rows = Checklist.objects.filter(scope__in=levels_of(scope)).prefetch_related(
        "principles__statements"
    )
    return sorted(rows.order_by("-valid_from", "key"), key=lambda row: bool(row.valid_until))
