"""Versions of a region's framework."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.choices import Maturity
from agreements.models import FrameworkVersion
from coalitions.forms.fields import DayField
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
)

NAMES = ("number", "maturity", "adopted_on", "note")


class FrameworkForm(NoPersonalNumbersMixin, IdempotentFormMixin, VersionedFormMixin, KsForm):
    """A version of the framework: its number, how ripe it is and when it was adopted."""

    number = forms.CharField(label=_("Version"), max_length=20, help_text=_("For example 1.0."))
    maturity = forms.ChoiceField(
        label=_("Level"),
        choices=Maturity.choices,
        widget=forms.RadioSelect,
        help_text=_("First it says how you work, later what you agreed."),
    )
    adopted_on = DayField(
        label=_("Adopted on"),
        required=False,
        help_text=_("Empty: not adopted yet, or the day is not known."),
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea, max_length=1000)

    def __init__(self, *args: Any, instance: FrameworkVersion | None = None, **kwargs: Any) -> None:
        self.instance = instance
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in NAMES}
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """Return what the services need; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in NAMES}
