"""The checklist as the coalition answered it. Advice is another voice: see ``advice_table``."""

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from coalitions.choices import AnswerScale, AssessmentState
from coalitions.models import Answer, Assessment, PrincipleNote, Statement
from kansrijkestart.core.spreadsheets import Cell
from monitoring.exporters.sheets import Column, Table, closed_row, label, sharing_cells
from monitoring.exporters.target import Record


@dataclass(frozen=True)
class Line:
    """A statement with what the coalition says about it, if anything."""

    statement: Statement
    answer: Answer | None
    explanation: str

    @property
    def now_words(self) -> str:
        return _answer_words(self.answer.now if self.answer else "")

    @property
    def wished_words(self) -> str:
        return _answer_words(self.answer.wished if self.answer else "")


def _answer_words(value: str) -> str:
    return label(AnswerScale, value) if value else _("not filled in")


def find_round(record: Record) -> Assessment | None:
    """The round agreed last in or before the year; when none was, the last one begun by then."""
    if record.own is None:
        return None
    rows = Assessment.objects.filter(coalition=record.own).select_related("checklist")
    last = record.target.last_day
    agreed = rows.filter(agreed_on__lte=last).order_by("-agreed_on", "-round", "-pk").first()
    return agreed or rows.filter(started_on__lte=last).order_by("-round", "-pk").first()


def state_words(chosen: Assessment, record: Record) -> str:
    """Whether the round counted as agreed on the last day of the year."""
    if chosen.agreed_on and chosen.agreed_on <= record.target.last_day:
        return label(AssessmentState, AssessmentState.AGREED)
    return label(AssessmentState, AssessmentState.DRAFT)


def load_lines(chosen: Assessment | None) -> list[Line]:
    """Every statement of the round's checklist, answered or not."""
    if chosen is None:
        return []
    answers = {one.statement_id: one for one in Answer.objects.filter(assessment=chosen)}
    notes = {
        one.principle_id: one.explanation for one in PrincipleNote.objects.filter(assessment=chosen)
    }
    statements = (
        Statement.objects.filter(principle__checklist=chosen.checklist_id)
        .select_related("principle")
        .order_by(F("principle__number"), "position", "key")
    )
    return [Line(one, answers.get(one.pk), notes.get(one.principle_id, "")) for one in statements]


def checklist_table(record: Record) -> Table:
    columns = [
        Column("coalition", _("Coalition (key)")),
        Column("shared", _("Shared (code)")),
        Column("shared_words", _("Shared")),
        Column("checklist", _("Checklist")),
        Column("round", _("Round")),
        Column("round_state", _("State of the round")),
        Column("agreed_on", _("Agreed on")),
        Column("principle", _("Number of the principle")),
        Column("principle_words", _("Principle")),
        Column("statement", _("Statement (key)")),
        Column("statement_words", _("Statement")),
        Column("now", _("Now (code)")),
        Column("now_words", _("Now")),
        Column("wished", _("Wished (code)")),
        Column("wished_words", _("Wished")),
        Column("explanation", _("Explanation with the statement")),
        Column("principle_explanation", _("Explanation with the principle")),
    ]
    chosen = find_round(record)
    rows = [_row(record, chosen, line) for line in load_lines(chosen)] if chosen else []
    rows += [closed_row(columns, [one.slug]) for one in record.others]
    empty = _("No round of the checklist was begun by the end of the year.")
    return Table("checklist", _("Checklist"), columns, rows, empty=empty)


def _row(record: Record, chosen: Assessment, line: Line) -> list[Cell]:
    statement, answer = line.statement, line.answer
    agreed = chosen.agreed_on
    return [
        record.own.slug if record.own else None,
        *sharing_cells(is_shared=True),
        chosen.checklist.title,
        chosen.round,
        state_words(chosen, record),
        agreed if agreed and agreed <= record.target.last_day else None,
        statement.principle.number,
        statement.principle.screen_title,
        statement.key,
        statement.text,
        (answer.now if answer else "") or None,
        line.now_words,
        (answer.wished if answer else "") or None,
        line.wished_words,
        (answer.explanation if answer else "") or None,
        line.explanation or None,
    ]
