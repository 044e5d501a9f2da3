"""Which figures stand beside an intervention: a list to tick for an analyst."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from interventions.views.manage import ManagedMixin
from kansrijkestart.core.forms import KsForm
from kansrijkestart.core.views import ServiceFormMixin
from monitoring.models import Indicator
from monitoring.selectors.related import indicators_beside
from monitoring.services.related import intervention_indicators_set


class RelatedForm(KsForm):
    """Nothing ticked is allowed."""

    indicators = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Which figures?"),
        queryset=Indicator.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class RelatedView(ManagedMixin, ServiceFormMixin, FormView):
    template_name = "monitoring/related.html"
    form_class = RelatedForm
    page_title = gettext_lazy("Figures to read beside it")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {"indicators": list(indicators_beside(self.intervention))}

    def perform(self, form: RelatedForm) -> None:
        intervention_indicators_set(
            intervention=self.intervention, indicators=form.cleaned_data["indicators"]
        )
