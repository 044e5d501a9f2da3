"""Shared fixtures. The tests' own PostgreSQL and Redis start here, before Django sets up."""

import gc
import os
import shutil
import sys
from pathlib import Path

import pytest
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.test")


from kansrijkestart.embedded import default_var_dir, ensure_running

# At import, so in every xdist worker; data of tests need not survive a power cut.
ensure_running(durable=False)

# Where nothing compiled may stand beside the source, it stands with the tests' own data: else every
# process that a test starts would compile all that it imports, which is most of what it does.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = sys.pycache_prefix or str(default_var_dir().resolve() / "compiled")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

# Looking for rings of objects, after every seven hundred, took a seventh of the time of the tests.
gc.set_threshold(50_000, 20, 20)

# The long suites run with `make soak` only; what they are made of is in test_soak_small.py too.
collect_ignore = [] if os.environ.get("SOAK") else ["soak"]


def pytest_configure(config: pytest.Config) -> None:
    """Migrate in the first process of a run with several, before the workers ask for it."""
    is_worker = hasattr(config, "workerinput")
    has_workers = bool(getattr(config.option, "numprocesses", None))
    if has_workers and not is_worker and not config.option.collectonly:
        from tests import migrated

        process = migrated.begin()

        def wait() -> None:
            process.wait()

        config.add_cleanup(wait)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes minutes by itself: at the end the other worker would wait for it."""
    items.sort(key=lambda item: item.get_closest_marker("first") is None)
    # What was imported and gathered stays to the end: never look through it again.
    gc.collect()
    gc.freeze()


def pytest_runtest_setup() -> None:
    """Begin each test in the site's own language: a page read in English leaves English on."""
    translation.deactivate()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Let the database of this worker be a copy of one that was migrated already."""
    from django.db import connection

    from tests.migrated import template

    connection.settings_dict["TEST"]["TEMPLATE"] = template(connection.settings_dict)


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Return Debian's Chromium; without it a browser test is skipped, in CI it fails.

    The one without windows is the same browser and takes a fifth less time.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    reason = "Chromium is not installed"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{reason}; .ci/run installs it.")
    pytest.skip(reason)


@pytest.fixture
def sign_in(client, db):
    """Sign a client in as somebody with a relation to a coalition; returns the user.

    ``who``: nobody, outsider (coordinator elsewhere), coordinator, partner, adviser, region_lead,
    analyst, policy_viewer, administrator; or a neighbour: other_adviser, other_region_lead,
    former_member, without_role.
    """
    from tests import factories as make
    from tests.cast import relate

    def _sign_in(who, coalition=None):
        if who == "nobody":
            client.logout()
            return None
        user = make.UserFactory.create()
        relate(user, who, coalition)
        client.force_login(user)
        return user

    return _sign_in
