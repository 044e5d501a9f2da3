"""Who confirmed which text, and asking the parties: pages of whoever keeps or reads the record."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View

from agreements.choices import AgreementState
from agreements.forms.answers import AnswersFilter
from agreements.forms.confirmations import AnswerForm, AskForm, ToldForm
from agreements.models import AgreementVersion, ConfirmationRequest, Party, PartyConfirmation
from agreements.selectors import current_text
from agreements.selectors.confirmations import (
    AnswerRow,
    answer_rows,
    answered_by,
    not_asked_again,
    parties_to_ask,
    progress_of,
)
from agreements.selectors.requests import answerable_requests
from agreements.services.confirmations import (
    TEXT_CHANGED,
    confirm_by_member,
    party_confirm,
    request_withdraw,
)
from agreements.services.requests import confirmations_ask, request_resend
from agreements.views.agreements import AgreementPageMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin

CHANGE = "agreements.change_agreement"


class _ConfirmingMixin(AgreementPageMixin):
    """A page below the overview of answers; back to it afterwards."""

    def get_success_url(self) -> str:
        return reverse("agreements:confirmations", args=[self.kwargs["pk"]])

    @cached_property
    def newest(self) -> AgreementVersion | None:
        return current_text(self.object)


class ConfirmationsView(_ConfirmingMixin, NarrowedMixin, TemplateView):
    """Who has answered and who has not, per text; ``?versie=2`` shows an earlier one."""

    template_name = "agreements/confirmations.html"
    filter_class = AnswersFilter

    def get_page_title(self) -> str:
        return _("Who has confirmed: %(title)s") % {"title": self.object.title}

    @cached_property
    def versions(self) -> list[AgreementVersion]:
        return list(self.object.versions.order_by("-number"))

    def chosen(self) -> AgreementVersion | None:
        asked = self.request.GET.get("versie", "")
        if not asked:
            return self.versions[0] if self.versions else None
        for version in self.versions:
            if str(version.number) == asked:
                return version
        raise Http404

    def get_answers(self, version: AgreementVersion | None) -> list[AnswerRow]:
        return answer_rows(self.object, version) if version else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.chosen()
        rows = self.get_answers(version)
        is_newest = version is not None and version.pk == self.versions[0].pk
        runs = self.object.state != AgreementState.ENDED
        return super().get_context_data(
            version=version,
            versions=self.versions,
            has_rows=bool(rows),
            rows=self.filter_form.narrow(rows),
            progress=progress_of(rows),
            left_out=not_asked_again(self.object, version) if version and is_newest else [],
            is_newest=is_newest,
            may_ask=is_newest and runs and self.may_change,
            **kwargs,
        )


class AskView(_ConfirmingMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Choose who answers for each party; all are asked at once."""

    permission = CHANGE
    form_class = AskForm
    template_name = "agreements/ask.html"
    page_title = gettext_lazy("Send for confirmation")

    @cached_property
    def parties(self) -> list[Party]:
        return parties_to_ask(self.object, self.newest)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"agreement": self.object, "parties": self.parties}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            version=self.newest,
            parties=self.parties,
            has_ended=self.object.state == AgreementState.ENDED,
            **kwargs,
        )

    def perform(self, form: AskForm) -> list[ConfirmationRequest]:
        made = confirmations_ask(
            agreement=self.object,
            asked_by=signed_in(self.request),
            site_url=self.request.build_absolute_uri("/"),
            asks=form.asks(),
        )
        words = ngettext(
            "%(number)s partner is asked to answer. The mail is on its way.",
            "%(number)s partners are asked to answer. The mails are on their way.",
            len(made),
        )
        messages.success(self.request, words % {"number": len(made)})
        return made


class _OneRequest(_ConfirmingMixin, View):
    """A button of the overview; only by POST."""

    permission = CHANGE
    http_method_names = ["post", "options"]

    act: Callable[[], str]
    """Do it and return what to say."""

    @cached_property
    def asked(self) -> ConfirmationRequest:
        rows = ConfirmationRequest.objects.filter(party__agreement=self.object)
        return get_object_or_404(rows, pk=self.kwargs["asked"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self.get_success_url())


class RequestResendView(_OneRequest):
    def act(self) -> str:
        is_sent = request_resend(
            request=self.asked,
            sent_by=signed_in(self.request),
            site_url=self.request.build_absolute_uri("/"),
        )
        if not is_sent:
            return _("This mail is on its way already.")
        if self.asked.member_id:
            return _("The mail is sent again.")
        return _("A new link is mailed. The earlier one does not work any more.")


class RequestWithdrawView(_OneRequest):
    def act(self) -> str:
        request_withdraw(request=self.asked)
        return _("The question is taken back. An answer that was given stays.")


class ToldView(_ConfirmingMixin, IdempotentPostMixin, ServiceFormMixin, FormView):
    """Write down an answer that came in another way, or that a party takes one back."""

    permission = CHANGE
    form_class = ToldForm
    template_name = "agreements/told.html"
    success_message = gettext_lazy("The answer is recorded.")

    @cached_property
    def party(self) -> Party:
        rows = self.object.parties.filter(left_on=None).select_related("organisation")
        return get_object_or_404(rows, pk=self.kwargs["party"])

    def get_page_title(self) -> str:
        words = _("Answer of %(organisation)s") % {"organisation": self.party.organisation.name}
        return f"{words}: {self.object.title}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "given": answered_by(self.party, self.newest),
            "about": self.newest.number if self.newest else None,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            party=self.party,
            version=self.newest,
            cancel_url=reverse("agreements:confirmations", args=[self.object.pk]),
            **kwargs,
        )

    def form_invalid(self, form: ToldForm) -> HttpResponse:
        """Show the newest text below what was typed, when it is another one than was answered."""
        if form.has_error(NON_FIELD_ERRORS, TEXT_CHANGED):
            self.newest = current_text(self.object)
            form.ask_about(self.newest)
        return super().form_invalid(form)

    def perform(self, form: ToldForm) -> PartyConfirmation:
        asked = form.cleaned_data
        return party_confirm(
            party=self.party,
            version=self.object.versions.filter(number=asked["about"]).first(),
            answer=asked["answer"],
            remark=asked["remark"],
            name=asked["name"],
            user=signed_in(self.request),
        )


class ConfirmView(AgreementPageMixin, ServiceFormMixin, FormView):
    """A member who was asked answers for a party; may change the answer while the text stands."""

    permission = "agreements.answer_request"
    form_class = AnswerForm
    template_name = "agreements/confirm.html"
    success_message = gettext_lazy("Thank you. Your answer is recorded.")

    @cached_property
    def asked(self) -> ConfirmationRequest:
        rows = ConfirmationRequest.objects.filter(party__agreement=self.object)
        rows = rows.select_related("party__organisation", "version")
        return get_object_or_404(rows, pk=self.kwargs["asked"])

    def get_permission_object(self) -> Any:
        return self.asked

    def get_success_url(self) -> str:
        return reverse("agreements:detail", args=[self.kwargs["pk"]])

    def get_page_title(self) -> str:
        return _("Do you agree? %(title)s") % {"title": self.object.title}

    @cached_property
    def given(self) -> PartyConfirmation | None:
        return answered_by(self.asked.party, self.asked.version)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"given": self.given}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            asked=self.asked,
            given=self.given,
            is_open=answerable_requests().filter(pk=self.asked.pk).exists(),
            **kwargs,
        )

    def perform(self, form: AnswerForm) -> PartyConfirmation:
        return confirm_by_member(
            request=self.asked,
            answer=form.cleaned_data["answer"],
            remark=form.cleaned_data["remark"],
            user=signed_in(self.request),
        )
