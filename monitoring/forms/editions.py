"""Forms about frozen editions."""

from django import forms
from django.utils.translation import gettext_lazy

from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, NoPersonalNumbersMixin


class CorrectionForm(NoPersonalNumbersMixin, IdempotentFormMixin, KsForm):
    """Why a next edition of a round is made."""

    reason = forms.CharField(
        label=gettext_lazy("Why is this edition made?"),
        max_length=500,
        help_text=gettext_lazy("This stands in every file of the edition."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
