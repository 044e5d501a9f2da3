"""Asks for a second factor before anything else."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijkestart.accounts import second_factor

# Pages that work without one: setting it up and proving the address it needs, signing out,
# confirming who you are, health, language, and what a personal link opens without an account.
_FREE = (
    "/accounts/2fa/",
    "/accounts/confirm-email/",
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/password/",
    "/bevestigen/",
    "/bevestigd/",
    "/taal/",
    "/gezond/",
)


class SecondFactorMiddleware:
    """Sends people who must have a second factor to the page where they set it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not settings.SECOND_FACTOR_REQUIRED:
            return self.get_response(request)
        if request.path.startswith("/accounts/2fa/"):
            second_factor.forget(request)
        if request.path.startswith((*_FREE, settings.STATIC_URL)):
            return self.get_response(request)
        if second_factor.is_present(request, user) or not second_factor.is_required(user):
            return self.get_response(request)
        messages.info(request, _("First set up a second step for signing in."))
        return HttpResponseRedirect(reverse("mfa_index"))
