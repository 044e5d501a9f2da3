"""`make run` starts a whole site from nothing, ends all of it, and keeps what was recorded."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kansrijkestart.embedded import needed_servers
from tests.operations.machine import ROOT, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("operations"),
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads /proc"),
    pytest.mark.skipif(not needed_servers(), reason="the servers are not the embedded ones"),
]
OURS = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ROLE", "REDIS_URL", "MAKELEVEL"}
OURS |= {"DJANGO_SETTINGS_MODULE", "DEMO_MODE"}
LONGEST_START, LONGEST_STOP = 300, 60
NOTE = "Geschreven voor de tweede start"
WRITE = f"from coalitions.models import Organisation; Organisation.objects.create(name={NOTE!r})"
READ = "from coalitions.models import Organisation as one; "
READ += f"print(one.objects.filter(name={NOTE!r}).count())"


class Place:
    """A folder with data of its own, a free port, and everything that is started in it."""

    def __init__(self, folder: Path) -> None:
        self.var, self.log, self.port = folder / "var", folder / "log", free_port()
        kept = {name: text for name, text in os.environ.items() if name not in OURS}
        self.environment = kept | {"VAR_DIR": str(self.var), "PORT": str(self.port)}

    @contextlib.contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Start as `make run` does, without a terminal; wait until it can do its work."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "tools/run.py"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self.wait_for("localhost", "/gezond/klaar", process)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(LONGEST_STOP)
            process.kill()
            process.wait()

    def status(self, host: str, path: str) -> int:
        connection = http.client.HTTPConnection(host, self.port, timeout=30)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def wait_for(self, host: str, path: str, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + LONGEST_START
        while self.status(host, path) != 200:
            said = self.log.read_text(encoding="utf-8", errors="replace")[-3000:]
            assert process.poll() is None, said
            assert time.monotonic() < deadline, said
            time.sleep(0.3)

    def processes(self) -> set[int]:
        """Every process that was started with this folder as its data, servers included."""
        mark = f"VAR_DIR={self.var}".encode()
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                ours = mark in (entry / "environ").read_bytes().split(b"\0")
                state = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
                if state != "Z" and (
                    ours or str(self.var).encode() in (entry / "cmdline").read_bytes()
                ):
                    found.add(int(entry.name))
        return found

    def all_gone(self) -> bool:
        """Wait: the servers end by themselves once nobody uses them any more."""
        deadline = time.monotonic() + LONGEST_STOP
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.3)
        return not self.processes()

    def shell(self, code: str) -> str:
        environment = self.environment | {"DJANGO_SETTINGS_MODULE": "kansrijkestart.settings.dev"}
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()


@pytest.fixture
def place():
    """Lend a short path: a socket's own may not be long."""
    with tempfile.TemporaryDirectory(prefix="ks-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Place(Path(folder))


def test_a_start_a_stop_and_a_second_start_that_keeps_the_data(place):
    with place.running() as process:
        assert place.status("localhost", "/") == 200
        assert place.status("127.0.0.1", "/") == 200
        assert len(place.processes()) > 5
        place.shell(WRITE)
    assert process.returncode == 0
    assert place.all_gone(), place.processes()
    loaded = place.log.read_text(encoding="utf-8").count("Demonstratie geladen")
    assert loaded == 1
    with place.running() as process:
        assert place.shell(READ) == "1"
        assert place.status("localhost", "/") == 200
    assert process.returncode == 0
    assert place.all_gone(), place.processes()
    assert place.log.read_text(encoding="utf-8").count("Demonstratie geladen") == loaded
