"""Who is asking, where a page has already made sure that somebody is signed in."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from kansrijkestart.accounts.models import User


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in user; refuses a visitor (403) instead of guessing."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
