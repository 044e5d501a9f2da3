"""The product as users meet it: real web and worker processes, a real browser.

A site for each of two workers, with reference and demo data, on data of its own. The processes
connect as the app role, as in production. Every test signs in as a demo account of the contract.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from django.conf import settings

from tests.e2e.browsing import Visitor
from tests.migrated import fill

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PYTHON = sys.executable


# The tests on the first site; the others share the second. Both halves take about as long, so
# that neither worker waits for the other at the end of a run.
FIRST_SITE = {
    "test_agreement_texts",
    "test_catalogue",
    "test_catalogue_file",
    "test_confirmations",
    "test_drafts",
    "test_earned",
    "test_first_minutes",
    "test_journey",
    "test_pathways",
    "test_poll",
    "test_two_voices",
    "test_uptake",
    "test_year",
}


WIDTHS = (360, 1280)


def pytest_collection_modifyitems(config, items):
    """Keep the browser tests of one site in one worker, and most of them at one of two widths.

    The journey and what is different on a phone run at both; so does all of a long run, and what
    is asked for by name.
    """
    is_asked_for = bool(config.option.keyword) or any("::" in one for one in config.args)
    is_long = bool(os.environ.get("SOAK"))
    left = [] if is_long or is_asked_for else [item for item in items if _is_left(item)]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)
    for item in items:
        if item.path.parent == HERE:
            first = item.path.stem in FIRST_SITE
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e" if first else "e2e-second"))


def _is_left(item) -> bool:
    """Whether this is the other width of a browser test: which of both goes by its name."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    if item.path.parent != HERE or set(params) != {"width"} or params["width"] not in WIDTHS:
        return False
    return bool(params["width"] != WIDTHS[crc32(item.originalname.encode()) % len(WIDTHS)])


# The work of every night, as beat starts it, at a later moment; and the mails of the week after it.
NIGHT = """
from datetime import timedelta
from agreements.tasks import ask_owners
from kansrijkestart.core import clock
from kansrijkestart.notifications.tasks import mail_notifications
later = clock.now() + timedelta(seconds={seconds})
with clock.travel(later):
    ask_owners()
with clock.travel(later + timedelta(days=8)):
    mail_notifications()
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _manage(environment, *arguments):
    subprocess.run(
        [PYTHON, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
    )


def _wait_for(url: str, process: subprocess.Popen) -> None:
    for _attempt in range(150):
        assert process.poll() is None, "the web server stopped"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{url} does not answer")


@pytest.fixture(scope="session")
def machine() -> dict[str, str]:
    """The environment of the site's processes; empty for a site that somebody else started."""
    return {}


@pytest.fixture
def night_after(site, machine):
    """Do the work of a later night on the site: ``night_after(timedelta(days=365))``."""
    if not machine:
        pytest.skip("needs a site of its own")

    def _night(later):
        _manage(machine, "shell", "-v0", "-c", NIGHT.format(seconds=int(later.total_seconds())))

    return _night


@pytest.fixture
def do_on_site(site, machine):
    """Do what a periodic task does, at once: ``do_on_site("from … import …; …()")``."""
    if not machine:
        pytest.skip("needs a site of its own")
    return lambda code: _manage(machine, "shell", "-v0", "-c", code)


@pytest.fixture(scope="session")
def site(tmp_path_factory, chromium, machine) -> Iterator[str]:
    """Start web and worker with demo data; gives the address.

    ``E2E_SITE=http://localhost:8000`` tries a fresh demo that runs already, while writing a test.
    """
    if running := os.environ.get("E2E_SITE"):
        yield running
        return
    var = tmp_path_factory.mktemp("site") / "var"
    port = _free_port()
    environment = {
        **{k: v for k, v in os.environ.items() if k not in ("DATABASE_ROLE", "REDIS_URL")},
        "DJANGO_SETTINGS_MODULE": "kansrijkestart.settings.dev",
        "DEMO_MODE": "yes",
        "VAR_DIR": str(var),
        "DATABASE_ROLE": "app",
    }
    fill(settings.DATABASES["default"], environment | {"DATABASE_ROLE": "owner"})
    commands = [
        [
            "-m",
            "gunicorn",
            "kansrijkestart.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "-w",
            "2",
            "--threads",
            "2",
        ],
        ["-m", "celery", "-A", "kansrijkestart", "worker", "-c", "1", "-l", "WARNING"],
    ]
    log = (var / "processes.log").open("w")
    processes = [
        subprocess.Popen([PYTHON, *c], cwd=ROOT, env=environment, stdout=log, stderr=log)
        for c in commands
    ]
    try:
        _wait_for(f"http://127.0.0.1:{port}/gezond/live", processes[0])
        machine.update(environment)
        yield f"http://localhost:{port}"
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait(timeout=30)
        log.close()
        shutil.rmtree(var, ignore_errors=True)


@pytest.fixture(scope="session")
def database_beside_the_loop():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        yield


@pytest.fixture(scope="session")
def browser(chromium, database_beside_the_loop):
    """Debian's Chromium through Playwright.

    It leaves an event loop in this thread, at which Django refuses the database. Nothing runs
    beside the tests that this worker does next, so they may go on.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ]
        browser = playwright.chromium.launch(executable_path=str(chromium), args=flags)
        yield browser
        browser.close()


@pytest.fixture
def visit(site, browser):
    """Open a fresh browser: ``visit(width=360, scripts=False)``; checks are on every page."""
    opened = []

    def _visit(*, width=1280, scripts=True, colours="light"):
        visitor = Visitor(browser, site, width=width, scripts=scripts, colours=colours)
        opened.append(visitor)
        return visitor

    yield _visit
    for visitor in opened:
        visitor.close()
