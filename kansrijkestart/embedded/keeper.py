"""The keeper: one detached process that runs the embedded servers as its children.

Started by its path with one JSON argument, so it imports the standard library only. Every process
of ours holds a shared lock on one file for life; when the keeper can take that lock exclusively,
nobody is left, and it stops the servers. The servers inherit a second lock: as long as any of them
lives, no other keeper can start, whatever was killed. No process id is ever read from a file.
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

POLL_SECONDS = 0.2
LINGER_SECONDS = 1.0  # so that two commands in a row share one start
STOP_SECONDS = 10.0
_PR_SET_PDEATHSIG = 1


class _Asked(Exception):  # noqa: N818
    """Somebody asked the keeper to stop."""


def _follow_keeper(stop_signal: int) -> Callable[[], None]:
    """Return what a new server runs first: be stopped when the keeper itself is killed (Linux)."""

    def follow() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, stop_signal, 0, 0, 0)

    return follow


def start(server: dict[str, Any], keep_lock: int) -> subprocess.Popen[bytes]:
    """Start one server as a child that inherits the keeper's lock."""
    with open(server["log"], "ab") as log:  # noqa: PTH123
        return subprocess.Popen(
            server["command"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=server["folder"],
            env=server["environment"],
            pass_fds=(keep_lock,),
            preexec_fn=_follow_keeper(server["stop_signal"]),
            **({"user": server["user"], "group": server["group"], "extra_groups": []})
            if server["user"] is not None
            else {},
        )


def is_deleted(users_lock: int, path: str) -> bool:
    """Tell whether the folder was deleted (or replaced) under the running servers."""
    try:
        return os.stat(path).st_ino != os.fstat(users_lock).st_ino  # noqa: PTH116
    except OSError:
        return True


def is_alone(users_lock: int) -> bool:
    """Take the lock exclusively if nobody holds it. The caller releases it."""
    try:
        fcntl.flock(users_lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def watch(servers: list[subprocess.Popen[bytes]], users_lock: int, path: str) -> bool:
    """Wait until the servers must stop; True when the data is gone, so there is nothing to save."""
    alone_since: float | None = None
    while all(server.poll() is None for server in servers):
        if is_deleted(users_lock, path):
            return True
        if is_alone(users_lock):
            alone_since = alone_since or time.monotonic()
            if time.monotonic() - alone_since >= LINGER_SECONDS:
                return False  # keeps the lock: newcomers wait until the servers are gone
            fcntl.flock(users_lock, fcntl.LOCK_UN)
        else:
            alone_since = None
        time.sleep(POLL_SECONDS)
    return False


def stop(servers: list[subprocess.Popen[bytes]], signals: list[int]) -> None:
    """Stop every server, first politely."""
    for server, number in zip(servers, signals, strict=True):
        if server.poll() is None:
            server.send_signal(number)
    deadline = time.monotonic() + STOP_SECONDS
    for server in servers:
        try:
            server.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _ask(_number: int, _frame: object) -> None:
    raise _Asked


def main() -> None:
    job = json.loads(sys.argv[1])
    if os.fork():
        os._exit(0)  # detached: the starter does not have to wait for this process
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _ask)
    users_lock = os.open(job["users_lock"], os.O_RDWR)
    servers: list[subprocess.Popen[bytes]] = []
    signals = [server["stop_signal"] for server in job["servers"]]
    try:
        for server in job["servers"]:
            servers.append(start(server, job["keep_lock"]))  # noqa: PERF401 - a part is stopped too
        if watch(servers, users_lock, job["users_lock"]):
            # A polite stop would remove sockets that may by now belong to a new start.
            signals = [signal.SIGKILL] * len(signals)
    except _Asked:
        pass
    finally:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop(servers, signals[: len(servers)])


if __name__ == "__main__":
    main()
