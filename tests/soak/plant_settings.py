"""Settings of the plant that tests/soak/driver.py breaks: real broker, real files, short leases."""

from kansrijkestart.embedded import addresses
from kansrijkestart.settings.test import *  # noqa: F403
from kansrijkestart.settings.test import STORAGES, VAR_DIR

CELERY_BROKER_URL = addresses.broker_url(VAR_DIR)
JOB_LEASE_SECONDS = 2
MEDIA_ROOT = VAR_DIR / "media"
STORAGES["default"]["OPTIONS"] = {"location": MEDIA_ROOT}
