"""Filling in a poll: after signing in, or through a personal link."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from coalitions.forms.polls import PollAnswerForm
from coalitions.models import Poll, PollInvitation, PollSheet
from coalitions.selectors.polls import sections_of
from coalitions.services.poll_answers import own_answers, sheet_save
from coalitions.services.poll_secrets import answer_secret, unseal
from coalitions.services.polls import PURPOSE
from coalitions.views.polls import PollMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.views import PageMixin, ServiceFormMixin
from kansrijkestart.links.guarding import ORIGIN_ONLY, keep_secret
from kansrijkestart.links.services import link_resolve


class _AnsweringMixin(ServiceFormMixin):
    """The statements with what this person answered; after closing only to read."""

    success_message = gettext_lazy(
        "Thank you. Your answers are saved. You may change them as long as the poll is open."
    )
    poll: Poll
    find_secret: Callable[[], str]
    """Return what this person's answers are kept under."""

    @cached_property
    def secret(self) -> str:
        return self.find_secret()

    @cached_property
    def given(self) -> dict[int, str]:
        return own_answers(poll=self.poll, secret=self.secret)

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"sections": sections_of(self.poll), "answers": self.given}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return context | {"poll": self.poll, "given": self.given, "asked_by": self.poll.coalition}

    def perform(self, form: PollAnswerForm) -> PollSheet:
        return sheet_save(poll=self.poll, secret=self.secret, answers=form.answers())

    def get_success_url(self) -> str:
        return self.request.path


class PollAnswerView(_AnsweringMixin, PollMixin, FormView):
    """A member with an account who was asked."""

    # Not even for some minutes is it kept that, or when, somebody of this coalition answered.
    changes_record = False
    permission = "coalitions.answer_poll"
    form_class = PollAnswerForm
    template_name = "coalitions/poll_answer.html"

    def get_permission_object(self) -> Any:
        return self.poll

    def get_page_title(self) -> str:
        return self.poll.title

    def find_secret(self) -> str:
        row = PollInvitation.objects.get(poll=self.poll, member=signed_in(self.request))
        return unseal(row.sealed)


class PollLinkView(_AnsweringMixin, PageMixin, FormView):
    """Somebody without an account: the link opens this and nothing else."""

    form_class = PollAnswerForm
    template_name = "coalitions/poll_link.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.poll = self._find()
        except Http404:
            context = {"page_title": _("This link does not work (any more)")}
            return keep_secret(render(request, "coalitions/poll_gone.html", context, status=404))
        return keep_secret(super().dispatch(request, *args, **kwargs), ORIGIN_ONLY)

    def _find(self) -> Poll:
        link = link_resolve(token=self.kwargs["token"], purpose=PURPOSE)
        rows = PollInvitation.objects.asked().select_related("poll__coalition")
        return get_object_or_404(rows, pk=link.subject_id).poll

    def find_secret(self) -> str:
        return answer_secret(self.kwargs["token"])

    def get_page_title(self) -> str:
        return self.poll.title

    def get_success_url(self) -> str:
        return reverse("coalitions:poll_link", args=[self.kwargs["token"]])
