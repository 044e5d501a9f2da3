"""The address somebody signs in with. Another one counts once its owner has followed the link."""

from typing import Any

from allauth.account.views import EmailView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from kansrijkestart.accounts.requests import signed_in


class AddressView(EmailView):
    """Ask for another address, send its link again, or take the question back; nothing else.

    allauth could also make an unproved address the one to sign in with, for an account without any
    proved address, and could remove the one address there is.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.POST.get("email", "").strip().lower()
        takes_back = "action_remove" in request.POST and asked != signed_in(request).email
        if {"action_add", "action_send"} & set(request.POST) or takes_back:
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        return HttpResponseRedirect(self.get_success_url())
