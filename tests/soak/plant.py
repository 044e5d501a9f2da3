"""A whole site to break: servers, a web process and a worker of its own; only these are killed."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from kansrijkestart.embedded import ensure_running
from kansrijkestart.jobs.models import Job
from tests.soak.sizes import SEED

ROOT = Path(__file__).resolve().parents[2]
DRAW = random.Random(SEED)  # noqa: S311 - moments, no secrets


def processes() -> dict[int, tuple[int, str]]:
    """Return parent and command line of every process that can be seen."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, ValueError):
            continue
        found[int(folder.name)] = (parent, words)
    return found


def wait_for(condition: Callable[[], bool], seconds: float) -> float | None:
    """Return after how many seconds the condition held, or None."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        try:
            if condition():
                return time.monotonic() - begun
        except (DatabaseError, InterfaceError):
            connection.close()
        time.sleep(0.1)
    return None


class Plant:
    """The processes of one site. The process that makes this is part of it, as a client."""

    def __init__(self) -> None:
        self.var = Path(settings.VAR_DIR)
        self.log = (self.var / "processes.log").open("ab")
        self.worker: subprocess.Popen[bytes] | None = None
        self.web: subprocess.Popen[bytes] | None = None
        self.restarted_workers = 0
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def start(self, *words: str, **extra: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_ROLE": "app", **extra}
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def start_worker(self, **extra: str) -> None:
        words = "-m celery -A kansrijkestart worker -c 1 -l WARNING --without-gossip"
        self.worker = self.start(*words.split(), **extra)

    def start_web(self) -> None:
        words = f"-m gunicorn kansrijkestart.wsgi -b 127.0.0.1:{self.port} -w 1 --threads 4"
        self.web = self.start(*words.split())
        assert wait_for(lambda: self.ask("/gezond/live")[0] == 200, 30) is not None

    def keep_worker(self) -> None:
        """What a supervisor does: start a worker again that has ended."""
        if self.worker is None or self.worker.poll() is not None:
            self.restarted_workers += 1
            self.start_worker()

    def kill_worker(self, *, child_only: bool) -> None:
        """Kill the worker with its children as a power cut would, or only the working child."""
        assert self.worker is not None
        children = [pid for pid, (parent, _w) in processes().items() if parent == self.worker.pid]
        if child_only and children:
            os.kill(children[0], signal.SIGKILL)
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.wait(timeout=10)

    def kill_web(self) -> None:
        """Kill the web process with its children, whatever it is answering."""
        assert self.web is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait(timeout=10)

    def server(self, name: str) -> int:
        """Return the process of this plant's own PostgreSQL or Valkey."""
        seen = processes()
        lock = str(self.var / "embedded" / "users.lock")
        keepers = {pid for pid, (_parent, words) in seen.items() if lock in words}
        mine = [pid for pid, (parent, words) in seen.items() if parent in keepers and name in words]
        assert len(mine) == 1, (name, mine)
        return mine[0]

    def bring_back(self) -> None:
        """Start the servers again, as the next start of any process does."""
        connection.close()
        wait_for(lambda: not self._has_keeper(), 15)
        ensure_running(self.var, durable=False)

    def _has_keeper(self) -> bool:
        lock = str(self.var / "embedded" / "users.lock")
        return any(lock in words for _parent, words in processes().values())

    def ask(self, path: str) -> tuple[int, float]:
        """Return status (0: no answer) and seconds of a page."""
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=30
            ) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        return status, time.monotonic() - begun

    def stop(self) -> None:
        for process in (self.worker, self.web):
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)
        self.log.close()


def tries() -> int:
    """Return how often a worker took up a job of this plant."""
    return sum(Job.objects.values_list("attempt", flat=True))


def until_at_work(beat: Callable[[], bool], before: int) -> None:
    """Wait until a worker took something up since it had tried ``before`` times.

    Else a kill hits a worker that only starts, which disturbs nothing. ``beat`` does what beat
    does meanwhile; true when nothing is left to do.
    """
    wait_for(lambda: beat() or tries() != before, 60)


def say(suite: str, what: str, times: int, unit: str, faults: list[str], figures: str) -> None:
    """Hand a line of the table, with the faults, to whoever started this program."""
    line = {"entry": [suite, what, times, unit, len(faults), figures], "faults": faults}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
