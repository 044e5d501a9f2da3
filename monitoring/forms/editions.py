"""Forms about frozen editions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.models import Municipality
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, NoPersonalNumbersMixin
from monitoring.forms.rounds import MomentField
from monitoring.models import Edition


class CorrectionForm(NoPersonalNumbersMixin, IdempotentFormMixin, KsForm):
    """Why a next edition of a round is made."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this edition made?"),
        max_length=500,
        help_text=gettext_lazy("This stands in every file of the edition."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AllowForm(NoPersonalNumbersMixin, IdempotentFormMixin, KsForm):
    """Which municipality may correct its answers, until when, and why."""

    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), queryset=Municipality.objects.none()
    )
    until = MomentField(label=gettext_lazy("May correct until"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = Municipality.objects.filter(responses__round=edition.round)
        field: Any = self.fields["municipality"]
        field.queryset = asked.order_by("name_fold", "code")
