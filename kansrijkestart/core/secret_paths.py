"""Addresses that hold a secret: what the history and the log may say of them."""

import logging
import re
from typing import Any, Final

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

# The first part of such an address; what comes behind it opens something.
SECRET_PATHS: Final = ("uitnodiging", "peiling", "bevestigen")
_SECRET = re.compile(rf"(^|[\s'\"=]|://[^/\s]+)/({'|'.join(SECRET_PATHS)})/[^/\s'\"?#]+")


def without_secret(text: str) -> str:
    """Return a text in which these addresses end before their secret."""
    return _SECRET.sub(r"\1/\2/…", text)


class QuietHistoryMiddleware(HistoryMiddleware):
    """Tells the history where a change was made, without the secret of a personal link."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request)
        return context | {"url": without_secret(context["url"])}


class HideSecrets(logging.Filter):
    """Takes secrets out of what is logged about a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(one) for one in record.args)
        return True


def _hidden(value: Any) -> Any:
    return without_secret(value) if isinstance(value, str) else value
