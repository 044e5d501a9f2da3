"""Accepting an invitation."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from kansrijkestart.accounts.forms import AcceptForm
from kansrijkestart.accounts.models import Invitation, User
from kansrijkestart.accounts.services.invitations import (
    invitation_accept,
    invitation_accept_as,
    invitation_find,
    offer_in_words,
)
from kansrijkestart.core.views import PageMixin, add_service_errors


class AcceptView(PageMixin, FormView):
    """A new person gives a name and a password; somebody with an account signs in first."""

    form_class = AcceptForm
    template_name = "accounts/accept.html"
    page_title = gettext_lazy("Accept the invitation")
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.invitation = invitation_find(token=kwargs["token"])
        except Http404:
            context = {"page_title": _("This invitation does not work (any more)")}
            return render(request, "accounts/invitation_gone.html", context, status=404)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.invitation.name}

    def get_situation(self) -> str:
        """Return who is looking: new, known (has to sign in), ready, other or closed."""
        user = self.request.user
        if user.is_authenticated:
            return "ready" if user.email.lower() == self.invitation.email else "other"
        known = User.objects.filter(email=self.invitation.email).first()
        if known is None:
            return "new"
        return "known" if known.is_active else "closed"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place, role = offer_in_words(self.invitation)
        here = {"next": self.request.path}
        return super().get_context_data(**kwargs) | {
            "invitation": self.invitation,
            "offer_place": place,
            "offer_role": role,
            "situation": self.get_situation(),
            "sign_in_url": f"{resolve_url('account_login')}?{urlencode(here)}",
            "sign_out_url": reverse("account_logout"),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        situation = self.get_situation()
        if situation == "ready":
            return self._accept_as_user()
        if situation != "new":
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def _accept_as_user(self) -> HttpResponse:
        user = self.request.user
        assert isinstance(user, User)  # noqa: S101 - for the type checker
        try:
            invitation_accept_as(token=self.kwargs["token"], user=user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return HttpResponseRedirect(self.request.path)
        messages.success(self.request, _("Welcome. You have accepted the invitation."))
        return HttpResponseRedirect(resolve_url("/"))

    def form_valid(self, form: AcceptForm) -> HttpResponse:
        try:
            user = invitation_accept(
                token=self.kwargs["token"],
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password1"],
            )
        except ValidationError as error:
            add_service_errors(form, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Welcome. You have accepted the invitation."))
        response: HttpResponse = perform_login(self.request, user, redirect_url="/")
        return response
