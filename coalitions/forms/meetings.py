"""Meetings: when, what kind, who was there; what came of it folds away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.choices import MeetingKind
from coalitions.forms.fields import DayField
from coalitions.models import Coalition, Meeting, Organisation
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    VersionedFormMixin,
    set_rows,
)

PLAIN = ("held_on", "kind", "outcome", "parents_present", "next_on")


class MeetingForm(IdempotentFormMixin, VersionedFormMixin, KsForm):
    """Organisations and numbers, never names of persons."""

    held_on = DayField(label=gettext_lazy("Date"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of meeting"),
        choices=MeetingKind.choices,
        initial=MeetingKind.COALITION,
    )
    present = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which organisations were there?"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    outcome = forms.CharField(
        label=gettext_lazy("What came of it?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea,
    )
    parents_present = forms.IntegerField(
        label=gettext_lazy("Number of parents present"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=gettext_lazy("A number only, no names. Leave it empty when you do not know."),
    )
    next_on = DayField(label=gettext_lazy("Next meeting"), required=False)

    folded = ("parents_present", "next_on")

    def __init__(
        self, *args: Any, coalition: Coalition, instance: Meeting | None = None, **kwargs: Any
    ) -> None:
        self.instance = instance
        keys = list(coalition.partners.active().values_list("organisation", flat=True))
        if instance is not None:
            there = list(instance.present.values_list("organisation", flat=True))
            keys += there
            kwargs["initial"] = {name: getattr(instance, name) for name in PLAIN}
            kwargs["initial"]["present"] = there
        super().__init__(*args, **kwargs)
        set_rows(self, "present", Organisation.objects.filter(pk__in=keys))

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "present":
            return list(record.present.values_list("organisation", flat=True))
        return super().stored_value(record, name)

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in (*PLAIN, "present")}
