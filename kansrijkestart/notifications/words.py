"""What a notification says, in the language that is on: one text for list, mail and digest."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from kansrijkestart.notifications import registry
from kansrijkestart.notifications.models import Notification

_BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Said:
    """The words of one notification: ``first`` is its first paragraph, for lists."""

    row: Notification
    kind: registry.Kind
    title: str
    paragraphs: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.paragraphs[0] if self.paragraphs else ""

    @property
    def path(self) -> str:
        return reverse("notifications:follow", args=[self.row.pk])

    @property
    def url(self) -> str:
        """The whole address, for a mail: it opens the list's row, which leads to the page."""
        return absolute(self.path)


def absolute(path: str) -> str:
    """Return the address of a page for a mail that no request asked for."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def say(row: Notification) -> Said | None:
    """Return what a notification says; None when no installed app knows its kind."""
    kind = registry.find(row.kind)
    if kind is None:
        return None
    values = {key: _value(key, value) for key, value in row.about.items()}
    title = get_template(f"{kind.template}.subject.txt").render(values)
    text = get_template(f"{kind.template}.txt").render(values).strip()
    paragraphs = (" ".join(one.split()) for one in _BLANK_LINES.split(text))
    return Said(row, kind, " ".join(title.split()), tuple(one for one in paragraphs if one))


def _value(key: str, value: Any) -> Any:
    """Give days back as days: what ends in ``_on`` was written down as text."""
    return date.fromisoformat(value) if value and key.endswith("_on") else value
