"""The calendar of dates to look again: a person's address for it, and what that address gives."""

from http import HTTPStatus
from typing import Any, Final

from allauth.core.internal.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext_lazy
from django.views import View
from django.views.generic import TemplateView

from agreements.exporters.calendar_feed import calendar_ics
from agreements.selectors.calendar_feed import agreements_to_look_at, open_calendar_link
from agreements.services.calendar_links import (
    PURPOSE,
    calendar_link_make,
    calendar_link_revoke,
    calendar_reader,
)
from coalitions.views.mixins import start_path
from kansrijkestart.accounts.requests import signed_in
from kansrijkestart.core.downloads import download
from kansrijkestart.core.views import PageMixin
from kansrijkestart.links.guarding import keep_secret

# A program asks a few times an hour, for each device. Guessing is slowed down per network; whoever
# has a right address is answered all the same, for others share that network.
LIMITS: Final = {"wrong": "30/m/ip", "read": "60/h/key", "make": "20/h/user"}
APP: Final = "agreements.calendar"
WAIT_SECONDS: Final = "3600"


def _is_too_much(request: HttpRequest, action: str, **about: Any) -> bool:
    used = consume(request, app=APP, action=action, config=LIMITS, limit_get=True, **about)
    return used is None


def _too_many() -> HttpResponse:
    headers = {"Retry-After": WAIT_SECONDS}
    words = _("This was asked too often. Try again in an hour.")
    status = HTTPStatus.TOO_MANY_REQUESTS
    return HttpResponse(words, "text/plain; charset=utf-8", status, headers=headers)


class CalendarView(LoginRequiredMixin, PageMixin, TemplateView):
    """Make an address for one's own calendar, see it once, replace it, take it back."""

    template_name = "agreements/calendar.html"
    page_title = pgettext_lazy("calendar of dates", "Calendar")

    def get_breadcrumb(self) -> list[tuple[str, str]]:
        return start_path()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in(self.request)
        kwargs.setdefault("link", open_calendar_link(user, PURPOSE))
        number = agreements_to_look_at(user).count()
        return super().get_context_data(number=number, **kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        if request.POST.get("do") == "revoke":
            if calendar_link_revoke(user=user):
                messages.success(request, _("The address does not work any more."))
            return HttpResponseRedirect(request.path)
        if request.POST.get("do") != "make":
            return HttpResponseRedirect(request.path)
        if _is_too_much(request, "make", user=user):
            return _too_many()
        # Answered at once, without a redirect: the secret is kept nowhere to be shown later.
        link, token = calendar_link_make(user=user)
        address = request.build_absolute_uri(reverse("agreements:feed", args=[token]))
        return self.render_to_response(self.get_context_data(link=link, address=address))


class FeedView(View):
    """The calendar itself, for a program that cannot sign in: the address is the right."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, token: str) -> HttpResponseBase:
        try:
            link, user = calendar_reader(token=token)
        except Http404:
            if _is_too_much(request, "wrong"):
                return keep_secret(_too_many())
            raise
        if _is_too_much(request, "read", key=str(link.pk)):
            return keep_secret(_too_many())
        with override(user.language):
            content = calendar_ics(
                agreements_to_look_at(user),
                host=request.get_host().partition(":")[0],
                build_url=request.build_absolute_uri,
            )
        return keep_secret(download(content, "afspraken.ics"))
