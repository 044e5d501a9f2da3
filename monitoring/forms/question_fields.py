"""The fields of one question of a questionnaire, what stands in them, and what was posted."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from coalitions.forms.fields import DayField
from kansrijkestart.core.dutch import Dutch
from monitoring.answers import UNKNOWN, Asked, AskedOption, Value, in_words
from monitoring.choices import AnswerForm
from monitoring.selectors.filled_in import Place, Shown
from monitoring.services.answering import NEEDS_REASON, Entry

NOT_KNOWN: Final = "?"
OTHER, UNSURE, REASON, APART = "other", "unknown", NEEDS_REASON, "apart"


def version_of(shown: Sequence[Shown], alone: Place | None) -> str:
    """Return per question the version and a digest of what stands there now."""
    return json.dumps(
        {one.asked.key: [one.version, digest_of(one, standing_entry(one, alone))] for one in shown}
    )


def standing_entry(one: Shown, alone: Place | None) -> Entry:
    """What the form shows by itself: an answer of the record counts as filled in."""
    if alone is not None:
        row = one.row(alone)
        return Entry(alone.value(one.asked.key), row.reason, row.is_apart)
    return Entry(one.value, one.reason)


def digest_of(one: Shown, entry: Entry) -> str:
    """A short mark of what counts of an entry: a reason does only where the record is overruled."""
    reason = entry.reason if needs_reason(one, entry.value) else ""
    text = json.dumps([entry.value, reason, entry.is_apart], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def needs_reason(one: Shown, value: Value | None) -> bool:
    return value is not None and any(said != value for said in one.records)


def fields_of(one: Shown, alone: Place | None) -> Iterator[tuple[str, forms.Field]]:
    key, initial = one.asked.key, initial_of(one, alone)
    ends = {key: _answer_field(one)}
    if others := others_of(one):
        words = others[0].text
        label = _("What do you mean by “%(answer)s”?") % {"answer": words}
        ends[f"{key}-{OTHER}"] = forms.CharField(
            label=Dutch(label, words), required=False, max_length=200
        )
    if one.asked.form not in (AnswerForm.ONE, AnswerForm.SEVERAL):
        ends[f"{key}-{UNSURE}"] = forms.BooleanField(label=_("We do not know this"), required=False)
    if one.has_record:
        ends[f"{key}-{REASON}"] = forms.CharField(
            label=_("Why does your answer differ from the record?"),
            required=False,
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
    if alone is not None:
        ends[f"{key}-{APART}"] = forms.BooleanField(
            label=_("Different only for %(municipality)s") % {"municipality": alone.municipality},
            required=False,
        )
    for name, field in ends.items():
        field.initial = initial.get(name)
        yield name, field


def names_at(key: str) -> set[str]:
    """The names of the fields of a question. Its key may have hyphens itself."""
    return {key, *(f"{key}-{end}" for end in (OTHER, UNSURE, REASON, APART))}


def _answer_field(one: Shown) -> forms.Field:
    words: dict[str, Any] = {
        "label": Dutch(one.asked.text),
        "help_text": one.question.help_text,
        "required": False,
    }
    form = one.asked.form
    if form == AnswerForm.NUMBER:
        return forms.IntegerField(**words, widget=forms.NumberInput(attrs={"inputmode": "numeric"}))
    if form == AnswerForm.DAY:
        return DayField(**words)
    if form == AnswerForm.TEXT:
        return forms.CharField(**words, max_length=3000, widget=forms.Textarea)
    choices: list[tuple[str, str]] = [
        (option.key, Dutch(option.text)) for option in one.asked.options
    ]
    choices.append((NOT_KNOWN, _("We do not know this")))
    if form == AnswerForm.SEVERAL:
        several = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(**words, choices=choices, widget=several)
    empty = _("As the record says") if one.has_record else _("No answer yet")
    if not one.has_record or one.differs:
        choices.insert(0, ("", empty))
    return forms.ChoiceField(**words, choices=choices, widget=forms.RadioSelect)


def initial_of(one: Shown, alone: Place | None) -> dict[str, Any]:
    """Return what stands in every field of a question."""
    key, entry = one.asked.key, standing_entry(one, alone)
    value = entry.value or {}
    found: dict[str, Any] = {
        f"{key}-{OTHER}": value.get("other", ""),
        f"{key}-{UNSURE}": bool(value.get("unknown")),
        f"{key}-{REASON}": entry.reason,
        f"{key}-{APART}": entry.is_apart,
    }
    options = [NOT_KNOWN] if value.get("unknown") else list(value.get("options", []))
    found[key] = {
        AnswerForm.ONE: options[0] if options else "",
        AnswerForm.SEVERAL: options,
        AnswerForm.NUMBER: value.get("number"),
        AnswerForm.DAY: date.fromisoformat(value["day"]) if "day" in value else None,
        AnswerForm.TEXT: value.get("text", ""),
    }[AnswerForm(one.asked.form)]
    return found


def value_from(one: Shown, data: Mapping[str, Any]) -> Value | None:
    """Return what was posted as an answer; None when nothing was."""
    key, form = one.asked.key, one.asked.form
    posted = data.get(key)
    if form in (AnswerForm.ONE, AnswerForm.SEVERAL):
        chosen = [posted] if isinstance(posted, str) else list(posted or ())
        return _chosen_value(one, [key for key in chosen if key], data)
    if data.get(f"{key}-{UNSURE}"):
        return dict(UNKNOWN)
    if form == AnswerForm.NUMBER:
        return None if posted is None else {"number": posted}
    if form == AnswerForm.DAY:
        return None if posted is None else {"day": posted.isoformat()}
    text = str(posted or "").strip()
    return {"text": text} if text else None


def _chosen_value(one: Shown, chosen: Sequence[str], data: Mapping[str, Any]) -> Value | None:
    if not chosen:
        return None
    if NOT_KNOWN in chosen:
        return dict(UNKNOWN)
    options = [option for option in one.asked.options if option.key in chosen]
    other = str(data.get(f"{one.asked.key}-{OTHER}", "")).strip()
    has_other = any(option.is_other for option in options)
    return {"options": [option.key for option in options], "other": other if has_other else ""}


def others_of(one: Shown) -> list[AskedOption]:
    """The answers to choose that ask for a text."""
    return [option for option in one.asked.options if option.is_other]


def stray_faults(one: Shown, data: Mapping[str, Any]) -> list[str]:
    """Say that a text was written at an answer that was not chosen: it would get lost."""
    others, posted = others_of(one), data.get(one.asked.key)
    written = str(data.get(f"{one.asked.key}-{OTHER}", "")).strip()
    if not others or not written:
        return []
    chosen = [posted] if isinstance(posted, str) else list(posted or ())
    if any(option.key in chosen for option in others):
        return []
    words = _("Choose “%(answer)s” too, or make this field empty.")
    return [words % {"answer": others[0].text}]


def written_at(asked: Asked, data: QueryDict) -> Iterator[str]:
    """Give everything that was posted at a question in words, or as it was written; the reason too.

    Also what is no answer, and a text at an option that was not chosen.
    """
    for written in data.getlist(asked.key):
        if written:
            yield _written_words(asked, written)
    if data.get(f"{asked.key}-{UNSURE}"):
        yield _("not known")
    for end in (OTHER, REASON):
        if text := data.get(f"{asked.key}-{end}", "").strip():
            yield text


def _written_words(asked: Asked, written: str) -> str:
    if written == NOT_KNOWN:
        return _("not known")
    option = asked.option(written)
    if option is not None:
        return option.text
    if asked.form == AnswerForm.DAY:
        with suppress(forms.ValidationError):
            return in_words(asked, {"day": DayField().clean(written).isoformat()})
    return written


def mixed_faults(one: Shown, data: Mapping[str, Any]) -> list[str]:
    """Say that an answer and "we do not know" were both given."""
    key, posted = one.asked.key, data.get(one.asked.key)
    words = [_("Choose an answer, or say that you do not know. Not both.")]
    if one.asked.form == AnswerForm.SEVERAL:
        return words if NOT_KNOWN in (posted or ()) and len(posted or ()) > 1 else []
    return words if data.get(f"{key}-{UNSURE}") and posted not in (None, "") else []
