"""Settings of a real worker that serves one test: the test's database, a broker of its own."""

import os

from kansrijkestart.settings.test import *  # noqa: F403
from kansrijkestart.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE"]
CELERY_BROKER_URL = os.environ["TEST_BROKER_URL"]
CELERY_IMPORTS = ["tests.jobs.handlers"]
JOB_LEASE_SECONDS = 2
