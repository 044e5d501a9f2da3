"""Who may sign up: nobody alone. An account starts with an invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.ratelimit import get_ip
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kansrijkestart.accounts import second_factor


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Closes the public sign-up form; remembers what the organisation's sign-on asserted."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Refuse an address that has become somebody else's account since it was asked for."""
        others = get_user_model()._default_manager.exclude(pk=email_address.user_id)
        if others.filter(email__iexact=email_address.email).exists():
            message = "account/messages/email_confirmation_failed.txt"
            self.add_message(request, messages.ERROR, message, {"email": email_address.email})
            return False
        return bool(super().confirm_email(request, email_address))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords per account and address: nobody locks somebody else out."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{get_ip(request)}"

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        sociallogin = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        request.session.pop(second_factor.ASSERTED, None)
        if sociallogin is not None and second_factor.asserted_by(sociallogin):
            request.session[second_factor.ASSERTED] = user.pk
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class KnownAccountsOnlyAdapter(DefaultSocialAccountAdapter):
    """Lets an organisation's sign-on in only for accounts that are connected to it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        provider = sociallogin.account.get_provider(request).name
        page = render(request, "socialaccount/not_known.html", {"provider": provider}, status=403)
        raise ImmediateHttpResponse(page)
