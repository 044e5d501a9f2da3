"""The line of reasoning of a coalition: on screen, printed on one page, and as a PDF."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.generic import TemplateView

from coalitions.registry import Reading
from coalitions.selectors.page_head import place_line
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core import clock
from kansrijkestart.core.downloads import download
from monitoring.exporters.reasoning import reasoning_pdf
from monitoring.selectors.orphans import orphans_of
from monitoring.selectors.reasoning import STEPS, Record, record_of, strands_of


class _ReasoningMixin(CoalitionMixin):
    request: HttpRequest
    tab = "reasoning"

    @cached_property
    def record(self) -> Record:
        return record_of(Reading(self.coalition, self.request.user))


class ReasoningView(_ReasoningMixin, TemplateView):
    """From a figure to what is done and to the next figure, and what is not on the line yet."""

    template_name = "monitoring/reasoning.html"
    page_title = gettext_lazy("Line of reasoning")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        strands = strands_of(self.record)
        pdf = reverse("monitoring:reasoning_pdf", args=[self.coalition.slug])
        return super().get_context_data(**kwargs) | {
            "strands": strands,
            "steps": STEPS,
            "orphans": orphans_of(self.record),
            "has_record": bool(self.record.told or self.record.ambitions),
            "downloads": [(_("Line of reasoning (PDF)"), pdf)],
            "today": clock.today(),
        }


class ReasoningPdfView(_ReasoningMixin, View):
    """The same on paper, for readers with and without a screen reader."""

    http_method_names = ["get", "head"]

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        names = [one.name for one in self.record.table.figures.municipalities]
        content = reasoning_pdf(
            self.coalition,
            place_line(self.coalition, names),
            strands_of(self.record),
            orphans_of(self.record),
        )
        return download(content, f"redeneerlijn-{self.coalition.slug}.pdf")
