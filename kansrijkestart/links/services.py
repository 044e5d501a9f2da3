"""One-time links: make, find, use, revoke. The address holds a secret, the database its digest."""

import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.http import Http404

from kansrijkestart.core import clock
from kansrijkestart.links.models import OneTimeLink

TOKEN_BYTES = 32
# Between the new part of a secret and what it keeps of an earlier one.
SEPARATOR = "."
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}(?:\.[A-Za-z0-9_-]{43})?")


def new_token() -> str:
    """Return a secret of 32 random bytes, fit for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest_of(token: str) -> str:
    """Return what may be stored of a secret. It is long and random, so plain SHA-256 will do."""
    return hashlib.sha256(token.encode()).hexdigest()


def link_create(
    *,
    purpose: str,
    subject_id: int,
    created_by: Any = None,
    valid_for: timedelta,
    ending: str = "",
) -> tuple[OneTimeLink, str]:
    """Make a link; returns the row and the secret, which is never to be had again.

    ``ending`` is put behind the new part, for a link that takes the place of an earlier one and
    must still lead to what was made with that one.
    """
    token, moment = new_token(), clock.now()
    if ending:
        token = f"{token}{SEPARATOR}{ending}"
    link = OneTimeLink(
        purpose=purpose,
        subject_id=subject_id,
        digest=digest_of(token),
        created_by=created_by,
        created_at=moment,
        expires_at=moment + valid_for,
    )
    link.full_clean(exclude=["created_by", "used_at", "revoked_at"])
    link.save()
    return link, token


def _usable() -> Q:
    return Q(used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now())


def _find(token: str, purpose: str, links: models.QuerySet[OneTimeLink]) -> OneTimeLink:
    if not _TOKEN.fullmatch(token):
        raise Http404("link")
    found = links.filter(_usable(), digest=digest_of(token), purpose=purpose).first()
    if found is None:
        raise Http404("link")
    return found


def link_resolve(*, token: str, purpose: str) -> OneTimeLink:
    """Return the link that this secret opens, to show its page.

    Raises Http404, the same for a wrong, used, revoked and expired secret.
    """
    return _find(token, purpose, OneTimeLink.objects.all())


def link_replace(*, link: OneTimeLink, valid_for: timedelta) -> str:
    """Give a link another secret, which is returned: the earlier one is useless from now on."""
    token, moment = new_token(), clock.now()
    link.digest, link.created_at, link.expires_at = digest_of(token), moment, moment + valid_for
    link.save(update_fields=["digest", "created_at", "expires_at"])
    return token


@transaction.atomic
def link_use(*, token: str, purpose: str) -> OneTimeLink:
    """Use a link up, in the transaction of what it does: it works once, also when clicked twice.

    Raises Http404 like ``link_resolve``.
    """
    link = _find(token, purpose, OneTimeLink.objects.select_for_update())
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    return link


def links_revoke(*, purpose: str, subject_id: int | Collection[int]) -> int:
    """Make the open links to one record, or to several, useless: when a new one is sent."""
    subjects = [subject_id] if isinstance(subject_id, int) else subject_id
    rows = OneTimeLink.objects.filter(_usable(), purpose=purpose, subject_id__in=subjects)
    return rows.update(revoked_at=clock.now())
