"""The log of a coalition: who changed what, when."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.registry import Reading
from coalitions.selectors.history import feeds_for, page_of_entries
from coalitions.views.mixins import CoalitionMixin


class LogView(CoalitionMixin, TemplateView):
    template_name = "coalitions/log.html"
    page_title = gettext_lazy("Logbook")
    tab = "log"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feeds = feeds_for(Reading(self.coalition, self.request.user))
        page, entries = page_of_entries(feeds, self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {"page_obj": page, "entries": entries}
