"""Guards secret addresses: slows down whoever tries them, and keeps them out of other hands.

So many links that do not work may be tried per address and minute. Links that work are not counted,
so a whole town hall behind one address can answer.
"""

from typing import Final

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

APP: Final = "allauth.account"  # its settings hold every limit of the site: ACCOUNT_RATE_LIMITS
ACTION: Final = "personal_link"

# With a form the browser has to say from which site it comes, never from which page.
ORIGIN_ONLY: Final = "strict-origin"
NOTHING: Final = "no-referrer"


def may_try(request: HttpRequest) -> bool:
    """Tell whether this address has not tried too many links that do not work."""
    return bool(ratelimit.consume(request, app=APP, action=ACTION, limit_get=True, dry_run=True))


def count_miss(request: HttpRequest) -> None:
    """Remember that a link of this address did not work."""
    ratelimit.consume(request, app=APP, action=ACTION, limit_get=True)


def keep_secret(response: HttpResponseBase, referrer: str = NOTHING) -> HttpResponseBase:
    """Keep what has a secret address out of caches, search engines and referrers."""
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = referrer
    return response
