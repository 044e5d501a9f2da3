"""What lies ahead of a coalition: everything open that has a day, by month."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.forms.lists import ComingFilter
from coalitions.registry import Reading
from coalitions.selectors.coming import coming_for
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.lists import NarrowedMixin

PAGE_SIZE = 60


class ComingView(NarrowedMixin, CoalitionMixin, TemplateView):
    template_name = "coalitions/coming.html"
    page_title = gettext_lazy("Coming up")
    tab = "plan"

    filter_class = ComingFilter

    def get_rows(self) -> list[Any]:
        rows = coming_for(Reading(self.coalition, self.request.user))
        found: list[Any] = self.filter_form.narrow(rows)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(self.get_rows(), PAGE_SIZE).get_page(self.request.GET.get("page"))
        rows = list(page.object_list)
        return super().get_context_data(**kwargs) | {
            "page_obj": page,
            "late": [one for one in rows if one.is_late],
            "ahead": [one for one in rows if not one.is_late],
        }
