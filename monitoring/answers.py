"""Answers as plain data: what one looks like, whether it is right, and what it says in words.

Pure functions over the JSON that ResponseAnswer keeps::

    {"options": ["yes"], "other": ""}   {"number": 12}   {"text": "…"}   {"day": "2024-01-31"}
    {"unknown": true}  somebody says it is not known;  None  nothing is recorded
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from kansrijkestart.core.dutch import Dutch
from monitoring.choices import AnswerForm

Value = dict[str, Any]
UNKNOWN: Value = {"unknown": True}


@dataclass(frozen=True)
class AskedOption:
    key: str
    text: str
    is_other: bool = False
    is_alone: bool = False


@dataclass(frozen=True)
class Asked:
    """A question apart from the database, so that frozen editions can use the same functions."""

    key: str
    text: str
    form: str
    options: Sequence[AskedOption] = ()
    unit: str = ""
    minimum: int | None = None
    maximum: int | None = None
    is_required: bool = True
    after: str = ""
    when: Sequence[str] = field(default_factory=tuple)

    def option(self, key: str) -> AskedOption | None:
        return next((one for one in self.options if one.key == key), None)


def standing(given: Value | None, derived: Value | None) -> Value | None:
    """Return the answer that counts: what somebody gave, else what the record says."""
    return derived if given is None else given


def follows_record(given: Value | None, derived: Value | None) -> bool:
    """Whether nobody said something else than the record, so that the answer rests on it."""
    return given is None or given == derived


def is_known(value: Value | None) -> bool:
    """Nothing recorded and "not known" are both no answer, and never "no"."""
    return value is not None and not value.get("unknown")


def is_asked(question: Asked, values: Mapping[str, Value | None]) -> bool:
    """Whether the route comes by this question, given the answers to what was asked before it."""
    if not question.after:
        return True
    before = values.get(question.after)
    return is_known(before) and bool(set((before or {}).get("options", ())) & set(question.when))


def asked_in_order(questions: Iterable[Asked], values: Mapping[str, Value | None]) -> list[Asked]:
    """Return the questions that the route comes by, of these in the order of the questionnaire.

    After a question that is not asked nothing is, whatever was once answered there.
    """
    come_by: Value = {}
    found = []
    for question in questions:
        if is_asked(question, come_by):
            found.append(question)
            come_by[question.key] = values.get(question.key)
    return found


def in_words(question: Asked, value: Value | None) -> str:
    """Return the answer as a reader sees it, in the language that is on; options as written."""
    if value is None:
        return _("not recorded")
    if value.get("unknown"):
        return _("not known")
    if question.form in (AnswerForm.ONE, AnswerForm.SEVERAL):
        chosen = [_option_words(question, value, key) for key in value.get("options", ())]
        return Dutch("; ".join(chosen))
    if question.form == AnswerForm.NUMBER:
        number = number_format(value["number"], use_l10n=True, force_grouping=True)
        return Dutch(f"{number} {question.unit}".strip(), question.unit)
    if question.form == AnswerForm.DAY:
        return date_format(date.fromisoformat(value["day"]), "j F Y")
    return str(value.get("text", ""))


def _option_words(question: Asked, value: Value, key: str) -> str:
    option = question.option(key)
    if option is None:
        return _("“%(key)s” (unknown answer)") % {"key": key}
    other = str(value.get("other", "")).strip()
    return f"{option.text}: {other}" if option.is_other and other else option.text


def faults(question: Asked, value: Value) -> list[str]:
    """Say everything that is wrong with a given answer; empty is right."""
    if value.get("unknown"):
        return []
    if question.form in (AnswerForm.ONE, AnswerForm.SEVERAL):
        return _option_faults(question, value)
    if question.form == AnswerForm.NUMBER:
        return _number_faults(question, value["number"])
    return []


def _option_faults(question: Asked, value: Value) -> list[str]:
    chosen = [question.option(key) for key in value.get("options", ())]
    found = []
    if None in chosen:
        found.append(_("Choose from the list."))
    known = [one for one in chosen if one is not None]
    if question.form == AnswerForm.ONE and len(known) > 1:
        found.append(_("Choose one answer."))
    alone = next((one for one in known if one.is_alone), None)
    if alone and len(known) > 1:
        found.append(_("“%(answer)s” does not go with another answer.") % {"answer": alone.text})
    if any(one.is_other for one in known) and not str(value.get("other", "")).strip():
        found.append(_("Write what you mean by the other answer."))
    return found


def _number_faults(question: Asked, number: int) -> list[str]:
    found = []
    if question.minimum is not None and number < question.minimum:
        found.append(_("Give at least %(number)s.") % {"number": question.minimum})
    if question.maximum is not None and number > question.maximum:
        found.append(_("Give at most %(number)s.") % {"number": question.maximum})
    return found
