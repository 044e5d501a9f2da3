"""Along every link as somebody, a few addresses of each shape, with what came back."""

import hashlib
import re
from collections import Counter, deque
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client

LINK = re.compile(r"<(?:a|link|img)\b[^>]*\b(?:href|src)=\"([^\"#]+)")
# Addresses that change something, leave the site or are the same for everybody.
NOT_WALKED = ("/accounts/", "/static/", "/beheer/", "/taal/", "/demo/", "/gezond/")
CHANGING = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=")[^"]+|(/ID \[)[^\]]+|nonce="[^"]+"'
    rb'|(?<=/bewaard/concept/\?van=)[^"]+'  # signed with the moment
)


def shape_of(path: str) -> str:
    """Return what is the same for all addresses of one page: without slugs, numbers and codes."""
    path = re.sub(r"/(\d+|[0-9a-f-]{36}|GM\d{4})(?=/|$)", "/#", path)
    return re.sub(r"^/(coalities|regios|landkaart|interventies)/[\w-]+", r"/\1/#", path)


def body_of(answer: Any) -> bytes:
    """Return what was answered, without what differs at every request."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return CHANGING.sub(b"\\1", raw)


def print_of(answer: Any) -> str:
    return f"{answer.status_code} {hashlib.sha256(body_of(answer)).hexdigest()}"


class Walk:
    """One person's walk from the start page."""

    def __init__(self, user: Any, *, per_shape: int, most: int) -> None:
        self.client = Client(HTTP_HOST="localhost")
        if user is not None:
            self.client.force_login(user)
        self.per_shape, self.most = per_shape, most
        self.shapes: Counter[str] = Counter()
        self.seen: list[str] = []

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def walk(self, *starts: str) -> list[str]:
        """Return the addresses that were found and answered, in the order of finding."""
        waiting, known = deque(starts), set(starts)
        while waiting and len(self.seen) < self.most:
            path = waiting.popleft()
            answer = self.get(path)
            if answer.status_code != 200:
                continue
            self.seen.append(path)
            if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
                continue
            for link in LINK.findall(answer.content.decode(errors="replace")):
                found = self._worth(urljoin(path, link.replace("&amp;", "&")), known)
                if found:
                    known.add(found)
                    waiting.append(found)
        return self.seen

    def _worth(self, link: str, known: set[str]) -> str:
        parts = urlsplit(link)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        if parts.netloc or path in known or path.startswith(NOT_WALKED):
            return ""
        shape = shape_of(parts.path) + "?" * bool(parts.query)
        self.shapes[shape] += 1
        return path if self.shapes[shape] <= self.per_shape else ""
