"""Make sure the embedded servers run for as long as this process (and its forks) live."""

import contextlib
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from kansrijkestart.embedded import servers
from kansrijkestart.embedded.places import EmbeddedServersError, Places, places_of

START_SECONDS = 60.0
TAKE_OVER_SECONDS = 20.0
_ROOT = Path(__file__).resolve().parents[2]
_held: dict[Path, int] = {}  # the shared locks of this process, kept open for life


def default_var_dir() -> Path:
    """Return the folder that the settings will use, before any settings are loaded."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    default = _ROOT / "var" / "test" if module.endswith(".test") else _ROOT / "var"
    return Path(os.environ.get("VAR_DIR") or default)


def needed_servers() -> tuple[str, ...]:
    """Name the servers that nobody else provides. Production always brings its own."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production"):
        return ()
    variables = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
    return tuple(
        server
        for server, name in variables.items()
        if not os.environ.get(name) and not os.environ.get(f"{name}_FILE")
    )


def ensure_running(
    var_dir: str | os.PathLike[str] | None = None, *, durable: bool = True
) -> Places | None:
    """Start the servers that are needed and not yet running; they stay while this process lives.

    Raises EmbeddedServersError, with the end of the log, when they cannot be started.
    """
    needed = needed_servers()
    if not needed:
        return None
    var = Path(var_dir or default_var_dir())
    _make_var(var)
    places = places_of(var)
    _hold(places)
    if not _answer(places, needed):
        with _locked(places.control / "start.lock"):
            if not _answer(places, needed):
                _start(places, needed, durable=durable)
    return places


def _make_var(var: Path) -> None:
    """Make `var`; a new one lets the servers' own user pass, so the computed address stays true."""
    missing = [folder for folder in (var, *var.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            folder.chmod(folder.stat().st_mode | 0o011)


def _answer(places: Places, needed: tuple[str, ...]) -> bool:
    answers = {"postgres": servers.postgres_answers, "redis": servers.redis_answers}
    return all(answers[server](places) for server in needed)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise EmbeddedServersError(
            f"{path.parent} belongs to another user. "
            "Run as that user, or set VAR_DIR to your own folder."
        ) from error


def _hold(places: Places) -> None:
    """Take the shared lock for life. Waits only while a keeper is stopping its servers."""
    path = places.control / "users.lock"
    held = _held.get(path)
    if held is not None and path.exists() and path.stat().st_ino == os.fstat(held).st_ino:
        return
    try:
        servers.own_folder(places.control, 0o711 if os.geteuid() == 0 else 0o700)
        servers.own_folder(places.control / "logs", 0o700)
    except PermissionError as error:
        raise EmbeddedServersError(
            f"{places.var} cannot be written. Set VAR_DIR to your own folder."
        ) from error
    lock = _open(path)
    fcntl.flock(lock, fcntl.LOCK_SH)
    _held[path] = lock


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    lock = _open(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _take_over(places: Places) -> int:
    """Take the lock that every older keeper and server holds until its death."""
    lock = _open(places.control / "keeper.lock")
    deadline = time.monotonic() + TAKE_OVER_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(lock)
                raise EmbeddedServersError(
                    f"Servers of an earlier start in {places.control} do not answer and do not "
                    "stop (or they were started with another DATABASE_URL or REDIS_URL)."
                ) from None
            time.sleep(0.05)
        else:
            return lock


def _make_folders(places: Places) -> None:
    """Choose and make the folders; data of a deleted `var` is not taken back."""
    base = places.base
    if base != places.control:
        if not places.home_note.exists() and base.exists():
            servers.own_folder(base, 0o711)
            shutil.rmtree(base)
        servers.own_folder(base, 0o711)
    sockets = places.sockets
    if sockets.parent != base:
        servers.own_folder(sockets.parent, 0o711)
    servers.lent_folder(sockets)
    places.home_note.write_text(f"{base}\n", encoding="utf-8")


def _start(places: Places, needed: tuple[str, ...], *, durable: bool) -> None:
    keep_lock = _take_over(places)
    try:
        _make_folders(places)
        jobs = []
        if "postgres" in needed:
            jobs.append(servers.postgres_server(places, keep_lock, durable=durable))
        if "redis" in needed:
            jobs.append(servers.redis_server(places))
        keeper_ended = _start_keeper(places, jobs, keep_lock)
    finally:
        os.close(keep_lock)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answer(places, needed):
            ended = select.select([keeper_ended], [], [], 0.02)[0]
            if ended or time.monotonic() > deadline:
                raise EmbeddedServersError(f"The embedded servers did not start.\n{_logs(places)}")
    finally:
        os.close(keeper_ended)


def _start_keeper(places: Places, jobs: list[dict[str, object]], keep_lock: int) -> int:
    """Start the detached keeper; return a pipe that closes when it ends."""
    keeper_ended, alive = os.pipe()
    job = {
        "users_lock": str(places.control / "users.lock"),
        "keep_lock": keep_lock,
        "servers": jobs,
    }
    program = str(Path(__file__).with_name("keeper.py"))
    try:
        with (places.control / "logs/keeper.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "-I", "-S", program, json.dumps(job)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                pass_fds=(keep_lock, alive),
                start_new_session=True,
                check=True,
            )
    finally:
        os.close(alive)
    return keeper_ended


def _logs(places: Places) -> str:
    parts = []
    for log in sorted((places.control / "logs").glob("*.log")):
        tail = log.read_text(encoding="utf-8", errors="replace")[-1500:].strip()
        if tail:
            parts.append(f"--- {log}\n{tail}")
    return "\n".join(parts)
