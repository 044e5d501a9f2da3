"""Narrowing a list of agreements: also to one place of the table of phases, domains and levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.choices import Level
from agreements.forms.states import AgreementFilter
from agreements.querysets import AgreementQuerySet
from coalitions.choices import Domain, Phase
from kansrijkestart.core.forms import FilterForm, set_choices
from kansrijkestart.core.lists import OrderedFilter
from kansrijkestart.core.since import SinceFilter

PLACE = {
    "phase": (_("All phases"), Phase),
    "domain": (_("All domains"), Domain),
    "level": (_("All levels"), Level),
}


class PlaceFilter(FilterForm):
    """One place, and only what applies."""

    phase = forms.ChoiceField(label=_("Phase"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    level = forms.ChoiceField(label=_("Level"), required=False)
    applies = forms.BooleanField(label=_("Only those that apply"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (everything, words) in PLACE.items():
            set_choices(self, name, [("", everything), *words.choices])

    def on_place(self, rows: AgreementQuerySet) -> AgreementQuerySet:
        """Return what stands on the place that was asked; only after ``is_valid()``."""
        for name in PLACE:
            if asked := self.cleaned_data[name]:
                rows = rows.filter(**{f"{name}s__contains": [asked]})
        return rows.in_force() if self.cleaned_data["applies"] else rows

    @property
    def place_words(self) -> str:
        """Name the place that was asked; empty when none was."""
        found = [
            str(words(self.cleaned_data[name]).label)
            for name, (_everything, words) in PLACE.items()
            if self.is_valid() and self.cleaned_data[name]
        ]
        return ", ".join(found)


class OfferedFilter(OrderedFilter):
    """Narrow and order the regional agreements that a local coalition can say something about."""

    orders = {
        "": (_("to look at again first"), None),
        "title": (_("by title"), ("title_fold", "pk")),
        "new": (_("newest first"), ("-created_at", "-pk")),
    }
    texts = ("title",)

    q = forms.CharField(label=_("Search in agreements"), required=False, max_length=100)


class ListFilter(SinceFilter, PlaceFilter, AgreementFilter):
    """Everything that the list of one coalition can be narrowed and ordered by."""

    orders = {
        "": (_("to look at again first"), None),
        "title": (_("by title"), ("title_fold", "pk")),
        "state": (_("by state"), ("state", "title_fold", "pk")),
        "new": (_("newest first"), ("-created_at", "-pk")),
    }
    field_order = ("q", "state", "theme", "phase", "domain", "level", "applies", "due")

    # What a next step of the start page leads to.
    wacht = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def said(self) -> str:
        waits = gettext("Only what waits for your answer.") if self.asked.get("wacht") else ""
        return " ".join(filter(None, [super().said, waits]))
