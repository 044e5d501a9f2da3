"""Which interventions a practice example is about."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.views.examples import ExampleMixin
from interventions.forms.examples import ExampleAboutForm
from interventions.services.examples import example_about
from kansrijkestart.core.views import ServiceFormMixin


class ExampleAboutView(ExampleMixin, ServiceFormMixin, FormView):
    """A list to tick, for whoever writes the examples of the coalition."""

    template_name = "interventions/example_about.html"
    form_class = ExampleAboutForm
    page_title = gettext_lazy("Interventions of this example")
    success_message = gettext_lazy("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"example": self.example}

    def perform(self, form: ExampleAboutForm) -> None:
        example_about(example=self.example, interventions=form.cleaned_data["interventions"])
