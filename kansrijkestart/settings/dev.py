"""Development and demo: works without any environment variable."""

import os

os.environ.setdefault("DEMO_MODE", "yes")

from kansrijkestart.settings.base import *  # noqa: F403
from kansrijkestart.settings.base import STORAGES, VAR_DIR, env

DEBUG = env.boolean("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY", "development-only-" + "0" * 40)
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", ".localhost"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
