"""Who was asked to answer a poll: one mail sent again, one invitation withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from coalitions.forms.lists import InvitedFilter
from coalitions.models import PollInvitation
from coalitions.services.poll_invitations import invitation_resend, invitation_withdraw
from coalitions.views.polls import PollSubpage
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.lists import NarrowedMixin


class PollInvitedView(NarrowedMixin, PollSubpage, ListView):
    """Says who was asked and whether the mail left, and nothing about answers."""

    template_name = "coalitions/poll_invited.html"
    paginate_by = 40
    filter_class = InvitedFilter

    def get_page_title(self) -> str:
        return _("Who was invited: %(title)s") % {"title": self.poll.title}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.poll.is_open:
            return HttpResponseRedirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PollInvitation]:
        rows = PollInvitation.objects.asked().filter(poll=self.poll).for_list()
        found: QuerySet[PollInvitation] = self.filter_form.narrow(rows)
        return found


class _OneInvitation(PollSubpage, View):
    """A button of the list; only by POST."""

    http_method_names = ["post", "options"]

    act: Callable[[], str]
    """Do it and return what to say."""

    @cached_property
    def invitation(self) -> PollInvitation:
        rows = PollInvitation.objects.filter(poll=self.poll)
        return get_object_or_404(rows, pk=self.kwargs["invitation"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(self.page_url("poll_invited", pk=self.poll.pk))


class InvitationResendView(_OneInvitation):
    def act(self) -> str:
        is_sent = invitation_resend(
            invitation=self.invitation,
            sent_by=signed_in(self.request),
            site_url=self.request.build_absolute_uri("/"),
        )
        if not is_sent:
            return _("This mail is on its way already.")
        if self.invitation.member_id:
            return _("The mail is sent again.")
        return _("A new link is mailed. The earlier one does not work any more.")


class InvitationWithdrawView(_OneInvitation):
    def act(self) -> str:
        invitation_withdraw(invitation=self.invitation)
        return _("The invitation is withdrawn. Answers that were given stay.")
