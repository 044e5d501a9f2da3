"""Asking for advice, writing it, replying to it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.choices import AdviceKind, AssessmentState
from coalitions.forms.advice import AdviceForm, AdviceRequestForm, ReplyForm
from coalitions.models import AdviceMessage, AdviceRequest
from coalitions.selectors.checklist import PrinciplePart, not_sharing, parts_of
from coalitions.services.advice import (
    advice_draft_save,
    advice_reply,
    advice_request,
    advice_share,
)
from coalitions.views.checklist import ChecklistMixin
from coalitions.views.principles import PrincipleMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ServiceFormMixin


class AdviceRequestView(ChecklistMixin, ServiceFormMixin, FormView):
    """Ask Pharos for advice: always optional, only about a round that is settled."""

    permission = "coalitions.request_advice"
    template_name = "coalitions/advice_request.html"
    form_class = AdviceRequestForm
    page_title = gettext_lazy("Ask Pharos for advice")
    success_message = gettext_lazy("Your request stands ready for the adviser.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.rounds or self.newest.state in (AssessmentState.DRAFT, AssessmentState.CLOSED):
            return HttpResponseRedirect(self.page_url("checklist"))
        return super().get(request, *args, **kwargs)

    @cached_property
    def open_parts(self) -> list[PrinciplePart]:
        parts = parts_of(self.newest, self.request.user)  # type: ignore[arg-type]
        return [part for part in parts if not part.thread.request]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"parts": self.open_parts}

    def perform(self, form: AdviceRequestForm) -> list[AdviceRequest]:
        chosen = [form.by_key[key] for key in form.cleaned_data["principles"]]
        user: Any = self.request.user
        return advice_request(
            assessment_id=self.newest.pk,
            user=user,
            principles=chosen,
            question=form.cleaned_data["question"],
        )

    def get_success_url(self) -> str:
        return self.page_url("checklist")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "assessment": self.newest,
            "not_sharing": not_sharing(self.coalition),
        }


class AdviceView(PrincipleMixin, ServiceFormMixin, FormView):
    """The adviser writes one advice about one principle: a concept first, then shared."""

    permission = "coalitions.give_advice"
    template_name = "coalitions/advice.html"
    form_class = AdviceForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_write:
            return HttpResponseRedirect(self.principle_url())
        return super().get(request, *args, **kwargs)

    @property
    def may_write(self) -> bool:
        thread = self.part.thread
        is_open = self.newest.state != AssessmentState.CLOSED
        return is_open and bool(thread.request) and not thread.advice

    def get_page_title(self) -> str:
        title = self.part.principle.screen_title
        return Dutch(_("Advice: %(principle)s") % {"principle": title}, title)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.part.thread.concept}

    def perform(self, form: AdviceForm) -> AdviceMessage:
        service = advice_share if self.is_sharing else advice_draft_save
        user: Any = self.request.user
        return service(
            assessment_id=self.newest.pk,
            principle=self.part.principle,
            author=user,
            text=form.cleaned_data["text"],
            expected_version=form.seen_version,
        )

    @property
    def is_sharing(self) -> bool:
        return "share" in self.request.POST

    def form_valid(self, form: AdviceForm) -> HttpResponse:
        self.success_message = (
            _("Your advice is shared with the coalition.")
            if self.is_sharing
            else _("Your concept is kept. Only you can see it.")
        )
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return self.principle_url() if self.is_sharing else self.request.path

    def principle_url(self) -> str:
        return self.page_url("principle", number=self.kwargs["number"])


class AdviceReplyView(PrincipleMixin, ServiceFormMixin, FormView):
    """Reply to shared advice, or put a question back."""

    permission = "coalitions.reply_advice"
    template_name = "coalitions/advice_reply.html"
    form_class = ReplyForm
    success_message = gettext_lazy("Your reply is shared.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.part.thread.advice:
            raise Http404
        if self.newest.state == AssessmentState.CLOSED:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        title = self.part.principle.screen_title
        return Dutch(_("Reply: %(principle)s") % {"principle": title}, title)

    def perform(self, form: ReplyForm) -> AdviceMessage:
        user: Any = self.request.user
        return advice_reply(
            assessment_id=self.newest.pk,
            principle=self.part.principle,
            user=user,
            text=form.cleaned_data["text"],
            kind=AdviceKind.QUESTION if "question" in self.request.POST else AdviceKind.REPLY,
        )

    def get_success_url(self) -> str:
        return self.page_url("principle", number=self.kwargs["number"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_adviser = self.request.user.has_perm("coalitions.give_advice", self.coalition)
        return super().get_context_data(**kwargs) | {"is_adviser": is_adviser}
