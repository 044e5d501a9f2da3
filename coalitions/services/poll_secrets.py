"""The secret of one respondent: opens their page, and makes the key of their answer sheet.

The database holds a digest of the secret (with the link) and, until the poll closes, the secret
encrypted with the site's own key. The key of the sheet cannot be made of either (ADR 0015).
"""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

from kansrijkestart.links.services import SEPARATOR


def _cipher(site_key: str | bytes) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"poll invitation").derive(
        force_bytes(site_key)
    )
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: str) -> str:
    """Return the secret as it may be stored for a while."""
    return _cipher(settings.SECRET_KEY).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the secret again; empty when it was erased or the site's key is another."""
    for site_key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(site_key).decrypt(sealed.encode()).decode()
        except InvalidToken:
            continue
    return ""


def answer_secret(token: str) -> str:
    """Return the part of a link's secret that the key of the answer sheet is made of.

    A link that was sent again is new in front and keeps this at its end: whoever answered through
    the first one finds the same sheet, and nothing has to be written on the side of the answers.
    """
    return token.rpartition(SEPARATOR)[2]


def sheet_key(secret: str) -> str:
    """Return the key of the answer sheet that belongs to this secret."""
    return hashlib.sha256(f"poll sheet:{secret}".encode()).hexdigest()
