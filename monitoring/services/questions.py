"""Parts and questions of a draft: adding, changing, moving and removing. See questionnaires.py."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from kansrijkestart.core import clock
from kansrijkestart.core.concurrency import save_versioned, still_there
from kansrijkestart.core.exceptions import DomainError
from monitoring.choices import CHOOSING, AnswerForm
from monitoring.models import Question, QuestionnaireVersion, QuestionOption, QuestionSection
from monitoring.selectors.questionnaire_checks import derivation_fault
from monitoring.services.questionnaires import hold_draft

SECTION_FIELDS: Final = ("title", "intro")
QUESTION_FIELDS: Final = (
    "section",
    "key",
    "text",
    "help_text",
    "form",
    "unit",
    "minimum",
    "maximum",
    "is_required",
    "derivation",
    "asked_after",
    "asked_when",
)
UP, DOWN = "up", "down"


@dataclass(frozen=True)
class OptionRow:
    """An answer that can be chosen, as somebody wrote it; the order of the rows is theirs."""

    key: str
    text: str
    note: str = ""
    is_other: bool = False
    is_alone: bool = False


@transaction.atomic
def section_add(*, version: QuestionnaireVersion, **values: Any) -> QuestionSection:
    """Add a part at the end of a draft."""
    held = hold_draft(version)
    last = held.sections.order_by("-position").values_list("position", flat=True).first()
    row = QuestionSection(questionnaire_version=held, position=(last or 0) + 1, **values)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def section_update(
    *, section: QuestionSection, expected_version: int | None, **values: Any
) -> QuestionSection:
    """Change the words of a part."""
    hold_draft(section.questionnaire_version)
    stored = still_there(QuestionSection.objects.all(), section.pk)
    for name in SECTION_FIELDS:
        setattr(stored, name, values[name])
    return save_versioned(stored, expected_version=expected_version, fields=SECTION_FIELDS)


@transaction.atomic
def section_move(*, section: QuestionSection, way: str, seen: str = "") -> None:
    """Move a part one place; at the end of the list nothing happens.

    ``seen`` is the place that the reader saw it at: moved meanwhile, it stays where it is now.
    """
    held = hold_draft(section.questionnaire_version)
    rows = list(held.sections.order_by("position", "pk"))
    here = next((number for number, one in enumerate(rows) if one.pk == section.pk), None)
    if here is not None and seen in ("", str(rows[here].position)):
        _swap(rows, here, way)


@transaction.atomic
def section_remove(*, section: QuestionSection) -> None:
    """Remove an empty part. Raises DomainError while it has questions."""
    hold_draft(section.questionnaire_version)
    if Question.objects.filter(section=section).exists():
        raise DomainError(_("Move or remove the questions of this part first."))
    QuestionSection.objects.filter(pk=section.pk).delete()


def _swap(rows: list[Any], here: int, way: str) -> bool:
    """Give a row and its neighbour each other's place; False when there is no neighbour."""
    there = here - 1 if way == UP else here + 1
    if not 0 <= there < len(rows):
        return False
    first, second = rows[here], rows[there]
    _place(first, second.position)
    _place(second, first.position)
    return True


def _place(row: Any, position: int, **more: Any) -> None:
    """Write a place; constraints on places are looked at when the transaction ends.

    Whoever has the words of the row before them loses nothing by it, unless its part changes.
    """
    if more:
        more |= {"version": F("version") + 1, "updated_at": clock.now()}
    type(row).objects.filter(pk=row.pk).update(position=position, **more)


@transaction.atomic
def question_add(
    *, version: QuestionnaireVersion, options: Sequence[OptionRow], **values: Any
) -> Question:
    """Add a question at the end of its part. Raises DomainError when something does not fit."""
    held = hold_draft(version)
    row = Question(questionnaire_version=held, **values)
    row.position = _end_of(row.section)
    _tidy(row)
    _refuse_misfits(row, options)
    row.full_clean()
    row.save()
    _set_options(row, options)
    return row


@transaction.atomic
def question_update(
    *, question: Question, expected_version: int | None, options: Sequence[OptionRow], **values: Any
) -> Question:
    """Change a question and its answers; in another part it comes last."""
    hold_draft(question.questionnaire_version)
    stored = still_there(Question.objects.all(), question.pk)
    before = stored.section_id
    for name in QUESTION_FIELDS:
        setattr(stored, name, values[name])
    if stored.section_id != before:
        stored.position = _end_of(stored.section)
    _tidy(stored)
    _refuse_misfits(stored, options)
    fields = [*QUESTION_FIELDS, "position"]
    saved = save_versioned(stored, expected_version=expected_version, fields=fields)
    _set_options(saved, options)
    return saved


def _end_of(section: QuestionSection) -> int:
    last = section.questions.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def _tidy(row: Question) -> None:
    """Bounds and a unit are of a number alone; what was filled in for another form is dropped."""
    if row.form != AnswerForm.NUMBER:
        row.unit, row.minimum, row.maximum = "", None, None


def _refuse_misfits(row: Question, options: Sequence[OptionRow]) -> None:
    keys = [one.key for one in options] if row.form in CHOOSING else []
    if len(set(keys)) < len(keys):
        raise DomainError(_("Two answers have the same key. Give each its own."))
    if fault := derivation_fault(row.derivation, row.form, keys):
        raise DomainError({"derivation": fault})
    section, before = row.section, row.asked_after
    if section.questionnaire_version_id != row.questionnaire_version_id:
        raise DomainError({"section": _("Choose a part of this questionnaire.")})
    if before is not None and before.questionnaire_version_id != row.questionnaire_version_id:
        raise DomainError(_("Choose answers of a question of this questionnaire."))


def _set_options(question: Question, options: Sequence[OptionRow]) -> None:
    """Make the answers those of the list, in its order; one that keeps its key keeps its row."""
    wanted = list(options) if question.chooses else []
    stored = {one.key: one for one in question.options.all()}
    kept = {one.key for one in wanted}
    question.options.exclude(key__in=kept).delete()
    for position, one in enumerate(wanted, start=1):
        row = stored.get(one.key) or QuestionOption(question=question, key=one.key)
        row.position, row.text, row.note = position, one.text, one.note
        row.is_other, row.is_alone = one.is_other, one.is_alone
        row.clean_fields()
        row.save()


@transaction.atomic
def question_move(*, question: Question, way: str, seen: str = "") -> None:
    """Move a question one place; past the end of its part it goes to the part beside it.

    ``seen`` is the part and place that the reader saw it at, as for a part.
    """
    held = hold_draft(question.questionnaire_version)
    stored = still_there(Question.objects.all(), question.pk)
    if seen not in ("", f"{stored.section_id}.{stored.position}"):
        return
    rows = list(stored.section.questions.order_by("position", "pk"))
    here = next(number for number, one in enumerate(rows) if one.pk == stored.pk)
    if _swap(rows, here, way):
        return
    sections = list(held.sections.order_by("position", "pk"))
    place = next(number for number, one in enumerate(sections) if one.pk == stored.section_id)
    there = place - 1 if way == UP else place + 1
    if 0 <= there < len(sections):
        _into(stored, sections[there], is_last=way == UP)


def _into(question: Question, section: QuestionSection, *, is_last: bool) -> None:
    """Put a question in another part, as its last or its first."""
    if is_last:
        _place(question, _end_of(section), section=section)
        return
    for position, one in enumerate(section.questions.order_by("position", "pk"), start=2):
        _place(one, position)
    _place(question, 1, section=section)


@transaction.atomic
def question_remove(*, question: Question) -> None:
    """Remove a question. Raises DomainError while another one is asked after it."""
    hold_draft(question.questionnaire_version)
    after = question.followed_by.order_by("position").first()
    if after is not None:
        raise DomainError(
            _("“%(question)s” is only asked after this one. Change or remove that first.")
            % {"question": after.text}
        )
    Question.objects.filter(pk=question.pk).delete()
