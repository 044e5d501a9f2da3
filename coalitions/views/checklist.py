"""The checklist: its rounds, the five principles' pages, settling a round together."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from coalitions.choices import AssessmentState
from coalitions.forms.checklist import AgreeForm, PrincipleForm, saved_versions
from coalitions.models import Assessment
from coalitions.registry import Reading, facts_for
from coalitions.selectors.checklist import (
    PrinciplePart,
    next_part,
    not_sharing,
    parts_of,
    preview_of,
    rounds_of,
)
from coalitions.services.checklist import (
    CLOSABLE,
    SavedAnswers,
    answers_save,
    round_agree,
    round_close,
    round_start,
)
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.core.views import ServiceFormMixin

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
        return super().get_context_data(**kwargs) | {
            "newest": newest,
            "earlier": self.rounds[1:],
            "parts": parts,
            "principles": [] if newest else preview_of(self.coalition),
            "next_part": next_part(parts) if newest else None,
            "may_change": self.may_change,
            "may_start": not newest or newest.state == AssessmentState.CLOSED,
            "may_close": bool(newest) and newest.state in CLOSABLE,
            "may_ask": bool(newest)
            and newest.state in CLOSABLE
            and any(not part.thread.request for part in parts),
            "not_sharing": not_sharing(self.coalition),
        }


class RoundStepView(ChecklistMixin, View):
    """A button that moves a round on; only by POST."""

    permission = CHANGE
    http_method_names = ["post", "options"]

    def step(self) -> str:
        """Do it and return where to go."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return HttpResponseRedirect(self.step())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.page_url("checklist"))


class RoundStartView(RoundStepView):
    def step(self) -> str:
        user: Any = self.request.user
        assessment = round_start(coalition=self.coalition, user=user)
        part = next_part(parts_of(assessment, user))
        return self.page_url("principle", number=part.principle.number if part else 1)


class RoundCloseView(RoundStepView):
    def step(self) -> str:
        round_close(assessment_id=self.newest.pk)
        messages.success(self.request, _("The round is closed. It stays readable."))
        return self.page_url("checklist")


class PrincipleMixin(ChecklistMixin):
    """One principle of the newest round."""

    @cached_property
    def parts(self) -> list[PrinciplePart]:
        return parts_of(self.newest, self.request.user)  # type: ignore[arg-type]

    @cached_property
    def part(self) -> PrinciplePart:
        number = self.kwargs["number"]
        found = (part for part in self.parts if part.principle.number == number)
        part = next(found, None)
        if part is None:
            raise Http404
        return part

    def get_page_title(self) -> str:
        return self.part.principle.screen_title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "assessment": self.newest,
            "part": self.part,
            "parts": self.parts,
            "facts": facts_for(Reading(self.coalition, self.request.user), self.part.principle.key),
        }


class PrincipleView(PrincipleMixin, TemplateView):
    """Write for who keeps the record while the round is a draft; read for everybody else."""

    template_name = "coalitions/principle.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.rounds and self.may_change:
            return HttpResponseRedirect(self.page_url("checklist"))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_change:
            raise PermissionDenied
        form = PrincipleForm(self.part, request.POST)
        try:
            saved = save_page(self.newest, form)
        except ValidationError as error:
            return self.answer(form, 409, refusal=" ".join(error.messages))
        conflicts = form.conflict_fields(saved)
        is_valid = form.is_valid()
        form.follow(saved)
        if conflicts:
            return self.answer(form, 409, conflict=self.conflict(saved, conflicts))
        if not is_valid:
            form.is_valid()
            return self.answer(form, 200)
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(self.next_url())

    def answer(self, form: PrincipleForm, status: int, **extra: Any) -> HttpResponse:
        context = self.get_context_data(form=form, **extra)
        return self.render_to_response(context, status=status)

    def conflict(self, saved: SavedAnswers, fields: list[tuple[str, str, str]]) -> dict[str, Any]:
        records = [*saved.conflicts.values(), saved.note_conflict]
        when = max(record.updated_at for record in records if record)
        return {"fields": fields, "when": when, "reload_url": self.request.path}

    def next_url(self) -> str:
        if "later" in self.request.POST:
            return self.page_url("checklist")
        later = [p for p in self.parts if p.principle.number > self.part.principle.number]
        if later:
            return self.page_url("principle", number=later[0].principle.number)
        return self.page_url("checklist_agree")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.may_change and self.newest.state == AssessmentState.DRAFT
        context = super().get_context_data(**kwargs) | {"may_change": may_change}
        if may_change and "form" not in context:
            context["form"] = PrincipleForm(self.part)
        context["may_reply"] = self.may_reply()
        context["may_advise"] = self.may_advise()
        return context

    def may_reply(self) -> bool:
        is_open = bool(self.part.thread.advice) and self.newest.state != AssessmentState.CLOSED
        user = self.request.user
        return is_open and user.has_perm("coalitions.reply_advice", self.coalition)

    def may_advise(self) -> bool:
        thread = self.part.thread
        is_open = bool(thread.request) and self.newest.state != AssessmentState.CLOSED
        user = self.request.user
        return (
            is_open
            and not thread.advice
            and user.has_perm("coalitions.give_advice", self.coalition)
        )


def save_page(assessment: Assessment, form: PrincipleForm) -> SavedAnswers:
    """Store what can be stored of a page."""
    return answers_save(
        assessment_id=assessment.pk,
        principle_id=form.part.principle.pk,
        **form.service_values(),
    )


class PrincipleAutosaveView(PrincipleMixin, View):
    """Saves while somebody types. Answers with the versions now stored."""

    permission = CHANGE
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = PrincipleForm(self.part, request.POST)
        try:
            saved = save_page(self.newest, form)
        except ValidationError as error:
            return JsonResponse({"message": " ".join(error.messages)}, status=403)
        status = 200 if form.is_valid() else 422
        if saved.conflicts or saved.note_conflict:
            status = 409
        return JsonResponse({"fields": saved_versions(saved)}, status=status)


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


class RoundView(ChecklistMixin, TemplateView):
    """One round, whole: to read and to print."""

    template_name = "coalitions/checklist_round.html"

    @cached_property
    def assessment(self) -> Assessment:
        number = self.kwargs["round"]
        found = next((row for row in self.rounds if row.round == number), None)
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return _("Checklist, round %(number)s") % {"number": self.assessment.round}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        present = self.assessment.attendance.select_related("organisation")
        return super().get_context_data(**kwargs) | {
            "assessment": self.assessment,
            "parts": parts_of(self.assessment, self.request.user),  # type: ignore[arg-type]
            "present": present.order_by("organisation__name_fold"),
        }
