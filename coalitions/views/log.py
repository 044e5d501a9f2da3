"""The log of a coalition: who changed what, when."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from coalitions.forms.compare import CompareForm
from coalitions.registry import Reading
from coalitions.selectors.differences import Pair, in_words, pairs_between
from coalitions.selectors.history import PAGE_SIZE, Feed, feeds_for
from coalitions.views.mixins import CoalitionMixin, HistoryFileMixin, HistoryMixin


class LogView(HistoryMixin, CoalitionMixin, TemplateView):
    template_name = "coalitions/log.html"
    page_title = gettext_lazy("Logbook")
    tab = "log"

    def feeds(self) -> list[Feed]:
        return feeds_for(Reading(self.coalition, self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(timeline_url=self.page_url("timeline"), **kwargs)


class LogFileView(HistoryFileMixin, LogView):
    pass


class CompareView(CoalitionMixin, TemplateView):
    """What is different between two days; what was changed and changed back is not."""

    template_name = "coalitions/compare.html"
    page_title = gettext_lazy("What changed?")
    tab = "log"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (str(LogView.page_title), self.page_url("log"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = CompareForm(self.request.GET)
        found: list[Pair] = []
        if form.moments:
            feeds = feeds_for(Reading(self.coalition, self.request.user))
            found = pairs_between(feeds, *form.moments)
        page = Paginator(found, PAGE_SIZE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "form": form,
            "days": form.days,
            "page_obj": page,
            "differences": in_words(list(page.object_list)),
        }
