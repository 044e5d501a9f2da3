"""Forms of a practice example: writing one, and what its adviser does with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.choices import Phase
from coalitions.models import PracticeExample
from coalitions.services.examples import WORDS
from kansrijkestart.core.forms import IdempotentFormMixin, KsForm, VersionedFormMixin


class _ExampleWords(KsForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=150)
    what = forms.CharField(
        label=gettext_lazy("What did you do?"), max_length=4000, widget=forms.Textarea
    )
    for_whom = forms.CharField(
        label=gettext_lazy("For whom?"),
        max_length=250,
        help_text=gettext_lazy("For example: expectant parents with debts. No names."),
    )
    phases = forms.MultipleChoiceField(
        label=gettext_lazy("In which phase?"),
        choices=Phase.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    brought = forms.CharField(
        label=gettext_lazy("What did it bring?"), max_length=4000, widget=forms.Textarea
    )
    link = forms.URLField(
        label=gettext_lazy("Where can more be read?"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in WORDS}


class ExampleForm(IdempotentFormMixin, _ExampleWords):
    """A new example."""


class ExampleUpdateForm(VersionedFormMixin, _ExampleWords):
    """The same fields of one that is there."""

    def __init__(self, *args: Any, instance: PracticeExample, **kwargs: Any) -> None:
        self.instance = instance
        kwargs["initial"] = {name: getattr(instance, name) for name in WORDS}
        super().__init__(*args, **kwargs)


class ExampleReadForm(VersionedFormMixin, KsForm):
    """The adviser publishes, or says what should change."""

    remark = forms.CharField(
        label=gettext_lazy("What would you like to see changed?"),
        help_text=gettext_lazy("Only when you ask for a change."),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, instance: PracticeExample, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)
