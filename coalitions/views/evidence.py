"""The page that links records to one statement of the checklist."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.choices import AssessmentState
from coalitions.forms.checklist import AnswerForm
from coalitions.forms.evidence import EvidenceForm
from coalitions.selectors.checklist import StatementRow
from coalitions.services.evidence import evidence_change
from coalitions.views.checklist import CHANGE
from coalitions.views.principles import PrincipleMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ServiceFormMixin


class EvidenceView(PrincipleMixin, ServiceFormMixin, FormView):
    """Link partners, agreements, interventions, figures and documents to a statement."""

    permission = CHANGE
    template_name = "coalitions/evidence_form.html"
    form_class = EvidenceForm
    success_message = gettext_lazy("Saved.")

    @cached_property
    def row(self) -> StatementRow:
        number = self.kwargs["statement"]
        found = next((row for row in self.part.rows if row.number == number), None)
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row and self.newest.state != AssessmentState.DRAFT:
            return HttpResponseRedirect(self.principle_url())
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        principle = self.part.principle.screen_title
        words = _("Link the record to statement %(number)s: %(principle)s")
        return Dutch(words % {"number": self.row.number, "principle": principle}, principle)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (self.part.principle.screen_title, self.principle_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "reading": self.reading,
            "linked": self.row.evidence,
        }

    def perform(self, form: EvidenceForm) -> None:
        user: Any = self.request.user
        evidence_change(
            assessment_id=self.newest.pk,
            statement_id=self.row.statement.pk,
            user=user,
            **form.changes(),
        )

    def principle_url(self) -> str:
        return self.page_url("principle", number=self.part.principle.number)

    def get_success_url(self) -> str:
        return f"{self.principle_url()}#{AnswerForm(row=self.row).div_id}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "row": self.row,
            "back": self.get_success_url(),
        }
