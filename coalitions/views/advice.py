"""Asking for advice, writing it, replying to it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View

from coalitions.choices import AdviceKind, AssessmentState
from coalitions.forms.advice import AdviceForm, AdviceRequestForm, EnquiryForm, ReplyForm
from coalitions.models import AdviceMessage, AdviceRequest, Statement
from coalitions.selectors.checklist import PrinciplePart, StatementRow, not_sharing, parts_of
from coalitions.services.advice import (
    advice_draft_save,
    advice_enquire,
    advice_reply,
    advice_request,
    advice_share,
    advice_sharing_set,
)
from coalitions.views.checklist import ChecklistMixin, RoundMixin
from coalitions.views.principles import PrincipleMixin
from kansrijkestart.core.dutch import Dutch
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin


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
    """The adviser writes one advice, about a principle or one statement: a concept, then shared."""

    permission = "coalitions.give_advice"
    template_name = "coalitions/advice.html"
    form_class = AdviceForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_write:
            return HttpResponseRedirect(self.principle_url())
        return super().get(request, *args, **kwargs)

    @cached_property
    def row(self) -> StatementRow | None:
        """Return the statement in the address, if the advice is about one."""
        number = self.kwargs.get("statement")
        if number is None:
            return None
        found = next((row for row in self.part.rows if row.number == number), None)
        if found is None:
            raise Http404
        return found

    @property
    def statement(self) -> Statement | None:
        return self.row.statement if self.row else None

    @property
    def may_write(self) -> bool:
        thread = self.part.thread
        is_open = self.newest.state != AssessmentState.CLOSED
        return is_open and bool(thread.request) and not thread.advice_on(self.statement)

    def get_page_title(self) -> str:
        title = self.part.principle.screen_title
        if self.row:
            words = _("Advice on statement %(number)s: %(principle)s")
            return Dutch(words % {"number": self.row.number, "principle": title}, title)
        return Dutch(_("Advice: %(principle)s") % {"principle": title}, title)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.part.thread.concept_on(self.statement)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"row": self.row}

    def perform(self, form: AdviceForm) -> AdviceMessage:
        service = advice_share if self.is_sharing else advice_draft_save
        user: Any = self.request.user
        return service(
            assessment_id=self.newest.pk,
            principle=self.part.principle,
            statement=self.statement,
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


class AdviceEnquireView(PrincipleMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    """The adviser asks the coalition something, before or beside the advice."""

    permission = "coalitions.give_advice"
    template_name = "coalitions/advice_enquire.html"
    form_class = EnquiryForm
    success_message = gettext_lazy("Your question is shared with the coalition.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.part.thread.request or self.newest.state == AssessmentState.CLOSED:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        title = self.part.principle.screen_title
        return Dutch(_("Question to the coalition: %(principle)s") % {"principle": title}, title)

    def perform(self, form: EnquiryForm) -> AdviceMessage:
        user: Any = self.request.user
        return advice_enquire(
            assessment_id=self.newest.pk,
            principle=self.part.principle,
            author=user,
            text=form.cleaned_data["text"],
        )

    def get_success_url(self) -> str:
        return self.page_url("principle", number=self.kwargs["number"])


class AdviceSharingView(RoundMixin, View):
    """The switch of a round: the partners read the advice, or from now on they do not."""

    permission = "coalitions.share_advice"
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        is_shared = request.POST.get("share") == "yes"
        advice_sharing_set(assessment_id=self.assessment.pk, user=user, is_shared=is_shared)
        messages.success(
            request,
            _("The partners can read the advice of this round now.")
            if is_shared
            else _("From now on the partners do not read the advice of this round."),
        )
        return HttpResponseRedirect(self.page_url("checklist_round", round=self.assessment.round))


class AdviceReplyView(PrincipleMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Reply to shared advice, or put a question back."""

    permission = "coalitions.reply_advice"
    template_name = "coalitions/advice_reply.html"
    form_class = ReplyForm
    success_message = gettext_lazy("Your reply is shared.")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.part.thread.has_adviser:
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
