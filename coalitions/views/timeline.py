"""The timeline of a coalition: its milestones by year and month."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.forms.lists import TimelineFilter
from coalitions.registry import Reading
from coalitions.selectors.timeline import milestones_for
from coalitions.views.log import LogView
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.lists import NarrowedMixin

PAGE_SIZE = 60


class TimelineView(NarrowedMixin, CoalitionMixin, TemplateView):
    template_name = "coalitions/timeline.html"
    page_title = gettext_lazy("Timeline")
    tab = "log"

    filter_class = TimelineFilter

    def get_rows(self) -> list[Any]:
        rows = milestones_for(Reading(self.coalition, self.request.user))
        found: list[Any] = self.filter_form.narrow(rows)
        return found

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (str(LogView.page_title), self.page_url("log"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.get_rows(), PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "milestones": page.object_list,
        }
