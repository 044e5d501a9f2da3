"""Preparing a meeting: its day, what is on it, who is there, and closing it."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coalitions.choices import MeetingKind
from coalitions.forms.fields import DayField
from coalitions.forms.presence import PresentForm
from coalitions.models import Agenda
from kansrijkestart.core import clock
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_choices,
)

MOST_OWN: Final = 20
LONGEST_OWN: Final = 200


class AgendaForm(IdempotentFormMixin, VersionedFormMixin, KsForm):
    """Which day, and what kind of meeting."""

    folded = ()

    day = DayField(label=gettext_lazy("On which day do you meet?"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of meeting"),
        choices=MeetingKind.choices,
        initial=MeetingKind.COALITION,
    )

    def __init__(self, *args: Any, instance: Agenda | None = None, **kwargs: Any) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {"day": instance.day, "kind": instance.kind}
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in ("day", "kind")}


class ChooseForm(NoPersonalNumbersMixin, IdempotentFormMixin, KsForm):
    """What goes on the agenda: records to tick, and own points."""

    chosen = forms.MultipleChoiceField(
        label=gettext_lazy("From the record"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Something you ticked does not ask for a talk any more. Look at the list again."
            )
        },
    )
    own = forms.CharField(
        label=gettext_lazy("Own points"),
        required=False,
        max_length=MOST_OWN * (LONGEST_OWN + 2),
        widget=forms.Textarea,
        help_text=gettext_lazy("One point on each line."),
    )

    def __init__(self, *args: Any, keys: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "chosen", [(key, key) for key in keys])

    def clean_own(self) -> str:
        found = lines_in(self.cleaned_data["own"])
        if len(found) > MOST_OWN:
            raise ValidationError(_("At most %(number)s points at once.") % {"number": MOST_OWN})
        if any(len(line) > LONGEST_OWN for line in found):
            words = _("Make each point at most %(number)s characters long.")
            raise ValidationError(words % {"number": LONGEST_OWN})
        return "\n".join(found)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data.get("chosen") and not data.get("own"):
            raise ValidationError(_("Tick something, or write a point of your own."))
        return data


def lines_in(text: str) -> list[str]:
    """Return the lines of a text that say something, without blanks around them."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in lines if line]


class PresenceForm(PresentForm):
    """Who is there, asked while the meeting begins."""

    folded = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].label = gettext_lazy("Which organisations are there?")


class CloseForm(VersionedFormMixin, KsForm):
    """The day it was held, and when you meet again."""

    folded = ()

    held_on = DayField(label=gettext_lazy("On which day was it?"))
    next_on = DayField(label=gettext_lazy("When do you meet again?"), required=False)

    def __init__(self, *args: Any, instance: Agenda, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {
            "held_on": min(instance.day, clock.today()),
            "next_on": instance.next_on,
        }
        super().__init__(*args, **kwargs)

    def stored_value(self, record: Any, name: str) -> Any:
        return super().stored_value(record, "day" if name == "held_on" else name)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        held_on, next_on = data.get("held_on"), data.get("next_on")
        if held_on and next_on and next_on <= held_on:
            self.add_error("next_on", _("The next meeting must be after this one."))
        return data
