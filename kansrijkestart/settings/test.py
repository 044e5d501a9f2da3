"""Tests: a database, a Redis and files of their own under var/test; fast password hashing."""

import os
from pathlib import Path

os.environ.setdefault("DEMO_MODE", "no")
os.environ.setdefault("DATABASE_ROLE", "owner")
os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parents[2] / "var" / "test"))

from kansrijkestart.settings.base import *  # noqa: F403
from kansrijkestart.settings.base import ACCOUNT_RATE_LIMITS, DATABASES, STORAGES, VAR_DIR

DEBUG = False
SECRET_KEY = "test-only-" + "0" * 50
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = VAR_DIR / "media" / os.environ.get("PYTEST_XDIST_WORKER", "main")
STORAGES["default"]["OPTIONS"] = {"location": MEDIA_ROOT}
# A question that hangs fails by its own name, before it holds up the tests after it.
DATABASES["default"]["OPTIONS"]["options"] += " -c statement_timeout=300000"
# Nobody answers here: no test may depend on a running broker unless it starts its own worker.
CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Tests sign in without a second factor; tests/accounts/test_second_factor.py asks for it.
SECOND_FACTOR_REQUIRED = False
# All tests of a worker come from one address; tests/open_data sets a limit of its own.
del ACCOUNT_RATE_LIMITS["open_data"]
