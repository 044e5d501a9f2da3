"""Forms of rounds: dates, reminders, extensions; and what a list of municipalities shows."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.forms.fields import DayField
from coalitions.models import Municipality
from kansrijkestart.core.forms import (
    NO_PERSONS_HELP,
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_choices,
    set_rows,
)
from kansrijkestart.core.lists import OrderedFilter
from monitoring.choices import ResponseState
from monitoring.models import Round, RoundExtension
from monitoring.models.rounds import FIRST_MOMENT, LAST_MOMENT, MOMENT_WORDS

LONGEST_LIST = 12


class MomentField(forms.DateTimeField):
    """A moment on the clock of Amsterdam, asked with the browser's own field where it has one."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "datetime-local"}
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs))
        super().__init__(**kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not FIRST_MOMENT <= value <= LAST_MOMENT:
            raise ValidationError(MOMENT_WORDS)


class DaysField(forms.CharField):
    """A list of numbers of days, as somebody writes it: "28, 14, 3"."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(one) for one in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        parts = (super().to_python(value) or "").replace(";", ",").replace(" ", ",").split(",")
        written = [one for one in parts if one]
        if not all(one.isascii() and one.isdecimal() and len(one) < 4 for one in written):
            raise ValidationError(_("Write whole numbers with a comma between them: 28, 14, 3."))
        if len(written) > LONGEST_LIST:
            raise ValidationError(_("That are many reminders. Choose the most useful ones."))
        return sorted({int(one) for one in written}, reverse=True)


class _RoundWords(KsForm):
    opens_at = MomentField(label=gettext_lazy("Opens"))
    closes_at = MomentField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy(
            "What is handed in before this moment counts. Midnight after the last day: 0:00 of the "
            "next day."
        ),
    )
    publishes_on = DayField(label=gettext_lazy("Results are published on"), required=False)
    reminder_days = DaysField(
        label=gettext_lazy("Reminders, in days before closing"),
        required=False,
        help_text=gettext_lazy("For example 28, 14, 3. Empty: nobody is reminded."),
    )

    def values(self) -> dict[str, Any]:
        names = ("opens_at", "closes_at", "publishes_on", "reminder_days")
        return {name: self.cleaned_data[name] or None for name in names} | {
            "reminder_days": self.cleaned_data["reminder_days"] or []
        }


class RoundAddForm(IdempotentFormMixin, _RoundWords):
    """A new round."""


class RoundForm(VersionedFormMixin, _RoundWords):
    """Other dates of a round."""

    def __init__(self, *args: Any, instance: Round, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {
            "opens_at": instance.opens_at,
            "closes_at": instance.closes_at,
            "publishes_on": instance.publishes_on,
            "reminder_days": [one.days_before for one in instance.reminders.all()],
        }
        super().__init__(*args, **kwargs)

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "reminder_days":
            return [one.days_before for one in record.reminders.all()]
        return super().stored_value(record, name)


class _ExtensionWords(NoPersonalNumbersMixin, KsForm):
    until = MomentField(label=gettext_lazy("May hand in until"))
    reason = forms.CharField(label=gettext_lazy("Why?"), max_length=500, help_text=NO_PERSONS_HELP)


class ExtensionAddForm(IdempotentFormMixin, _ExtensionWords):
    """More time for one municipality."""

    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), queryset=Municipality.objects.none()
    )
    field_order = ("municipality", "until", "reason")

    def __init__(self, *args: Any, municipalities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "municipality", municipalities)


class ExtensionForm(VersionedFormMixin, _ExtensionWords):
    """Another end for one municipality."""

    def __init__(self, *args: Any, instance: RoundExtension, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {"until": instance.until, "reason": instance.reason}
        super().__init__(*args, **kwargs)


# Beside the states of a response: what a count of a round counts together.
HANDED_IN_ALL: Final = "handed_in"
NOT_ASKED: Final = "not_asked"
# Of those that are asked: whether all that must be answered is, handed in or not.
COMPLETE: Final = "complete"
INCOMPLETE: Final = "incomplete"
ASKED: Final = "asked"


class LineFilter(OrderedFilter):
    """Which municipalities of a round are shown, and in what order."""

    orders = {
        "": (gettext_lazy("by name"), None),
        "state": (gettext_lazy("least far first"), None),
        "progress": (gettext_lazy("least answered first"), None),
    }

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    region = forms.ChoiceField(label=gettext_lazy("Region"), required=False)

    def __init__(self, *args: Any, regions: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        more = [
            (HANDED_IN_ALL, _("handed in, approved or not")),
            (COMPLETE, _("asked, with all that must be answered")),
            (INCOMPLETE, _("asked, something that must be answered is missing")),
            (ASKED, _("asked: a coalition is known")),
            (NOT_ASKED, _("not asked: no coalition known")),
        ]
        set_choices(self, "state", [("", _("All states")), *ResponseState.choices, *more])
        if regions:
            pairs = [(one.slug, one.name) for one in regions]
            set_choices(self, "region", [("", _("All regions")), *pairs])
        else:
            del self.fields["region"]
