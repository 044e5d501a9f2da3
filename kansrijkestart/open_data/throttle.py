"""So many questions per address and minute, with the limits of the whole site."""

from typing import Final

from allauth.core.internal import ratelimit
from django.http import HttpRequest

APP: Final = "allauth.account"  # its settings hold every limit of the site: ACCOUNT_RATE_LIMITS
ACTION: Final = "open_data"
RETRY_SECONDS: Final = "60"  # by then every question that counted is out of the minute


def may_ask(request: HttpRequest) -> bool:
    """Count a question of this address, and tell whether it is within the limit.

    With the cache away nobody is counted: open data then stays readable, as other pages do.
    """
    return bool(ratelimit.consume(request, app=APP, action=ACTION, limit_get=True))
