"""A checkout for the tests of the keeper: a `var` of its own and real processes that use it."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import redis

from kansrijkestart.embedded import servers
from kansrijkestart.embedded.places import _SHORT_LIVED, places_of

ROOT = Path(__file__).resolve().parents[2]
GONE_SECONDS = 8  # three when the machine is quiet
# The package itself is all a holder needs; `kansrijkestart/__init__` would load Celery.
_HOLD = """\
import sys, types
package = types.ModuleType("kansrijkestart")
package.__path__ = [sys.argv[1] + "/kansrijkestart"]
sys.modules["kansrijkestart"] = package
from kansrijkestart.embedded import EmbeddedServersError, ensure_running
try:
    ensure_running(sys.argv[2], durable=False)
except EmbeddedServersError as error:
    sys.exit(str(error))
print("running", flush=True)
sys.stdin.read()
"""


def eventually(condition: Callable[[], bool], seconds: float = GONE_SECONDS) -> bool:
    """Wait for a condition; False when it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_alive(pid: int) -> bool:
    """A process that has ended but is not yet collected by its parent counts as dead."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


class Checkout:
    """One `var` folder."""

    def __init__(self, folder: Path) -> None:
        self.var = folder / "var"
        self.holders: list[subprocess.Popen[str]] = []
        self.packages: list[str] = []  # where the binaries come from; empty: as installed

    @property
    def places(self):
        return places_of(self.var)

    def begin(self, user: pwd.struct_passwd | None = None) -> subprocess.Popen[str]:
        """Start a process that needs the servers; it may not have them yet."""
        python = sys.executable if user is None else "/usr/bin/python3"
        other: dict[str, Any] = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        )
        packages = self.packages or [path for path in sys.path if path.endswith("site-packages")]
        clean = {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
        environment = {name: text for name, text in os.environ.items() if name not in clean}
        holder = subprocess.Popen(
            [python, "-c", _HOLD, str(ROOT), str(self.var)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            env=environment | {"PYTHONPATH": os.pathsep.join(packages)},
            **other,
        )
        self.holders.append(holder)
        return holder

    def enter(self, user: pwd.struct_passwd | None = None) -> subprocess.Popen[str]:
        """Start a process that needs the servers and wait until it has them."""
        holder = self.begin(user)
        assert holder.stdout.readline() == "running\n", holder.communicate()[1]
        return holder

    def kill_all(self) -> None:
        for holder in self.holders:
            holder.kill()
            holder.communicate()
        self.holders.clear()

    def connect(self, role: str = servers.OWNER_ROLE) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.places.sockets), user=role, dbname=servers.DATABASE, autocommit=True
        )

    def answers(self) -> bool:
        return servers.postgres_answers(self.places) and servers.redis_answers(self.places)

    def postmaster(self) -> int:
        first_line, _, _ = (self.places.cluster / "postmaster.pid").read_text().partition("\n")
        return int(first_line)

    def redis_process(self) -> int:
        return int(redis.Redis(unix_socket_path=str(self.places.redis_socket)).info()["process_id"])

    def keeper(self) -> int:
        status = Path(f"/proc/{self.postmaster()}/status").read_text(encoding="utf-8")
        return int(status.partition("PPid:")[2].split()[0])

    def server_processes(self) -> list[int]:
        return [self.postmaster(), self.redis_process(), self.keeper()]

    def is_gone(self, processes: list[int]) -> bool:
        return eventually(lambda: not any(map(is_alive, processes)))


@contextlib.contextmanager
def checkout(folder: Path | None = None) -> Iterator[Checkout]:
    """Lend a checkout; everything it started and made is gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="ks-", dir=folder or _SHORT_LIVED))
    made.chmod(0o755)
    lent = Checkout(made)
    outside = [lent.places.outside_base, _SHORT_LIVED / f"ks-{os.geteuid()}-{lent.places._digest}"]
    try:
        yield lent
    finally:
        keeper = lent.keeper() if lent.answers() else None
        lent.kill_all()
        if keeper is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(keeper, signal.SIGTERM)
            eventually(lambda: not is_alive(keeper))
        for path in (made, *outside):
            shutil.rmtree(path, ignore_errors=True)
