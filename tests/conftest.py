"""Shared fixtures. The tests' own PostgreSQL and Redis start here, before Django sets up."""

import os
import shutil
from pathlib import Path

import pytest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.test")


from kansrijkestart.embedded import ensure_running

# At import, so in every xdist worker; data of tests need not survive a power cut.
ensure_running(durable=False)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return Debian's Chromium; without it a browser test is skipped, in CI it fails."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    reason = "Chromium is not installed"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{reason}; .ci/run installs it.")
    pytest.skip(reason)
