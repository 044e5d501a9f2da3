"""Where a page leads after saving while somebody follows a guide.

A guide runs over pages of several apps, which do not know it. A page follows it when it was opened
from the guide (``gids`` in its address: a page that saves while somebody types has no other way to
know), or when its step was still open before saving. A higher app registers the answers in
``AppConfig.ready()``.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest

PARAMETER: Final = "gids"
ON: Final = "1"
_KEPT: Final = "guide_step_was_open"

_is_open: list[Callable[[HttpRequest], bool]] = []
_find: list[Callable[[HttpRequest], str]] = []


def register(is_open: Callable[[HttpRequest], bool], find: Callable[[HttpRequest], str]) -> None:
    """Let ``is_open`` say whether this page is a step that is still open, ``find`` what comes next.

    ``find`` gives an address, or nothing when no guide runs.
    """
    _is_open.append(is_open)
    _find.append(find)


def before_saving(request: HttpRequest) -> None:
    """Look, before a page writes, whether it is an open step: afterwards it no longer is."""
    setattr(request, _KEPT, any(look(request) for look in _is_open))


def is_guided(request: HttpRequest) -> bool:
    """Tell whether this page was opened from a guide or was its open step."""
    return request.GET.get(PARAMETER) == ON or getattr(request, _KEPT, False)


def go_on(request: HttpRequest, otherwise: str) -> str:
    """Return the next step of the guide after saving, or ``otherwise`` outside a guide."""
    if not is_guided(request):
        return otherwise
    return next((url for find in _find if (url := find(request))), otherwise)


def guided(url: str) -> str:
    """Return an address of a page as a guide links to it."""
    if not url:
        return ""
    return f"{url}{'&' if '?' in url else '?'}{PARAMETER}={ON}"
