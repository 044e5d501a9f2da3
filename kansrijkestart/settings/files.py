"""Where files are kept: a folder, or a bucket at any server that speaks S3.

FILES_BUCKET       the bucket; without it files stay in the folder media/ of VAR_DIR
FILES_ENDPOINT_URL the server, https://storage.example.nl; empty: Amazon's own
FILES_REGION       as the server asks for it
FILES_ACCESS_KEY, FILES_SECRET_KEY (or FILES_SECRET_KEY_FILE)

The bucket must be private. Nobody gets an address of it: every download goes through a page that
checks access.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_HERE = {"localhost", "127.0.0.1", "::1"}
CONNECT_SECONDS, READ_SECONDS, TRIES = 2, 10, 3


def bucket_storage(
    *, bucket: str, endpoint: str, region: str, access_key: str, secret_key: str
) -> dict[str, Any]:
    """Return STORAGES["default"] for a bucket. Raises ImproperlyConfigured, naming the variable."""
    from botocore.config import Config  # costs a tenth of a second, so only where there is one

    _check(bucket, endpoint, access_key, secret_key)
    config = Config(
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": TRIES, "mode": "standard"},
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint else "auto"},
    )
    options = {
        "bucket_name": bucket,
        "endpoint_url": endpoint or None,
        "region_name": region or None,
        "access_key": access_key,
        "secret_key": secret_key,
        "client_config": config,
        "default_acl": None,  # what the bucket says: private
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def _check(bucket: str, endpoint: str, access_key: str, secret_key: str) -> None:
    if not _BUCKET.fullmatch(bucket):
        raise ImproperlyConfigured("FILES_BUCKET is not the name of a bucket.")
    for name, value in (("FILES_ACCESS_KEY", access_key), ("FILES_SECRET_KEY", secret_key)):
        if not value.strip():
            raise ImproperlyConfigured(f"{name} may not be empty.")
    parts = urlsplit(endpoint)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _HERE)
    if endpoint and not (is_safe and parts.hostname and not parts.username and not parts.query):
        raise ImproperlyConfigured("FILES_ENDPOINT_URL must be an https:// address without keys.")
