"""Settings of the plant that tests/soak/driver.py breaks: real broker, real files, short leases.

Mails are files too: what was handed over counts, whatever the database knows of it.
"""

from kansrijkestart.embedded import addresses
from kansrijkestart.settings import base
from kansrijkestart.settings.test import *  # noqa: F403
from kansrijkestart.settings.test import STORAGES, VAR_DIR

CELERY_BROKER_URL = addresses.broker_url(VAR_DIR)
JOB_LEASE_SECONDS = 2
MEDIA_ROOT = VAR_DIR / "media"
STORAGES["default"]["OPTIONS"] = {"location": MEDIA_ROOT}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mails"
# The demo was loaded by the dev settings: tests/migrated.py.
PASSWORD_HASHERS = base.PASSWORD_HASHERS
