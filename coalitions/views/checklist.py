"""The checklist: its rounds, the five principles' pages, settling a round together."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from coalitions.choices import AssessmentState
from coalitions.forms.checklist import AgreeForm
from coalitions.models import Assessment
from coalitions.registry import Reading
from coalitions.selectors.advice import sharing_of
from coalitions.selectors.checklist import (
    earlier_round,
    next_part,
    not_sharing,
    parts_of,
    preview_of,
    rounds_of,
    versions_for,
)
from coalitions.selectors.checklist_history import feeds_of_round
from coalitions.selectors.earned import beside
from coalitions.selectors.history import Feed
from coalitions.services.checklist import (
    CLOSABLE,
    round_agree,
    round_close,
    round_start,
)
from coalitions.views.mixins import CoalitionMixin, HistoryFileMixin, HistoryMixin
from kansrijkestart.core.guiding import before_saving, guided, is_guided
from kansrijkestart.core.views import ServiceFormMixin

GUIDED_PRINCIPLE = 2  # who takes part: just filled in, so half of it is answered
CHANGE = "coalitions.change_assessment"


class ChecklistMixin(CoalitionMixin, LoginRequiredMixin):
    """A page of a coalition's checklist; rounds only as far as the reader may see them."""

    tab = "checklist"

    @cached_property
    def rounds(self) -> list[Assessment]:
        return rounds_of(self.coalition, self.request.user)  # type: ignore[arg-type]

    @cached_property
    def newest(self) -> Assessment:
        """Return the newest round; 404 when there is none for this reader."""
        if not self.rounds:
            raise Http404
        return self.rounds[0]

    @cached_property
    def reading(self) -> Reading:
        """What the record says, looked up once per page."""
        return Reading(self.coalition, self.request.user)

    @cached_property
    def may_change(self) -> bool:
        return bool(self.request.user.has_perm(CHANGE, self.coalition))

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Checklist"), self.page_url("checklist"))]


class ChecklistView(ChecklistMixin, TemplateView):
    """All rounds, and the five principles of the newest one. Never a score."""

    template_name = "coalitions/checklist.html"
    page_title = gettext_lazy("Checklist: five basic principles")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return super().get_breadcrumb()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        newest = self.rounds[0] if self.rounds else None
        parts = parts_of(newest, self.request.user) if newest else []  # type: ignore[arg-type]
        is_settled = newest is not None and newest.state in list(CLOSABLE)
        return super().get_context_data(**kwargs) | {
            "newest": newest,
            "earlier": self.rounds[1:],
            "compares": earlier_round(newest, self.rounds) if newest else None,
            "parts": parts,
            "lines": beside(self.reading, parts),
            "principles": [] if newest else preview_of(self.coalition),
            "next_part": next_part(parts) if newest else None,
            "may_change": self.may_go_on,
            "may_start": not newest or newest.state == AssessmentState.CLOSED,
            "may_close": is_settled,
            "may_ask": is_settled and any(not part.thread.request for part in parts),
            "not_sharing": not_sharing(self.coalition),
            "is_adviser": self.request.user.has_perm("coalitions.give_advice", self.coalition),
        }


class RoundStepView(ChecklistMixin, View):
    """A button that moves a round on; only by POST. Subclasses give ``step``."""

    permission = CHANGE
    http_method_names = ["post", "options"]

    step: Callable[[], str]
    """Do it and return where to go."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return HttpResponseRedirect(self.step())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.page_url("checklist"))


class RoundStartView(RoundStepView):
    def step(self) -> str:
        user: Any = self.request.user
        before_saving(self.request)
        assessment = round_start(coalition=self.coalition, user=user)
        if is_guided(self.request):
            return guided(self.page_url("principle", number=GUIDED_PRINCIPLE))
        part = next_part(parts_of(assessment, user))
        return self.page_url("principle", number=part.principle.number if part else 1)


class RoundCloseView(RoundStepView):
    def step(self) -> str:
        round_close(assessment_id=self.newest.pk)
        messages.success(self.request, _("The round is closed. It stays readable."))
        return self.page_url("checklist")


class AgreeView(ChecklistMixin, ServiceFormMixin, FormView):
    """Settled together: the date and who was there."""

    permission = CHANGE
    template_name = "coalitions/checklist_agree.html"
    form_class = AgreeForm
    page_title = gettext_lazy("Settled together")
    success_message = gettext_lazy("The round is settled in the coalition.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.rounds or self.newest.state != AssessmentState.DRAFT:
            return HttpResponseRedirect(self.page_url("checklist"))
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: AgreeForm) -> Assessment:
        data = form.cleaned_data
        return round_agree(
            assessment_id=self.newest.pk,
            agreed_on=data["agreed_on"],
            organisations=data["organisations"],
            parents_present=data["parents_present"],
            remark=data["remark"],
        )

    def get_success_url(self) -> str:
        return self.page_url("checklist")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parts = parts_of(self.newest, self.request.user)  # type: ignore[arg-type]
        return super().get_context_data(**kwargs) | {"assessment": self.newest, "parts": parts}


class RoundMixin(ChecklistMixin):
    """A page of the round in the address."""

    @cached_property
    def assessment(self) -> Assessment:
        number = self.kwargs["round"]
        found = next((row for row in self.rounds if row.round == number), None)
        if found is None:
            raise Http404
        return found


class RoundView(RoundMixin, TemplateView):
    """One round, whole: to read and to print."""

    template_name = "coalitions/checklist_round.html"

    def get_page_title(self) -> str:
        return _("Checklist, round %(number)s") % {"number": self.assessment.round}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = self.assessment.attendance.select_related("organisation")
        return super().get_context_data(**kwargs) | {
            "assessment": self.assessment,
            "compares": earlier_round(self.assessment, self.rounds),
            "sharing": sharing_of(self.assessment),
            "parts": parts_of(self.assessment, self.request.user),  # type: ignore[arg-type]
            "pdf": [
                (
                    _("Download this round (PDF)"),
                    self.page_url("checklist_pdf", round=self.assessment.round),
                )
            ],
            "present": present.order_by("organisation__name_fold"),
        }


class RoundHistoryView(HistoryMixin, RoundMixin, TemplateView):
    """Who changed what in one round, the newest first."""

    template_name = "coalitions/log.html"

    def get_page_title(self) -> str:
        return _("History of the checklist, round %(number)s") % {"number": self.assessment.round}

    def feeds(self) -> list[Feed]:
        return feeds_of_round(self.assessment)

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        number = self.assessment.round
        words = _("Checklist, round %(number)s") % {"number": number}
        return [*super().get_breadcrumb(), (words, self.page_url("checklist_round", round=number))]


class RoundHistoryFileView(HistoryFileMixin, RoundHistoryView):
    pass


class ChecklistVersionsView(ChecklistMixin, TemplateView):
    """The checklists there are and were for this kind of coalition, beside each other, to read."""

    template_name = "coalitions/checklist_versions.html"
    page_title = gettext_lazy("Versions of the checklist")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(versions=versions_for(self.coalition.scope), **kwargs)
