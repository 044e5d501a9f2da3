"""The five principles' pages: to fill in, to read, and to save while typing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from coalitions.choices import AssessmentState
from coalitions.forms.checklist import PrincipleForm, saved_versions
from coalitions.models import Assessment
from coalitions.registry import facts_for
from coalitions.selectors.checklist import PrinciplePart, parts_of
from coalitions.selectors.earned import earned_for
from coalitions.services.checklist import SavedAnswers, answers_save
from coalitions.views.checklist import CHANGE, ChecklistMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.guiding import go_on, is_guided


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
        return Dutch(self.part.principle.screen_title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "assessment": self.newest,
            "part": self.part,
            "parts": self.parts,
            "facts": facts_for(self.reading, self.part.principle.key),
            "earned": earned_for(self.reading, self.part.principle.key),
        }


class PrincipleView(PrincipleMixin, TemplateView):
    """Write for who keeps the record while the round is a draft; read for everybody else."""

    template_name = "coalitions/principle.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.rounds and self.may_change:
            return HttpResponseRedirect(self.page_url("checklist"))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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
        link = self.request.POST.get("link", "")
        if any(str(row.number) == link for row in self.part.rows):
            here = self.part.principle.number
            return self.page_url("evidence", number=here, statement=int(link))
        if is_guided(self.request):
            return go_on(self.request, self.page_url("checklist"))
        if "later" in self.request.POST:
            return self.page_url("checklist")
        later = [p for p in self.parts if p.principle.number > self.part.principle.number]
        if later:
            return self.page_url("principle", number=later[0].principle.number)
        return self.page_url("checklist_agree")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.may_change and self.newest.state == AssessmentState.DRAFT
        context = super().get_context_data(**kwargs) | {
            "may_change": may_change,
            "is_settled": self.may_change and not may_change,
        }
        if may_change and "form" not in context:
            context["form"] = PrincipleForm(self.part)
        context["may_reply"] = self.may_reply()
        context["may_advise"] = self.may_advise()
        return context

    def may_reply(self) -> bool:
        is_open = self.part.thread.has_adviser and self.newest.state != AssessmentState.CLOSED
        user = self.request.user
        return is_open and user.has_perm("coalitions.reply_advice", self.coalition)

    def may_advise(self) -> bool:
        thread = self.part.thread
        is_open = bool(thread.request) and self.newest.state != AssessmentState.CLOSED
        user = self.request.user
        return is_open and user.has_perm("coalitions.give_advice", self.coalition)


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
