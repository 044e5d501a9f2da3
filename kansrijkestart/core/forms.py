"""The form base of the site: crispy without its form tag or alert, and the standing help.

The page writes ``<form novalidate>`` and the token, shows ``components/error_summary.html`` above
it and ``{% crispy form %}`` or ``{{ form.field|as_crispy_field }}`` inside it.
"""

import uuid
from collections.abc import Callable, Iterable
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.utils import pretty_name
from django.utils.functional import Promise, cached_property, lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy

from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.personal_numbers import (
    refuse_personal_number,
    refuse_personal_number_in_address,
)

NO_PERSONS_HELP = gettext_lazy(
    "Write nothing about persons or families. No names, no case histories."
)
PLEASE_FILL_IN = gettext_lazy("Fill in: {label}.")
PLEASE_ANSWER = gettext_lazy("Answer this: {label}")
NO_CHOICE_YET = gettext_lazy("Choose")
NO_CHOICE = gettext_lazy("Not filled in")
PLEASE_CHOOSE = gettext_lazy("Choose something at: {label}.")
# Django's own words, here to give them a Dutch that says what to do.
NULL_CHARACTER = gettext_lazy("Null characters are not allowed.")
STALE_PAGE = gettext_lazy("This page was incomplete. Send it once more.")
STALE_MESSAGES = {"required": STALE_PAGE, "invalid": STALE_PAGE, "min_value": STALE_PAGE}
DJANGO_ROWS = "10"
NOT_STORED = object()
DJANGO_EMPTY = BLANK_CHOICE_DASH[0][1]


class KsFormMixin:
    """What all our forms share; mixed in before a Django form class.

    ``fields_without_persons_help`` names long text fields where the standing help is out of place;
    ``needed_together`` fields that are needed in a way ``required`` cannot say (one of them, or all
    but for something ticked): none of these is called optional.
    """

    fields: dict[str, forms.Field]
    mark_optional = True
    needed_together: tuple[str, ...] = ()
    use_required_attribute = False
    fields_without_persons_help: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_what_to_do(field, field.label or pretty_name(name))
            if isinstance(field, forms.ChoiceField):
                _name_choices(field)
            if isinstance(field.widget, forms.Textarea):
                _shorten(field.widget)
                if name not in self.fields_without_persons_help:
                    field.help_text = cast("str", _with_persons_help(field.help_text))

    @cached_property
    def helper(self) -> FormHelper:
        """Return crispy's settings: the page owns the form tag, the token and the summary."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        return helper


def _say_what_to_do(field: forms.Field, label: str | Promise) -> None:
    """Name the field in the message for an empty one, unless the form has words of its own."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        choosing = isinstance(field, forms.ChoiceField | forms.BooleanField)
        field.error_messages["required"] = _please(
            PLEASE_CHOOSE if choosing else PLEASE_FILL_IN, label
        )


def _say_please(words: str | Promise, label: str | Promise) -> str:
    asked = str(label)
    return str(PLEASE_ANSWER if asked.endswith("?") else words).format(label=asked)


_please = lazy(_say_please, str)


def _name_choices(field: forms.ChoiceField) -> None:
    """Begin every choice with a capital and let the empty one say what it means.

    Records keep the name they have: a ModelChoiceField only gets words for the empty choice.
    """
    empty = NO_CHOICE_YET if field.required else NO_CHOICE
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == DJANGO_EMPTY:
            field.empty_label = empty
        return
    choices = cast("Iterable[tuple[Any, Any]]", field.choices)
    named = [(key, empty if label == DJANGO_EMPTY else label) for key, label in choices]
    field.choices = _capitalised(named)


def _capitalised(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [(key, _capital(label)) for key, label in choices]


def _capital(label: Any) -> Any:
    """The same with a capital; a Dutch text stays one."""
    words = capfirst(label)
    if not isinstance(label, Dutch):
        return words
    return Dutch(words, words if label.part == label else label.part)


def _shorten(widget: forms.Textarea) -> None:
    if widget.attrs.get("rows") == DJANGO_ROWS:
        widget.attrs["rows"] = "4"
    widget.attrs.pop("cols", None)


def _with_persons_help(help_text: str | Promise) -> str | Promise:
    return format_lazy("{} {}", help_text, NO_PERSONS_HELP) if help_text else NO_PERSONS_HELP


class KsForm(KsFormMixin, forms.Form):
    """A form that belongs to no single record."""


class KsModelForm(KsFormMixin, forms.ModelForm):
    """A form for one record."""


class FilterForm(KsForm):
    """A form that narrows a list: everything is optional, so nothing says so."""

    mark_optional = False


class NoPersonalNumbersMixin:
    """Refuse a number that may be a BSN in whatever somebody writes, at the field it stands in.

    Mixed in before the form class. Fields that nobody sees hold keys, and are left alone.
    """

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    add_error: Callable[[str | None, Any], None]

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        written = getattr(self, "cleaned_data", {})
        for name, field in self.fields.items():
            if not isinstance(field, forms.CharField) or field.widget.is_hidden:
                continue
            is_address = isinstance(field, forms.URLField)
            refuse = refuse_personal_number_in_address if is_address else refuse_personal_number
            try:
                refuse(written.get(name) or "")
            except ValidationError as error:
                self.add_error(name, error)


class VersionedFormMixin:
    """Add the hidden ``version`` that the reader saw, for ``core.concurrency.save_versioned``.

    Mixed in before KsModelForm; leave ``version`` out of ``Meta.fields``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"] = forms.IntegerField(  # type: ignore[attr-defined]
            min_value=0,
            widget=forms.HiddenInput,
            initial=getattr(self.instance, "version", 0),  # type: ignore[attr-defined]
            error_messages=STALE_MESSAGES,
        )

    @property
    def seen_version(self) -> int:
        """Return the version the reader had before them; only after ``is_valid()``."""
        return self.cleaned_data["version"]  # type: ignore[attr-defined]

    def stored_value(self, record: Any, name: str) -> Any:
        """Return what ``record`` has for a field, or NOT_STORED; for the page after a conflict.

        Forms whose fields are not attributes of the record say here where the value is kept.
        """
        return getattr(record, name, NOT_STORED)


class IdempotentFormMixin:
    """Add a hidden key that is new for every page shown, so that a repeated post is recognised."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idempotency_key"] = forms.UUIDField(  # type: ignore[attr-defined]
            widget=forms.HiddenInput, initial=uuid.uuid4, error_messages=STALE_MESSAGES
        )


class SeenFormMixin:
    """For lists to tick: remember what was ticked when the page was made.

    Only what this person changed is sent on, so two people at one list never undo each other.
    """

    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, ticked: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"] = forms.CharField(  # type: ignore[attr-defined]
            required=False,
            max_length=20_000,
            widget=forms.HiddenInput,
            initial=" ".join(ticked),
        )

    def compare(self, ticked: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return what was ticked and what was unticked since; only after ``is_valid()``."""
        now, seen = set(ticked), set(self.cleaned_data["seen"].split())
        return now - seen, seen - now


def numbers_in(keys: Iterable[str]) -> list[int]:
    """Return the keys that are numbers of records; a browser may send anything."""
    return [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) < 10]


class DateInput(forms.DateInput):
    """The browser's own date field, also without a script."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


def set_choices(form: forms.BaseForm, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Fill a field's list of choices when the form is made."""
    cast("forms.ChoiceField", form.fields[name]).choices = _capitalised(choices)


def set_rows(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Say which records a field offers: only those the user may know of."""
    cast("forms.ModelChoiceField", form.fields[name]).queryset = rows
