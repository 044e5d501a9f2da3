"""Parked posts: what somebody sent after the session expired, kept for an hour.

The text is encrypted with a key that only the browser's cookie holds; the database has a digest of
it and the ciphertext. It goes back to the same user only. Files and passwords are never kept.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth import get_user_model

from kansrijkestart.core import clock
from kansrijkestart.safekeeping.models import ParkedPost, WhyParked
from kansrijkestart.safekeeping.services.secret_fields import is_secret

LARGEST_POST = 1_000_000
Fields = list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Parked:
    """A kept post, readable again."""

    pk: int
    path: str
    created_at: datetime
    fields: Fields
    reason: str = WhyParked.SIGNED_OUT


def _digest(secret: str) -> str:
    return hashlib.sha256(b"digest:" + secret.encode()).hexdigest()


def _cipher(secret: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"parked post").derive(
        secret.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))


def post_park(
    *,
    user_id: int,
    path: str,
    fields: Iterable[tuple[str, list[str]]],
    reason: str = WhyParked.SIGNED_OUT,
) -> str | None:
    """Keep a form; returns the secret for the browser, or None when there is nothing to keep."""
    kept = [(name, values) for name, values in fields if not is_secret(name)]
    content = json.dumps(kept).encode()
    is_known = get_user_model()._default_manager.filter(pk=user_id, is_active=True).exists()
    if not kept or len(content) > LARGEST_POST or len(path) > 500 or not is_known:
        return None
    secret, moment = secrets.token_urlsafe(32), clock.now()
    ParkedPost.objects.create(
        digest=_digest(secret),
        path=path,
        user_id=user_id,
        reason=reason,
        ciphertext=_cipher(secret).encrypt(content),
        created_at=moment,
        expires_at=moment + timedelta(seconds=settings.PARKED_POST_SECONDS),
    )
    return secret


def posts_parked_for(*, user_id: int, browser_secrets: Iterable[str]) -> list[Parked]:
    """Return what this browser kept for this user, the newest first."""
    by_digest = {_digest(secret): secret for secret in browser_secrets}
    rows = ParkedPost.objects.filter(
        digest__in=by_digest, user_id=user_id, expires_at__gt=clock.now()
    ).order_by("-created_at", "-pk")
    found = []
    for row in rows:
        try:
            content = _cipher(by_digest[row.digest]).decrypt(bytes(row.ciphertext))
        except InvalidToken:
            continue
        fields = [(name, list(values)) for name, values in json.loads(content)]
        found.append(Parked(row.pk, row.path, row.created_at, fields, row.reason))
    return found


def post_unpark(*, user_id: int, parked_id: int) -> None:
    """Forget a kept post: it was sent again, or is not wanted."""
    ParkedPost.objects.filter(pk=parked_id, user_id=user_id).delete()
