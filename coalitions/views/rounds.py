"""One round of the checklist: beside the round before it, and as a file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from coalitions.exporters.rounds import round_pdf
from coalitions.models import Assessment
from coalitions.selectors.checklist import earlier_round, parts_of
from coalitions.views.checklist import RoundMixin
from kansrijkestart.core.downloads import download


class RoundCompareView(RoundMixin, TemplateView):
    """Every statement: what was said the previous time and what is said now."""

    template_name = "coalitions/checklist_compare.html"

    @cached_property
    def earlier(self) -> Assessment:
        """Return the round before this one; 404 when there is none to put beside it."""
        found = earlier_round(self.assessment, self.rounds)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _("Round %(number)s beside round %(earlier)s") % {
            "number": self.assessment.round,
            "earlier": self.earlier.round,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = parts_of(self.assessment, self.request.user)  # type: ignore[arg-type]
        changed = sum(row.change != "same" for part in parts for row in part.rows)
        return super().get_context_data(**kwargs) | {
            "assessment": self.assessment,
            "earlier": self.earlier,
            "parts": parts,
            "changed": changed,
        }

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        number = self.assessment.round
        words = _("Checklist, round %(number)s") % {"number": number}
        return [*super().get_breadcrumb(), (words, self.page_url("checklist_round", round=number))]


class RoundPdfView(RoundMixin, View):
    """The round as this reader may see it, as an accessible PDF."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        present = self.assessment.attendance.order_by("organisation__name_fold")
        names = present.values_list("organisation__name", flat=True)
        pdf = round_pdf(self.assessment, parts_of(self.assessment, user), names)
        return download(pdf, f"checklist-{self.coalition.slug}-{self.assessment.round}.pdf")
