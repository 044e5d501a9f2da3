"""Pages that give kept words back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open in another tab across a login."""
    return render(request, "403_csrf.html", status=403)
