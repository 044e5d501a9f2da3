"""Reading back the mails that the demo wrote to files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import cast

from django.conf import settings

NAME = re.compile(r"[0-9A-Za-z-]{1,80}")
_DIVIDER = b"-" * 79
_NEWEST_FILES = 200


@dataclass(frozen=True)
class DemoMail:
    """One mail; ``key`` names its file and its place in it."""

    key: str
    to: str
    subject: str
    sent_at: datetime | None
    body: str


def _folder() -> Path:
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.VAR_DIR / "mail")


def _read(path: Path) -> Iterator[DemoMail]:
    for number, part in enumerate(path.read_bytes().split(_DIVIDER)):
        if part.strip():
            message = cast("EmailMessage", message_from_bytes(part.lstrip(), policy=policy.default))
            yield _mail(f"{path.stem}-{number}", message)


def _mail(key: str, message: EmailMessage) -> DemoMail:
    body = message.get_body(preferencelist=("plain", "html"))
    return DemoMail(
        key=key,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=_moment(str(message["Date"])),
        body=body.get_content() if body else "",
    )


def _moment(date: str) -> datetime | None:
    """Return when it was sent; Django writes ``-0000``, which is UTC but is read without a zone."""
    try:
        found = parsedate_to_datetime(date)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def mails() -> list[DemoMail]:
    """Return the demo's mails, the newest first."""
    if not _folder().is_dir():
        return []
    files = sorted(_folder().glob("*.log"), reverse=True)[:_NEWEST_FILES]
    return [mail for path in files for mail in reversed(list(_read(path)))]


def find_mail(key: str) -> DemoMail | None:
    """Return one mail; the key comes from an address, so only names of our own files will do."""
    if not NAME.fullmatch(key):
        return None
    path = _folder() / f"{key.rpartition('-')[0]}.log"
    if not path.is_file():
        return None
    return next((mail for mail in _read(path) if mail.key == key), None)
