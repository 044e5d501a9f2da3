"""Polls among partners: what the coordinator does, and what everybody of the coalition reads."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, ListView, TemplateView, View

from coalitions.forms.lists import PollFilter
from coalitions.forms.polls import PollCloseForm, PollForm, PollInviteForm, PollUpdateForm
from coalitions.models import Poll, PollInvitation
from coalitions.selectors.polls import FEWEST, OPTIONS, national_selfscan, polls_of, results_of
from coalitions.services.poll_invitations import poll_invite, poll_remind, remindable
from coalitions.services.polls import poll_close, poll_open, poll_update
from coalitions.views.mixins import CoalitionMixin
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.lists import NarrowedMixin
from kansrijkestart.core.signs import sign_for
from kansrijkestart.core.views import ServiceFormMixin
from kansrijkestart.safekeeping.drafting import DraftMixin
from kansrijkestart.safekeeping.idempotency import IdempotentPostMixin

CHANGE = "coalitions.change_coalition"


class PollsMixin(CoalitionMixin):
    """Polls stand with the checklist."""

    tab = "checklist"

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (_("Checklist"), self.page_url("checklist"))]


class PollListView(NarrowedMixin, PollsMixin, ListView):
    """The coalition's polls, the newest first."""

    template_name = "coalitions/polls.html"
    page_title = gettext_lazy("Polls among partners")
    paginate_by = 25
    filter_class = PollFilter

    def get_queryset(self) -> QuerySet[Poll]:
        rows = polls_of(self.coalition, signed_in(self.request))
        found: QuerySet[Poll] = self.filter_form.narrow(rows)
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"selfscan": national_selfscan()}


class _PollsSubpage(PollsMixin):
    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (str(PollListView.page_title), self.page_url("polls"))]


class PollAddView(_PollsSubpage, IdempotentPostMixin, DraftMixin, ServiceFormMixin, FormView):
    permission = CHANGE
    form_class = PollForm
    template_name = "coalitions/poll_form.html"
    page_title = gettext_lazy("Open a poll")
    success_message = gettext_lazy("The poll is open. Whom do you want to ask?")
    object: Poll

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: PollForm) -> Poll:
        return poll_open(coalition=self.coalition, **form.values())

    def get_success_url(self) -> str:
        return self.page_url("poll_invite", pk=self.object.pk)


class PollMixin(_PollsSubpage):
    """A page of one poll; 404 when the reader may not see it."""

    @cached_property
    def poll(self) -> Poll:
        return get_object_or_404(
            polls_of(self.coalition, signed_in(self.request)), pk=self.kwargs["pk"]
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"poll": self.poll}

    def get_success_url(self) -> str:
        return self.page_url("poll", pk=self.poll.pk)


class PollSubpage(PollMixin):
    permission = CHANGE

    def get_permission_object(self) -> Any:
        return self.poll.coalition  # 404 comes before 403

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return [*super().get_breadcrumb(), (self.poll.title, self.get_success_url())]


class PollView(PollMixin, TemplateView):
    """How many were asked and how many sheets came in; the answers only when it is closed."""

    template_name = "coalitions/poll.html"

    def get_page_title(self) -> str:
        return self.poll.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = PollInvitation.objects.asked().filter(poll=self.poll)
        return super().get_context_data(**kwargs) | {
            "results": results_of(self.poll),
            "options": [sign_for("answer", option).word for option in OPTIONS],
            "fewest": FEWEST,
            "is_whole": self.poll.principle_id is None,
            "to_remind": remindable(self.poll).count() if self.poll.is_open else 0,
            "not_mailed": asked.filter(mail_failed_at__isnull=False).count(),
            "may_answer": self.request.user.has_perm("coalitions.answer_poll", self.poll),
        }


class PollUpdateView(PollSubpage, DraftMixin, ServiceFormMixin, FormView):
    form_class = PollUpdateForm
    template_name = "coalitions/poll_form.html"
    success_message = gettext_lazy("Saved.")

    def get_page_title(self) -> str:
        return _("Change the poll: %(title)s") % {"title": self.poll.title}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.poll.is_open:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.poll}

    def perform(self, form: PollUpdateForm) -> Poll:
        return poll_update(poll=self.poll, expected_version=form.seen_version, **form.values())


class PollInviteView(PollSubpage, IdempotentPostMixin, ServiceFormMixin, FormView):
    form_class = PollInviteForm
    template_name = "coalitions/poll_invite.html"
    object: list[PollInvitation]

    def get_page_title(self) -> str:
        return _("Invite to the poll: %(title)s") % {"title": self.poll.title}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.poll.is_open:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"coalition": self.coalition}

    def perform(self, form: PollInviteForm) -> list[PollInvitation]:
        made = poll_invite(
            poll=self.poll,
            invited_by=signed_in(self.request),
            site_url=self.request.build_absolute_uri("/"),
            **form.values(),
        )
        messages.success(self.request, _said_of_invited(len(made)))
        return made


def _said_of_invited(number: int) -> str:
    if not number:
        return _("Everybody you chose had been invited already. Nobody gets a second mail.")
    return ngettext(
        "%(number)s person gets a mail with a personal link.",
        "%(number)s people get a mail with a personal link.",
        number,
    ) % {"number": number}


class PollRemindView(PollSubpage, View):
    """The button for a reminder; only by POST. Everybody gets one, once."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            number = poll_remind(
                poll=self.poll,
                reminded_by=signed_in(request),
                site_url=request.build_absolute_uri("/"),
            )
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(self.get_success_url())
        said = _("Everybody has been reminded already. That is done once.")
        if number:
            said = _("The reminder is being sent. Everybody gets it once.")
        messages.success(request, said)
        return HttpResponseRedirect(self.get_success_url())


class PollCloseView(PollSubpage, ServiceFormMixin, FormView):
    """Closing is for good, so it is asked once more."""

    form_class = PollCloseForm
    template_name = "coalitions/poll_close.html"
    success_message = gettext_lazy("The poll is closed.")

    def get_page_title(self) -> str:
        return _("Close the poll: %(title)s") % {"title": self.poll.title}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.poll.closed_at is not None:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.poll}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"fewest": FEWEST}

    def perform(self, form: PollCloseForm) -> Poll:
        return poll_close(poll=self.poll, expected_version=form.seen_version)
