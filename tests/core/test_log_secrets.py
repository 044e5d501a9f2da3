"""A personal address may be in an error; its secret is not in the log."""

import json
import logging
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from kansrijkestart.core.secret_paths import HideSecrets
from kansrijkestart.links.services import SEPARATOR, new_token

ROOT = Path(__file__).resolve().parents[2]


def line(message, *args):
    record = logging.LogRecord("django.request", logging.ERROR, "x", 1, message, args, None)
    assert HideSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("tail", ["", ".ics", "/", f"{SEPARATOR}{'a' * 43}/"])
def test_a_secret_is_hidden_and_the_rest_stays(tail):
    token = new_token()
    said = line("%s: %s", "Internal Server Error", f"/agenda/{token}{tail}")
    assert token not in said
    assert "a" * 43 not in said
    assert said.startswith("Internal Server Error: /agenda/…")


@pytest.mark.parametrize(
    "text", ["/afspraken/12/", "5ae8ef19-8a0e-4a3c-9f0a-32e4ea0b4c5e", "a" * 42, "a" * 44]
)
def test_other_words_stay(text):
    assert line("Not found: %s", text) == f"Not found: {text}"


def test_the_site_logs_through_it(settings):
    console = settings.LOGGING["handlers"]["console"]
    [name] = console["filters"]
    assert settings.LOGGING["filters"][name]["()"].endswith("HideSecrets")


def test_a_secret_in_another_address_is_hidden():
    token = new_token()
    assert token not in line("Not found: %s", f"/account/?next=%2Fbevestigen%2F{token}%2F")


def test_a_secret_in_a_traceback_is_hidden():
    token = new_token()
    try:
        int(f"/bevestigen/{token}/ and {token}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "Fault", (), sys.exc_info())
    assert HideSecrets().filter(record)
    said = logging.Formatter().format(record)
    assert token not in said
    assert "ValueError: invalid literal" in said


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def web_server(tmp_path):
    """Start a page that shows nothing, with the words of the image; gives address and log."""
    command = re.search(r"^CMD (\[.*\])$", dockerfile(), flags=re.MULTILINE)[1]
    port = free_port()
    replaced = {
        "kansrijkestart.wsgi": "wsgiref.simple_server:demo_app",
        "--bind=0.0.0.0:8000": f"--bind=127.0.0.1:{port}",
    }
    words = [replaced.get(word, word) for word in json.loads(command)]
    log = tmp_path / "web.log"
    with log.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=ROOT, stdout=file, stderr=file
        )
        try:
            yield f"http://127.0.0.1:{port}", log, process
        finally:
            process.terminate()
            process.wait(timeout=20)


def dockerfile():
    return (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")


def opened(address, process, **headers):
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 - our own
    for _attempt in range(100):
        assert process.poll() is None
        try:
            return urllib.request.urlopen(request, timeout=5).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
    pytest.fail("the web server does not answer")


@pytest.mark.slow
def test_the_access_log_hides_it_too(web_server):
    address, log, process = web_server
    token = new_token()
    opened(f"{address}/bevestigen/{token}/", process)
    opened(f"{address}/agenda/{token}.ics", process)
    opened(f"{address}/x?next=%2Fbevestigen%2F{token}%2F", process)
    opened(f"{address}/y", process, Referer=f"https://x.example/bevestigen/{token}/")
    for _attempt in range(50):
        if "GET /y" in (said := log.read_text()):
            break
        time.sleep(0.1)
    assert "GET /bevestigen/…" in said
    assert "GET /agenda/…" in said
    assert token not in said
