"""Small guards around every request."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.middleware.gzip import GZipMiddleware
from django.template.loader import render_to_string

GetResponse = Callable[[HttpRequest], HttpResponse]


def _has_bad_characters(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


class SafeInputMiddleware:
    """Refuse addresses with NUL bytes or broken characters: PostgreSQL cannot hold them.

    Form fields refuse them with a message at the field; this catches what is read by hand.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        parts: list[Any] = [request.path]
        for key, values in request.GET.lists():
            parts += [key, *values]
        if any(_has_bad_characters(part) for part in parts):
            return HttpResponseBadRequest(render_to_string("400.html", request=None))
        return self.get_response(request)


class PublicGZipMiddleware(GZipMiddleware):
    """Compress pages for visitors, also where the proxy in front does not.

    The map alone is 85 kB of text. Pages of signed-in people are left as they are: compressed,
    the size of a page that repeats what is asked tells something of its secrets (BREACH). A view
    whose page repeats nothing sets ``repeats_nothing`` on its response; docs/adr/0043.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        user = getattr(request, "user", None)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if not is_page or user is None:
            return response
        if user.is_authenticated and not getattr(response, "repeats_nothing", False):
            return response
        return super().process_response(request, response)


class NoStoreMiddleware:
    """Keep pages of signed-in people out of every cache (ASVS 14.3.2)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class OnlyAButtonMiddleware:
    """Show a page where an address answers a button only, instead of an empty one.

    Somebody comes here after signing in again, or with the back button of the browser.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or request.method != "GET":
            return response
        if response.content:  # the API has words of its own
            return response
        page = render_to_string("405.html", request=request)
        return HttpResponse(page, status=response.status_code, headers={"Allow": response["Allow"]})
