"""The last answer when a page could not be made."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as broken

RETRY_SECONDS = "30"


def server_error(request: HttpRequest) -> HttpResponse:
    """Say "come back in a moment" while the database is away or too busy, else "our fault"."""
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return broken(request)
    # Without the request: a template that asks who is signed in would need the database again.
    page = render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS})
