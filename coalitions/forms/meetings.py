"""Meetings: when, what kind, who was there; what came of it folds away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.choices import MeetingKind
from coalitions.forms.fields import DayField
from coalitions.forms.presence import PresentForm
from kansrijkestart.core.forms import IdempotentFormMixin

PLAIN = ("held_on", "kind", "outcome", "parents_present", "next_on")


class MeetingForm(IdempotentFormMixin, PresentForm):
    """A meeting that was held."""

    held_on = DayField(label=gettext_lazy("Date"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of meeting"),
        choices=MeetingKind.choices,
        initial=MeetingKind.COALITION,
    )
    outcome = forms.CharField(
        label=gettext_lazy("What came of it?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea,
    )
    next_on = DayField(label=gettext_lazy("Next meeting"), required=False)

    field_order = ("held_on", "kind", "present", "outcome", "parents_present", "next_on")
    folded = ("parents_present", "next_on")
    stored = PLAIN

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in (*PLAIN, "present")}
