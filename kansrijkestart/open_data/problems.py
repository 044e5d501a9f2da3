"""Answers that say what is wrong and what to do, as RFC 9457 lays them out."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpResponse

KIND: Final = "application/problem+json"
NOT_HERE: Final = "There is nothing at this address. /api/v1/ says what there is."
WHAT_TO_DO: Final[dict[int, str]] = {
    HTTPStatus.BAD_REQUEST: (
        "The address cannot be read. Check it for characters that do not belong there."
    ),
    HTTPStatus.NOT_FOUND: NOT_HERE,
    HTTPStatus.METHOD_NOT_ALLOWED: "Open data is for reading: use GET, HEAD or OPTIONS.",
    HTTPStatus.TOO_MANY_REQUESTS: (
        "Too many requests from your address. Wait as long as Retry-After says, and keep what "
        "you have: ETag tells whether it changed."
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here, not with what you asked.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The site is busy. Wait as long as Retry-After says.",
}


class ProblemError(Exception):
    """What was asked cannot be answered; ``parameters`` are those that are wrong, each with why."""

    def __init__(self, detail: str, parameters: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.parameters = list(parameters)

    @classmethod
    def about(cls, *parameters: tuple[str, str]) -> "ProblemError":
        """Return the mistake that these parameters, each with why, are not right."""
        return cls("Something in the address is not right: see parameters.", parameters)

    def response(self) -> HttpResponse:
        told = [{"name": name, "detail": why} for name, why in self.parameters]
        return problem(HTTPStatus.BAD_REQUEST, self.detail, parameters=told)


def problem(
    status: int, detail: str = "", *, headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """Return a problem; of what was asked only names of parameters that are wrong stand in it."""
    content = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail or WHAT_TO_DO.get(status, HTTPStatus(status).phrase),
    } | more
    answer = HttpResponse(json.dumps(content, ensure_ascii=False), KIND, status)
    answer.headers["Cache-Control"] = "no-store"
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer
