"""Which interventions a practice example is about."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coalitions.models import PracticeExample
from interventions.models import Intervention
from kansrijkestart.core.forms import KsForm, set_rows


class ExampleAboutForm(KsForm):
    """A list to tick; nothing ticked is allowed."""

    interventions = forms.ModelMultipleChoiceField(
        label=_("What is the example about?"),
        queryset=Intervention.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, example: PracticeExample, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "interventions", Intervention.objects.catalogue())
        rows = Intervention.objects.filter(examples__example=example)
        self.initial["interventions"] = list(rows.values_list("pk", flat=True))
