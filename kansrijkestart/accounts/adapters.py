"""Who may sign up: nobody alone. An account starts with an invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """Closes the public sign-up form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class KnownAccountsOnlyAdapter(DefaultSocialAccountAdapter):
    """Lets an organisation's sign-on in only for accounts that already exist."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
