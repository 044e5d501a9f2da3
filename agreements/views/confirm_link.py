"""Answering through a personal link, without an account: one text of one agreement, nothing else.

Every link that does not work gives one and the same answer. Reading changes nothing: programs that
look at mail follow links too.
"""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView

from agreements.forms.confirmations import LinkAnswerForm
from agreements.models import ConfirmationRequest, PartyConfirmation
from agreements.selectors.confirmations import answered_by
from agreements.services.confirmations import confirm_by_link, request_of_link
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.links.guarding import ORIGIN_ONLY, count_miss, keep_secret, may_try


class ConfirmLinkView(ServiceFormMixin, PageMixin, FormView):
    """The page behind a mailed link."""

    http_method_names = ["get", "head", "post", "options"]
    form_class = LinkAnswerForm
    template_name = "agreements/confirm_link.html"
    asked: ConfirmationRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_try(request):
            return _gone(request, HTTPStatus.TOO_MANY_REQUESTS)
        try:
            self.asked = request_of_link(kwargs["token"])
            response = super().dispatch(request, *args, **kwargs)
        except Http404:
            count_miss(request)
            return _gone(request, HTTPStatus.NOT_FOUND)
        return keep_secret(response, ORIGIN_ONLY)

    @cached_property
    def given(self) -> PartyConfirmation | None:
        return answered_by(self.asked.party, self.asked.version)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"given": self.given}

    def get_page_title(self) -> str:
        return _("Do you agree? %(title)s") % {"title": self.asked.party.agreement.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        party = self.asked.party
        return super().get_context_data(
            asked_by=party.agreement.coalition.name,
            organisation=party.organisation.name,
            title=party.agreement.title,
            version=self.asked.version,
            given=self.given,
            **kwargs,
        )

    def perform(self, form: LinkAnswerForm) -> PartyConfirmation:
        return confirm_by_link(
            token=self.kwargs["token"],
            answer=form.cleaned_data["answer"],
            remark=form.cleaned_data["remark"],
            name=form.cleaned_data["name"],
        )

    def get_success_url(self) -> str:
        return reverse("agreements:confirmed")


class ConfirmedView(PageMixin, TemplateView):
    """Thanks whoever answered; its address holds no secret, so it may be opened again."""

    template_name = "agreements/confirmed.html"
    page_title = gettext_lazy("Thank you for your answer")


def _gone(request: HttpRequest, status: HTTPStatus) -> HttpResponseBase:
    page = "link_gone" if status == HTTPStatus.NOT_FOUND else "link_wait"
    title = _("This link does not work (any more)")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        title = _("Wait a moment")
    context = {
        "page_title": title,
        "is_sent": request.method == "POST",
        "own_text": request.POST.get("remark", "").strip(),
    }
    response = render(request, f"agreements/{page}.html", context, status=status)
    return keep_secret(response)
