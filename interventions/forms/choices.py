"""Forms about choices: which, state and why; the rest folded."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coalitions.choices import AmbitionState
from coalitions.forms.support import support_levels_field
from coalitions.models import Coalition, Municipality
from interventions.choices import ChoiceState
from interventions.models import Choice, Intervention
from kansrijkestart.core.dutch import ReferenceChoiceField
from kansrijkestart.core.forms import (
    DateInput,
    IdempotentFormMixin,
    KsModelForm,
    VersionedFormMixin,
    set_choices,
    set_rows,
)

FOLDED = (
    "support_levels",
    "municipalities",
    "ambition",
    "capacity",
    "executor",
    "since",
    "until",
    "stop_reason",
)


class ChoiceForm(KsModelForm):
    """What is asked of a choice."""

    municipalities = forms.ModelMultipleChoiceField(
        label=_("In which municipalities"),
        queryset=Municipality.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: in all municipalities of the coalition."),
    )

    support_levels = support_levels_field()

    class Meta:
        model = Choice
        fields = [
            "state",
            "reason",
            "support_levels",
            "ambition",
            "capacity",
            "executor",
            "since",
            "until",
            "stop_reason",
        ]
        widgets = {"state": forms.RadioSelect, "since": DateInput(), "until": DateInput()}
        help_texts = {
            "reason": _("One sentence. Leave it empty when it is not recorded yet."),
            "capacity": _("How many there is room for. Leave it empty when you do not know."),
        }

    def __init__(self, *args: Any, coalition: Coalition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.coalition = coalition
        set_choices(self, "state", ChoiceState.choices)
        covered = Municipality.objects.covered_by(coalition).order_by("name_fold")
        set_rows(self, "municipalities", covered)
        ambitions = Q(state=AmbitionState.RUNNING) | Q(pk=self.instance.ambition_id)
        set_rows(self, "ambition", coalition.ambitions.filter(ambitions).order_by("title"))
        if self.instance.pk:
            rows = self.instance.municipalities.values_list("municipality", flat=True)
            self.initial["municipalities"] = list(rows)

    @property
    def folded_has_errors(self) -> bool:
        """Whether the folded part must stand open to show a mistake."""
        return any(name in self.errors for name in FOLDED)


class ChoiceAddForm(IdempotentFormMixin, ChoiceForm):
    """A new choice: which intervention comes first."""

    intervention = ReferenceChoiceField(
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
        set_rows(self, "intervention", rows.exclude(pk__in=taken))


class ChoiceUpdateForm(VersionedFormMixin, ChoiceForm):
    """A change to a choice; carries the version the user saw."""

    def stored_value(self, record: Any, name: str) -> Any:
        if name == "municipalities":
            rows = record.municipalities.values("municipality")
            return Municipality.objects.covered_by(record.coalition).filter(pk__in=rows)
        return super().stored_value(record, name)
