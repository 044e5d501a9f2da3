"""Recognised interventions that belong to a coalition's figures and ambitions."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.views.mixins import CoalitionMixin
from interventions.selectors.compare import MOST
from kansrijkestart.core.links import safe_reverse
from monitoring.selectors.suggestions import suggestions_for


class SuggestionsView(CoalitionMixin, TemplateView):
    """What could be looked at, and why; never what works best."""

    template_name = "monitoring/suggestions.html"
    page_title = gettext_lazy("What fits our figures?")
    tab = "interventions"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = suggestions_for(self.coalition)
        return super().get_context_data(**kwargs) | {"found": found, "compare_most": MOST}

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        here = safe_reverse("interventions:choices", slug=self.coalition.slug)
        return [*super().get_breadcrumb(), (_("Interventions"), here)]
