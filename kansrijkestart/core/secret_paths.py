"""Addresses that hold a secret: what the history and the log may say of them."""

import logging
import re
from typing import Any, Final

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

# The first part of such an address; what comes behind it opens something.
SECRET_PATHS: Final = ("uitnodiging", "peiling", "bevestigen", "agenda")
_SECRET = re.compile(rf"(^|[\s'\"=]|://[^/\s]+)/({'|'.join(SECRET_PATHS)})/[^/\s'\"?#]+")

# What kansrijkestart.links puts in an address, also where the address is not whole, or stands
# percent-encoded in the query of another one.
_TOKEN = re.compile(
    r"(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])"
)


def without_secret(text: str) -> str:
    """Return a text in which these addresses end before their secret."""
    return _SECRET.sub(r"\1/\2/…", text)


class QuietHistoryMiddleware(HistoryMiddleware):
    """Tells the history where a change was made, without the secret of a personal link."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        return context | {"url": without_secret(context["url"])}


class HideSecrets(logging.Filter):
    """Takes secrets out of what is logged, wherever they stand: the line or its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = _hidden(text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _hidden(record.exc_text)
        return True


def _hidden(text: str) -> str:
    return _TOKEN.sub("…", without_secret(text))
