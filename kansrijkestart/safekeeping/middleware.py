"""Keeps a form that was sent after the session had expired."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kansrijkestart.safekeeping import cookies
from kansrijkestart.safekeeping.giving_back import BACK, forms_in, put_back
from kansrijkestart.safekeeping.models import WhyParked
from kansrijkestart.safekeeping.services.parking import post_park, post_unpark, posts_parked_for

# Pages about accounts hold passwords and codes; the administration holds accounts; the address of a
# personal link is a secret.
NEVER_KEPT = ("/accounts/", "/uitnodiging/", "/bevestigen/", "/beheer/", "/taal/", "/bewaard/")
MARK = "_parked"  # the hidden field of a form that is sent again


def may_be_kept(request: HttpRequest) -> bool:
    """Tell whether this is a form that a person sent from one of our pages."""
    from_script = "X-Requested-With" in request.headers or "HX-Request" in request.headers
    return request.method == "POST" and not from_script and not request.path.startswith(NEVER_KEPT)


def park(
    request: HttpRequest,
    response: HttpResponse,
    user_id: int | None,
    reason: str = WhyParked.SIGNED_OUT,
) -> str | None:
    """Keep the form for this user and give the browser its key; None when nothing was kept."""
    if user_id is None or not may_be_kept(request):
        return None
    secret = post_park(
        user_id=user_id,
        path=request.get_full_path(),
        fields=[item for item in request.POST.lists() if item[0] != MARK],
        reason=reason,
    )
    if secret is not None:
        cookies.add_secret(request, response, secret)
    return secret


class ParkedPostMiddleware:
    """Parks a post that ended at the login page, and forgets one that was sent again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            cookies.remember_user(request, response)
            self._forget_sent_again(request, response)
            return response
        if not self._goes_to_login(request, response):
            return response
        address = f"{_login_path()}?{urlencode({'next': reverse('safekeeping:parked')})}"
        kept = HttpResponseRedirect(address)
        return kept if park(request, kept, cookies.former_user_id(request)) else response

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        """Fill the form of a page that was asked for with what this browser kept for this user."""
        number = request.GET.get(BACK, "")
        if request.method != "GET" or not number or not request.user.is_authenticated:
            return response
        kept = posts_parked_for(
            user_id=int(str(request.user.pk)), browser_secrets=cookies.kept_secrets(request)
        )
        for one in kept:
            is_asked = str(one.pk) == number and urlsplit(one.path).path == request.path
            if is_asked and put_back(forms_in(response.context_data), one.fields):
                messages.info(
                    request, _("What you had filled in is back. It counts when you save.")
                )
        return response

    @staticmethod
    def _goes_to_login(request: HttpRequest, response: HttpResponse) -> bool:
        location = response.headers.get("Location", "")
        return (
            may_be_kept(request)
            and response.status_code in {302, 303}
            and urlsplit(location).path == _login_path()
        )

    @staticmethod
    def _forget_sent_again(request: HttpRequest, response: HttpResponse) -> None:
        if request.method == "POST" and response.status_code in {302, 303}:
            mark = request.POST.get(MARK) or request.GET.get(BACK, "")
            if mark.isascii() and mark.isdecimal() and len(mark) < 19:
                post_unpark(user_id=int(str(request.user.pk)), parked_id=int(mark))


def _login_path() -> str:
    return resolve_url(settings.LOGIN_URL)
