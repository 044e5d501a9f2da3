"""What was planned and reached in one year and municipality."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.models import Municipality
from interventions.models import Choice, Reach
from kansrijkestart.core import clock
from kansrijkestart.core.forms import (
    IdempotentFormMixin,
    KsModelForm,
    VersionedFormMixin,
    set_rows,
)

FIRST_YEAR = 2015


class ReachForm(KsModelForm):
    """Both numbers may stay empty; a small one is kept without the number."""

    class Meta:
        model = Reach
        fields: tuple[str, ...] = (
            "planned",
            "reached",
            "reached_few",
            "parents_note",
            "professionals_note",
        )
        help_texts = {
            "planned": _("Families or groups. Leave it empty when you do not know."),
            "reached": _("Below ten we keep only that it is fewer than ten, not the number."),
        }
        widgets = {
            "parents_note": forms.Textarea(attrs={"rows": 3}),
            "professionals_note": forms.Textarea(attrs={"rows": 3}),
        }

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        number = data.get("reached")
        if number is not None and number >= FEW and data.get("reached_few"):
            self.add_error(
                "reached_few", _("Give a number of ten or more, or tick this. Not both.")
            )
        # A small number goes to the service as it is; the model's own check comes after that.
        return data

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), "reached"}  # type: ignore[misc]


FEW = 10


class ReachAddForm(IdempotentFormMixin, ReachForm):
    """A new year: where and which."""

    municipality = forms.ModelChoiceField(
        label=_("Municipality"), queryset=Municipality.objects.none(), empty_label=None
    )
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR)

    class Meta(ReachForm.Meta):
        fields = ("municipality", "year", *ReachForm.Meta.fields)

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.choice = choice
        self.initial.setdefault("year", clock.today().year - 1)
        covered = Municipality.objects.covered_by(choice.coalition)
        set_rows(self, "municipality", covered.order_by("name_fold"))

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if year > clock.today().year + 1:
            raise forms.ValidationError(_("Give this year, next year or one that has passed."))
        return year


class ReachUpdateForm(VersionedFormMixin, ReachForm):
    """A change to a year that is there."""
