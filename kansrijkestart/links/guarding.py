"""Slows down whoever tries secrets: so many links that do not work per address and minute.

Links that work are not counted, so a whole town hall behind one address can answer.
"""

from typing import Final

from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP: Final = "allauth.account"  # its settings hold every limit of the site: ACCOUNT_RATE_LIMITS
ACTION: Final = "personal_link"


def may_try(request: HttpRequest) -> bool:
    """Tell whether this address has not tried too many links that do not work."""
    return bool(ratelimit.consume(request, app=APP, action=ACTION, limit_get=True, dry_run=True))


def count_miss(request: HttpRequest) -> None:
    """Remember that a link of this address did not work."""
    ratelimit.consume(request, app=APP, action=ACTION, limit_get=True)
