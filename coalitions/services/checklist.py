"""Rounds of the checklist: begin, answer, settle together, close. See docs/adr/0004."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coalitions.choices import AssessmentState
from coalitions.models import (
    Answer,
    Assessment,
    AssessmentAttendance,
    Coalition,
    Organisation,
    Partnership,
    Principle,
    PrincipleNote,
    Statement,
)
from coalitions.selectors.composition import derived_answers
from coalitions.selectors.overview import checklist_in_force
from kansrijkestart.accounts.models import User
from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned
from kansrijkestart.core.exceptions import DomainError

ANSWER_FIELDS: Final = ("now", "wished", "explanation", "evidence", "owner", "due_on")
EMPTY: Final[dict[str, Any]] = dict.fromkeys(ANSWER_FIELDS, "") | {"due_on": None}
CLOSABLE: Final = (
    AssessmentState.AGREED,
    AssessmentState.ADVICE_REQUESTED,
    AssessmentState.ADVICE_GIVEN,
)


@dataclass(frozen=True)
class SavedAnswers:
    """What became of a page of answers.

    ``versions`` holds the version now stored per statement, ``note_version`` that of the
    explanation (0: not stored). ``conflicts`` and ``note_conflict`` are the records that somebody
    else changed too; those are left as they are, the rest is saved.
    """

    versions: dict[int, int] = field(default_factory=dict)
    conflicts: dict[int, Answer] = field(default_factory=dict)
    note_version: int = 0
    note_conflict: PrincipleNote | None = None


@transaction.atomic
def round_start(*, coalition: Coalition, user: User) -> Assessment:
    """Open a round with the checklist in force. A second click gives the round that is open.

    Nothing is copied from an earlier round: answers are filled in from the record when the page is
    shown, and only stored when somebody saves them.
    """
    Coalition.objects.select_for_update().get(pk=coalition.pk)
    rounds = Assessment.objects.filter(coalition=coalition)
    running = rounds.exclude(state=AssessmentState.CLOSED).first()
    if running and running.state == AssessmentState.DRAFT:
        return running
    if running:
        raise DomainError(_("Close the round that is open before you begin a new one."))
    checklist = checklist_in_force(coalition.scope)
    if checklist is None:
        raise DomainError(_("There is no checklist for this kind of coalition yet."))
    newest = rounds.aggregate(newest=Max("round"))["newest"] or 0
    assessment = Assessment(coalition=coalition, checklist=checklist, round=newest + 1)
    assessment.full_clean()
    assessment.save()
    return assessment


@transaction.atomic
def answers_save(
    *,
    assessment_id: int,
    principle_id: int,
    answers: Mapping[int, Mapping[str, Any]],
    versions: Mapping[int, int],
    explanation: str | None = None,
    note_version: int = 0,
) -> SavedAnswers:
    """Store what changed on one principle's page, statement by statement.

    ``answers`` and ``versions`` are keyed by statement; a version says which answer the reader saw
    (0: none). An answer the reader left alone never overwrites what somebody else wrote; one that
    both changed is a conflict. Raises DomainError once the round has been settled.
    """
    assessment = locked_draft(assessment_id)
    principle = Principle.objects.get(pk=principle_id, checklist=assessment.checklist_id)
    saver = _Saver(assessment, principle)
    result = SavedAnswers()
    for statement_id, values in answers.items():
        saver.save_answer(result, statement_id, dict(values), versions.get(statement_id, 0))
    if explanation is None:
        return result
    note, conflict = _save_note(assessment, principle, explanation, note_version)
    return SavedAnswers(
        result.versions, result.conflicts, note.version if note else 0, note if conflict else None
    )


class _Saver:
    """Compares what was sent with what was seen and what is stored, for one principle."""

    def __init__(self, assessment: Assessment, principle: Principle) -> None:
        self.assessment = assessment
        self.statements = {row.pk: row for row in Statement.objects.filter(principle=principle)}
        rows = Answer.objects.filter(assessment=assessment, statement__principle=principle)
        self.stored = {row.statement_id: row for row in rows}
        keys = {row.key for row in self.statements.values()}
        self.derived = derived_answers(assessment.coalition, keys)

    def save_answer(
        self, result: SavedAnswers, statement_id: int, values: dict[str, Any], seen: int
    ) -> None:
        statement = self.statements.get(statement_id)
        if statement is None:
            raise DomainError(_("This statement is not on this page. Open the page again."))
        derived = self.derived.get(statement.key)
        prefill = derived.scale if derived else ""
        answer = self.stored.get(statement_id)
        if answer is None:
            if values == EMPTY and not prefill:
                return
            answer = Answer(assessment=self.assessment, statement=statement)
        elif _values(answer) == values or values == self._as_seen(answer, seen, prefill):
            result.versions[statement_id] = answer.version
            return
        elif answer.version != seen:
            result.conflicts[statement_id] = answer
            return
        for name, value in values.items():
            setattr(answer, name, value)
        answer.is_from_record = bool(prefill) and answer.now == prefill
        result.versions[statement_id] = _store(answer, seen)

    def _as_seen(self, answer: Answer, seen: int, prefill: str) -> dict[str, Any]:
        """Return the answer as the reader got it, from history; without one the filled-in page."""
        if not seen:
            return EMPTY | {"now": prefill}
        events = Answer.events.field.model.objects  # type: ignore[attr-defined]
        event = events.filter(pgh_obj_id=answer.pk, version=seen).order_by("-pgh_id").first()
        return _values(event) if event else {}


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ANSWER_FIELDS}


def _store(record: Any, seen: int) -> int:
    """Insert a new record, or update the stored one at the version that was seen."""
    if record.pk is None:
        record.full_clean()
        record.save()
        return int(record.version)
    names = [*ANSWER_FIELDS, "is_from_record"] if isinstance(record, Answer) else ["explanation"]
    return int(save_versioned(record, expected_version=seen, fields=names).version)


def _save_note(
    assessment: Assessment, principle: Principle, explanation: str, seen: int
) -> tuple[PrincipleNote | None, bool]:
    """Return the stored explanation and whether somebody else changed it too."""
    note = PrincipleNote.objects.filter(assessment=assessment, principle=principle).first()
    if note is None:
        if not explanation:
            return None, False
        note = PrincipleNote(assessment=assessment, principle=principle)
    elif note.explanation == explanation or explanation == _note_as_seen(note, seen):
        return note, False
    elif note.version != seen:
        return note, True
    note.explanation = explanation
    _store(note, seen)
    return note, False


def _note_as_seen(note: PrincipleNote, seen: int) -> str | None:
    if not seen:
        return ""
    events = PrincipleNote.events.field.model.objects  # type: ignore[attr-defined]
    event = events.filter(pgh_obj_id=note.pk, version=seen).order_by("-pgh_id").first()
    return event.explanation if event else None


@transaction.atomic
def round_agree(
    *,
    assessment_id: int,
    agreed_on: date,
    organisations: Iterable[Organisation] = (),
    parents_present: int | None = None,
    remark: str = "",
) -> Assessment:
    """Record that the partners settled the round together: when, and who was there.

    From here on the answers stay as they are; a new round is the way to change them.
    """
    assessment = locked_draft(assessment_id)
    present = list(organisations)
    _check_agreement(assessment, agreed_on, present, remark)
    assessment.state = AssessmentState.AGREED
    assessment.agreed_on, assessment.agreed_remark = agreed_on, remark
    assessment.parents_present = parents_present
    for organisation in present:
        AssessmentAttendance.objects.create(assessment=assessment, organisation=organisation)
    return save_versioned(
        assessment,
        expected_version=None,
        fields=["state", "agreed_on", "agreed_remark", "parents_present"],
    )


def _check_agreement(
    assessment: Assessment, agreed_on: date, present: list[Organisation], remark: str
) -> None:
    if agreed_on > clock.today():
        raise DomainError({"agreed_on": _("This date is still to come. Choose today or earlier.")})
    partners = set(
        Partnership.objects.active()
        .filter(coalition=assessment.coalition_id)
        .values_list("organisation", flat=True)
    )
    if partners and not present:
        raise DomainError({"organisations": _("Tick who was there: at least one partner.")})
    if not partners and not remark.strip():
        raise DomainError({"remark": _("Name the organisations that were there.")})
    if any(organisation.pk not in partners for organisation in present):
        raise DomainError({"organisations": _("Choose partners of this coalition.")})


@transaction.atomic
def round_close(*, assessment_id: int) -> Assessment:
    """Close a settled round, with or without advice. A second click changes nothing."""
    assessment = Assessment.objects.select_for_update().get(pk=assessment_id)
    if assessment.state == AssessmentState.CLOSED:
        return assessment
    if assessment.state not in CLOSABLE:
        raise DomainError(_("Settle this round together first; then you can close it."))
    assessment.state, assessment.closed_on = AssessmentState.CLOSED, clock.today()
    return save_versioned(assessment, expected_version=None, fields=["state", "closed_on"])


def locked_draft(assessment_id: int) -> Assessment:
    """Lock the round, so that answering and settling never cross each other."""
    assessment = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("coalition")
        .get(pk=assessment_id)
    )
    if assessment.state == AssessmentState.DRAFT:
        return assessment
    settled = assessment.agreed_on or assessment.closed_on
    raise DomainError(
        _("This round was settled on %(date)s and no longer changes. Begin a new round.")
        % {"date": date_format(settled, "j F Y") if settled else "?"}
    )
