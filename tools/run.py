"""Run the whole site on this machine: database, broker, web, worker and beat, until told to stop.

Called by `make run`, with the Python of `.venv`. Restarts nothing: when one part ends, all end.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijkestart.settings.dev")

from kansrijkestart.embedded import EmbeddedServersError, default_var_dir, ensure_running  # noqa: E402
from tools import loading  # noqa: E402

START_SECONDS, STOP_SECONDS = 60.0, 10.0
DEMO_PASSWORD = "kansrijk-demo-1000"  # noqa: S105 - the same for everybody, in demo mode only
DEMO_ACCOUNTS = {
    "coordinator@demo.example": "coordinator of Eindhoven",
    "coordinator.best@demo.example": "coordinator of Best",
    "lid@demo.example": "member of Eindhoven",
    "adviseur@demo.example": "adviser",
    "regio@demo.example": "regional lead of Eindhoven-De Kempen",
    "landelijk@demo.example": "national analyst",
    "beheer@demo.example": "administrator",
}


class Stop(Exception):  # noqa: N818
    """Somebody asked to stop; carries the exit status."""


def ask_to_stop(_number: int, _frame: object) -> None:
    raise Stop(0)


def listen_addresses(port: int) -> list[str]:
    """Return where to listen: both meanings of localhost, as far as this machine has them."""
    found = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((host, port))
        except OSError as error:
            if family == socket.AF_INET:
                sys.exit(f"Port {port} cannot be used ({error.strerror}). Try: PORT=8001 make run")
        else:
            found.append(f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}")
    return found


def manage(*words: str) -> None:
    """Run one command of manage.py to its end."""
    done = subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=False)
    if done.returncode:
        raise Stop(done.returncode)


def prepare_database(var: Path) -> None:
    """Migrate and load what an earlier start did not do to this database yet."""
    path = loading.stamp_file(var)
    stamp, now = loading.read(path), loading.wanted(var)
    for command in ["migrate", "load_reference", *(["load_demo"] if is_demo() else [])]:
        if loading.is_done(command, stamp, now):
            continue
        manage(command, *(["--no-input", "--verbosity=0"] if command == "migrate" else []))
        now = loading.wanted(var)
        stamp = loading.after(command, stamp, now)
        loading.write(path, stamp)


def is_demo() -> bool:
    return os.environ.get("DEMO_MODE", "yes").strip().lower() in {"1", "true", "yes", "on"}


def follow_supervisor() -> None:
    """Be stopped, also when the supervisor itself is killed (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)


def start(*words: str) -> subprocess.Popen[bytes]:
    """Start one part in our own process group; what it says goes where ours goes."""
    return subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        preexec_fn=follow_supervisor,
    )


def commands(var: Path, addresses: list[str]) -> list[list[str]]:
    """Return the three parts: web, worker and beat."""
    binds = [word for address in addresses for word in ("--bind", address)]
    web = ["gunicorn", "kansrijkestart.wsgi", "--workers=2", "--threads=4", "--preload", *binds]
    web += ["--no-control-socket", "--graceful-timeout=5", "--timeout=60", "--log-level=warning"]
    celery = ["celery", "--app=kansrijkestart", "--quiet"]
    worker = [*celery, "worker", "--concurrency=2", "--loglevel=WARNING"]
    schedule = f"--schedule={var / 'beat-schedule'}"
    beat = [*celery, "beat", "--loglevel=WARNING", schedule, "--pidfile="]
    return [web, worker, beat]


def web_answers(port: int) -> bool:
    """Any answer will do, also an error: then the server is up and can be looked at."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/gezond/live", timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def watch(parts: Iterable[subprocess.Popen[bytes]], parent: int) -> None:
    """Raise Stop when a part has ended, or `make` was killed under us."""
    if any(part.poll() is not None for part in parts):
        sys.stderr.write("One part has ended; stopping the others.\n")
        raise Stop(1)
    if "MAKELEVEL" in os.environ and os.getppid() != parent:
        raise Stop(1)


def stop_all(parts: list[subprocess.Popen[bytes]]) -> None:
    """End everything that was started, first politely."""
    for part in parts:
        if part.poll() is None:
            part.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for part in parts:
        try:
            part.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            part.kill()
            part.wait()


def announce(port: int) -> None:
    lines = ["", f"Open http://localhost:{port}"]
    if is_demo():
        lines += [f"Mail of the demo: http://localhost:{port}/demo/mail/"]
        lines += ["Demo accounts, password of all: " + DEMO_PASSWORD]
        lines += [f"  {address:<32}{who}" for address, who in DEMO_ACCOUNTS.items()]
    print("\n".join([*lines, "Stop with Ctrl-C.", ""]), flush=True)


def serve(port: int, parts: list[subprocess.Popen[bytes]]) -> None:
    """Start everything and stay until somebody says stop."""
    parent = os.getppid()
    addresses = listen_addresses(port)
    var = default_var_dir().resolve()
    try:
        ensure_running(var)
    except EmbeddedServersError as error:
        sys.exit(str(error))
    prepare_database(var)
    web, *others = commands(var, addresses)
    parts.append(start(*web))
    deadline = time.monotonic() + START_SECONDS
    while not web_answers(port) and time.monotonic() < deadline:
        watch(parts, parent)
        time.sleep(0.05)
    # Only now, so that they do not keep the web from starting; a job waits until they are there.
    for command in others:
        parts.append(start(*command))  # noqa: PERF401 - a part is stopped too
    announce(port)
    while True:
        watch(parts, parent)
        time.sleep(0.3)


def main() -> None:
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {port!r}.")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    parts: list[subprocess.Popen[bytes]] = []
    status = 0
    try:
        serve(int(port), parts)
    except Stop as asked:
        status = asked.args[0]
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stop_all(parts)
    sys.exit(status)


if __name__ == "__main__":
    main()
