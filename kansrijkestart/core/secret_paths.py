"""Addresses that hold a secret: what the history and the log may say of them."""

import logging
import re
from typing import Any, Final

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

# The first part of such an address; what comes behind it opens something.
SECRET_PATHS: Final = ("uitnodiging", "peiling", "bevestigen", "agenda")
_SECRET = re.compile(rf"(^|[\s'\"=]|://[^/\s]+)/({'|'.join(SECRET_PATHS)})/[^/\s'\"?#]+")

# What kansrijkestart.links puts in an address, also where the address is not whole.
_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")


def without_secret(text: str) -> str:
    """Return a text in which these addresses end before their secret."""
    return _SECRET.sub(r"\1/\2/…", text)


class QuietHistoryMiddleware(HistoryMiddleware):
    """Tells the history where a change was made, without the secret of a personal link."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        return context | {"url": without_secret(context["url"])}


class HideSecrets(logging.Filter):
    """Takes secrets out of what is logged, wherever they stand in the line."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        hidden = _TOKEN.sub("…", without_secret(text))
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True
