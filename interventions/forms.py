"""Forms about choices: which, state and why; the rest folded."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.choices import Domain, Phase
from coalitions.models import Coalition, Municipality
from interventions.choices import ChoiceState, RecognitionLevel
from interventions.models import Choice, Intervention
from kansrijkestart.core.forms import (
    FilterForm,
    IdempotentFormMixin,
    KsModelForm,
    VersionedFormMixin,
)

FOLDED = ("municipalities", "executor", "since", "until", "stop_reason")


class DateInput(forms.DateInput):
    """The browser's own date field, also without a script."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class CatalogueFilter(FilterForm):
    """Narrows the catalogue."""

    q = forms.CharField(label=_("Search by name"), required=False, max_length=100)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    domain = forms.ChoiceField(label=_("Domain"), required=False)
    recognition = forms.ChoiceField(label=_("Recognition"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phase"].choices = [("", _("All phases")), *Phase.choices]
        self.fields["domain"].choices = [("", _("All domains")), *Domain.choices]
        self.fields["recognition"].choices = [
            ("", _("All")),
            ("any", _("Recognised, any level")),
            *RecognitionLevel.choices,
            ("unknown", _("No recognition known")),
        ]


class ChoiceForm(KsModelForm):
    """What is asked of a choice."""

    municipalities = forms.ModelMultipleChoiceField(
        label=_("In which municipalities"),
        queryset=Municipality.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: in all municipalities of the coalition."),
    )

    class Meta:
        model = Choice
        fields = ["state", "reason", "executor", "since", "until", "stop_reason"]
        widgets = {"state": forms.RadioSelect, "since": DateInput(), "until": DateInput()}
        help_texts = {"reason": _("One sentence. Leave it empty when it is not recorded yet.")}

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.coalition = coalition
        self.fields["state"].choices = ChoiceState.choices
        covered = Municipality.objects.covered_by(coalition).order_by("name_fold")
        self.fields["municipalities"].queryset = covered
        if self.instance.pk:
            rows = self.instance.municipalities.values_list("municipality", flat=True)
            self.initial["municipalities"] = list(rows)

    @property
    def folded_has_errors(self) -> bool:
        """Whether the folded part must stand open to show a mistake."""
        return any(name in self.errors for name in FOLDED)


class ChoiceAddForm(IdempotentFormMixin, ChoiceForm):
    """A new choice: which intervention comes first."""

    intervention = forms.ModelChoiceField(
        label=_("Which intervention"),
        queryset=Intervention.objects.none(),
        empty_label=_("Choose an intervention"),
    )

    class Meta(ChoiceForm.Meta):
        fields = ["intervention", *ChoiceForm.Meta.fields]

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, coalition=coalition, **kwargs)
        taken = Choice.objects.filter(coalition=coalition).values("intervention")
        rows = Intervention.objects.catalogue().exclude(kind="legal_task")
        self.fields["intervention"].queryset = rows.exclude(pk__in=taken)


class ChoiceUpdateForm(VersionedFormMixin, ChoiceForm):
    """A change to a choice; carries the version the user saw."""
