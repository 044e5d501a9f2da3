"""The answers of an edition as a table: one row per municipality, in the questionnaire's order."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kansrijkestart.core.spreadsheets import Cell
from monitoring.answers import Asked
from monitoring.choices import AnswerForm, ResponseState
from monitoring.exporters.sheets import Column, Table, label
from monitoring.selectors.frozen import Answered, Frozen, Part

ANSWERED, UNKNOWN, NOT_RECORDED, NOT_ASKED, NOT_SHARED, NOT_IN = (
    "answered",
    "not_known",
    "not_recorded",
    "not_asked",
    "not_shared",
    "not_handed_in",
)
STATUSES = (ANSWERED, UNKNOWN, NOT_RECORDED, NOT_ASKED, NOT_SHARED, NOT_IN)


def status_words(code: str) -> str:
    """What a status says: no answer is never the answer no."""
    return {
        ANSWERED: _("answered"),
        UNKNOWN: _("not known"),
        NOT_RECORDED: _("not recorded"),
        NOT_ASKED: _("not asked, after an earlier answer"),
        NOT_SHARED: _("does not share"),
        NOT_IN: _("not handed in"),
    }[code]


def is_open(frozen: Frozen, part: Part) -> bool:
    """Whether the answers of a municipality may be in this export at all.

    A coalition gets its own answers, handed in or not; a region what was handed in and shared;
    the country what was handed in.
    """
    if frozen.is_national:
        return part.counts
    return not frozen.is_region or (part.counts and part.shares)


def status(frozen: Frozen, part: Part, answer: Answered) -> str:
    """How the cell of an answer must be read."""
    if frozen.is_region and not part.shares:
        return NOT_SHARED
    if not is_open(frozen, part):
        return NOT_IN
    if not answer.is_asked:
        return NOT_ASKED
    if answer.value is None:
        return NOT_RECORDED
    return ANSWERED if answer.is_known else UNKNOWN


def answers_table(frozen: Frozen) -> Table:
    """Every municipality has a row, also when it did not hand in or does not share."""
    columns = [*_opening_columns()]
    for question in frozen.questions:
        columns += question_columns(question)
    columns.append(Column("remarks", _("Remarks")))
    rows = [_row(frozen, part) for part in frozen.parts()]
    empty = _("No municipality is in this edition.")
    return Table("antwoorden", _("Answers"), columns, rows, empty=empty)


def _opening_columns() -> list[Column]:
    return [
        Column("gm_code", _("Code of the municipality")),
        Column("municipality", _("Municipality")),
        Column("division_year", _("Division of the year")),
        Column("province", _("Province")),
        Column("coalition", _("Coalition (key)")),
        Column("coalition_name", _("Coalition")),
        Column("state", _("State (code)")),
        Column("state_words", _("State")),
        Column("counts", _("Handed in in time: yes or no")),
        Column("handed_in_on", _("Handed in on")),
        Column("approved_on", _("Approved on")),
    ]


def question_columns(question: Asked) -> list[Column]:
    """The columns of a question: value, words, other words, and how to read the cell."""
    key, text = question.key, question.text
    columns = []
    if question.form == AnswerForm.SEVERAL:
        columns += [Column(f"{key}__{one.key}", f"{text}: {one.text}") for one in question.options]
    else:
        unit = f" ({question.unit})" if question.unit else ""
        columns.append(Column(key, f"{text}{unit}"))
    if question.form in (AnswerForm.ONE, AnswerForm.SEVERAL):
        columns.append(Column(f"{key}__words", _("%(text)s: in words") % {"text": text}))
    if any(one.is_other for one in question.options):
        columns.append(Column(f"{key}__other", _("%(text)s: other, namely") % {"text": text}))
    columns.append(Column(f"{key}__status", _("%(text)s: how to read this") % {"text": text}))
    return columns


def _row(frozen: Frozen, part: Part) -> list[Cell]:
    data = part.data
    cells: list[Cell] = [
        part.code,
        part.name,
        frozen.content["division"]["year"],
        data["province"] or None,
        data["coalition"],
        data["coalition_name"],
        data["state"],
        label(ResponseState, data["state"]),
        "yes" if part.counts else "no",
        _day(data["handed_in_at"]),
        _day(data["approved_at"]),
    ]
    for answer in part.answers():
        cells += list(_cells(answer, status(frozen, part, answer)))
    cells.append((data["remarks"] or None) if is_open(frozen, part) else None)
    return cells


def _day(moment: str | None) -> date | None:
    return localtime(datetime.fromisoformat(moment)).date() if moment else None


def _cells(answer: Answered, code: str) -> Iterator[Cell]:
    question = answer.question
    value = (answer.value or {}) if code == ANSWERED else {}
    chosen = value.get("options", ())
    if question.form == AnswerForm.SEVERAL:
        for one in question.options:
            yield int(one.key in chosen) if value else None
    elif question.form == AnswerForm.ONE:
        yield chosen[0] if chosen else None
    else:
        yield plain_value(question, value)
    if question.form in (AnswerForm.ONE, AnswerForm.SEVERAL):
        yield option_words(question, chosen) or None
    if any(one.is_other for one in question.options):
        yield value.get("other") or None
    yield code


def option_words(question: Asked, chosen: Sequence[str]) -> str:
    """The chosen answers as written in the questionnaire."""
    found = {one.key: one.text for one in question.options}
    return "; ".join(found.get(key, key) for key in chosen)


def plain_value(question: Asked, value: dict[str, object]) -> Cell:
    """A number as a number and a date as a date."""
    if not value:
        return None
    if question.form == AnswerForm.NUMBER:
        number = value["number"]
        return number if isinstance(number, int | float) else str(number)
    if question.form == AnswerForm.DAY:
        return date.fromisoformat(str(value["day"]))
    return str(value.get("text", "")) or None
