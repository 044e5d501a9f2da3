"""Around every address of the API: nobody is known there, and everything that fails is a problem.

It takes away cookies before anything reads them, so that an answer is that of a visitor whoever
asks, is the same for everybody, and may be kept by any cache.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse

from kansrijkestart.open_data.problems import KIND, problem

API: Final = "/api/"
KEPT_HEADERS: Final = ("Retry-After", "Allow")
# Neither who asks nor in which language makes a difference.
WITHOUT: Final = ("Vary", "Content-Language")


class OpenDoorMiddleware:
    """Stands outside whatever reads cookies, sessions and languages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(API):
            return self.get_response(request)
        request.COOKIES = {}
        answer = _told(self.get_response(request))
        answer.cookies.clear()
        for name in WITHOUT:
            answer.headers.pop(name, None)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
        return answer


def _told(answer: HttpResponse) -> HttpResponse:
    """Turn a page about a mistake into a problem."""
    is_mistake = answer.status_code >= HTTPStatus.BAD_REQUEST
    if not is_mistake or answer.headers.get("Content-Type") == KIND:
        return answer
    kept = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    return problem(answer.status_code, headers=kept)
