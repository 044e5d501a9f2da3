"""Forms about own figures of a coalition: what is counted, and the number of a year."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coalitions.models import Municipality
from kansrijkestart.core import clock
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsForm,
    KsModelForm,
    NoPersonalNumbersMixin,
    VersionedFormMixin,
    set_rows,
)
from monitoring.models import OwnIndicator
from monitoring.services.own import FIELDS


class OwnIndicatorForm(
    NoPersonalNumbersMixin, IdempotentFormMixin, VersionedFormMixin, KsModelForm
):
    """What a coalition counts, in its own words."""

    folded: tuple[str, ...] = ()

    class Meta:
        model = OwnIndicator
        fields = FIELDS
        labels = {
            "name": gettext_lazy("What do you call this figure?"),
            "phase": gettext_lazy("About which phase?"),
            "unit": gettext_lazy("What kind of figure is it?"),
            "direction": gettext_lazy("Which way is good?"),
            "counted": gettext_lazy("Who or what do you count?"),
            "out_of": gettext_lazy("Out of how many?"),
            "source": gettext_lazy("Where do the numbers come from?"),
            "per_municipality": gettext_lazy("We have numbers per municipality"),
        }
        help_texts = {
            "name": gettext_lazy("For instance “Families with a home visit before birth”."),
            "counted": gettext_lazy("For instance “families that were visited in that year”."),
            "out_of": gettext_lazy(
                "For instance “all families that expected a child”. Leave empty for a plain number."
            ),
            "source": gettext_lazy("Which register or which organisation, no names of persons."),
            "per_municipality": gettext_lazy(
                "Otherwise the numbers are about the coalition as a whole. It is one of the two: "
                "with both, somebody could work out a hidden number."
            ),
        }

    def values(self) -> dict[str, Any]:
        """Return what the service needs; only after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class OwnRemoveForm(VersionedFormMixin, KsForm):
    """Nothing to fill in: only which version somebody saw."""

    def __init__(self, *args: Any, instance: OwnIndicator, **kwargs: Any) -> None:
        self.instance = instance
        super().__init__(*args, **kwargs)


class OwnFigureForm(IdempotentFormMixin, KsForm):
    """The number of one year; a second time it takes the place of the first."""

    folded = ("take_away",)
    needed_together = ("numerator", "denominator")  # unless the number is taken away
    municipality = forms.ModelChoiceField(
        label=gettext_lazy("Municipality"), queryset=Municipality.objects.none()
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    numerator = forms.IntegerField(min_value=0, max_value=2_000_000_000, required=False)
    denominator = forms.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    is_provisional = forms.BooleanField(
        label=gettext_lazy("The number may still change"), required=False
    )
    take_away = forms.BooleanField(
        label=gettext_lazy("Take away the number of this year"),
        help_text=gettext_lazy(
            "For when it was recorded by mistake. The number may then stay empty."
        ),
        required=False,
    )

    def __init__(self, *args: Any, indicator: OwnIndicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if indicator.per_municipality:
            covered = Municipality.objects.covered_by(indicator.coalition)
            set_rows(self, "municipality", covered.order_by("name_fold", "code"))
        else:
            del self.fields["municipality"]
        self.fields["year"].initial = clock.today().year - 1
        self.fields["numerator"].label = indicator.counted
        if indicator.out_of:
            self.fields["denominator"].label = indicator.out_of
        else:
            del self.fields["denominator"]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("take_away"):
            self._need("numerator", gettext_lazy("Give the number, none is 0."))
            self._need("denominator", gettext_lazy("Say out of how many; at least 1."))
        return values

    def _need(self, name: str, words: Any) -> None:
        """Ask for a number that was left empty; a plain number has no denominator to ask for."""
        is_empty = name not in self.errors and self.cleaned_data.get(name) is None
        if name in self.fields and is_empty:
            self.add_error(name, words)

    def area_and_year(self) -> dict[str, Any]:
        """Return of what the number is; only after ``is_valid()``."""
        return {
            "municipality": self.cleaned_data.get("municipality"),
            "year": self.cleaned_data["year"],
        }

    def numbers(self) -> dict[str, Any]:
        """Return what the service records; only after ``is_valid()``."""
        return {
            "numerator": self.cleaned_data["numerator"],
            "denominator": self.cleaned_data.get("denominator"),
            "is_provisional": self.cleaned_data["is_provisional"],
        }
