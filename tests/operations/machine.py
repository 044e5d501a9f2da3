"""One machine as the compose file describes it, without containers: servers, volumes, processes."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kansrijkestart.embedded import servers
from kansrijkestart.embedded.places import places_of, server_user
from tests.operations import written

ROOT = written.ROOT
PASSWORDS = {
    "POSTGRES_PASSWORD": "first000",
    "DATABASE_OWNER_PASSWORD": "owner000",
    "DATABASE_APP_PASSWORD": "app000",
}
VARIABLES = PASSWORDS | {
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "dossier.example.org",
}
_FOREIGN = {"DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_ROLE", "REDIS_URL", "VAR_DIR"}
_FOREIGN |= {"DJANGO_SETTINGS_MODULE", "DEMO_MODE", "PORT"}
_FOREIGN.add("DJANGO_ALLOW_ASYNC_UNSAFE")  # of a worker that drove a browser before (tests/e2e)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Machine:
    """A folder with volumes, an empty PostgreSQL and a Redis; everything ends with `stop`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ks-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.var = self.folder / "var"
        (self.var / "media").mkdir(parents=True)
        self.ports = {"postgres": free_port(), "redis": free_port(), "web": free_port()}
        self.binaries = servers.reachable(
            servers.postgres_binaries(), servers.POSTGRES_PACKAGE, places_of(self.folder)
        )
        self.started: list[subprocess.Popen[bytes]] = []

    def environment(self, **more: str) -> dict[str, str]:
        """Return what every process sees: the programs of the images, and nothing of ours."""
        kept = {name: text for name, text in os.environ.items() if name not in _FOREIGN}
        path = [str(Path(sys.executable).parent), str(self.folder), str(self.binaries / "bin")]
        return kept | {
            "PATH": os.pathsep.join([*path, os.environ["PATH"]]),
            "HOSTNAME": socket.gethostname(),
            "PGHOST": str(self.folder / "run"),
            "PGPORT": str(self.ports["postgres"]),
            "VAR_DIR": str(self.var),
            "PORT": str(self.ports["web"]),
            **more,
        }

    def service_environment(self, service: str) -> dict[str, str]:
        """Return the environment of a service, with the names of containers made addresses here."""
        given = written.environment_of(service, VARIABLES)
        for name, port in (("postgres", 5432), ("redis", 6379)):
            address = f"127.0.0.1:{self.ports[name]}"
            given = {key: text.replace(f"{name}:{port}", address) for key, text in given.items()}
        return self.environment(**given)

    def here(self, words: Sequence[str]) -> list[str]:
        """Return a command with the places of a container made places of this machine."""
        places = {
            "0.0.0.0:8000": f"127.0.0.1:{self.ports['web']}",
            "/tmp": str(self.folder),  # noqa: S108
            "/app/var": str(self.var),
        }
        for there, here in places.items():
            words = [word.replace(there, here) for word in words]
        return list(words)

    def run(self, *words: str, env: dict[str, str] | None = None, **more: Any) -> str:
        """Run one command to its end; what it said is the message when it fails."""
        done = subprocess.run(
            words,
            cwd=ROOT,
            env=env or self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            **more,
        )
        said = done.stdout.decode(errors="replace")
        assert done.returncode == 0, f"{' '.join(words)}\n{said}"
        return said

    def succeeds(self, *words: str, env: dict[str, str] | None = None) -> bool:
        try:
            self.run(*words, env=env)
        except AssertionError:
            return False
        return True

    def start(self, *words: str, env: dict[str, str], **more: Any) -> subprocess.Popen[bytes]:
        """Start something that goes on; what it says is kept in a log."""
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(words, cwd=ROOT, env=env, stdout=log, stderr=log, **more)
        self.started.append(process)
        return process

    def log(self) -> str:
        return (self.folder / "processes.log").read_text(encoding="utf-8", errors="replace")

    def start_postgres(self) -> None:
        """Make an empty cluster as the postgres image does, start it, and make the roles."""
        user = server_user()
        other: dict[str, Any] = (
            {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        )
        for name in ("run", "database"):
            servers.lent_folder(self.folder / name)
        secret = self.folder / "password"
        secret.write_text(PASSWORDS["POSTGRES_PASSWORD"], encoding="utf-8")
        data = str(self.folder / "database" / "18")
        initdb = ["initdb", "-D", data, "-U", "postgres", "--no-sync", f"--pwfile={secret}"]
        # The image, too, trusts its own socket and asks every visitor by TCP for a password.
        initdb += ["--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8"]
        self.run(*initdb, "--locale=C", **other)
        options = ["-c", f"unix_socket_directories={self.folder / 'run'}", "-c", "fsync=off"]
        options += ["-c", f"port={self.ports['postgres']}", "-c", "listen_addresses=127.0.0.1"]
        self.start("postgres", "-D", data, *options, env=self.environment(), **other)
        wait_for(lambda: self.succeeds("pg_isready", "--username=postgres"), self)
        roles = self.environment(POSTGRES_USER="postgres", **PASSWORDS)
        self.run("bash", "docker/postgres-roles.sh", env=roles)

    def start_redis(self) -> None:
        """Start the compose file's command; the name of its program leads to ours."""
        (self.folder / "redis-server").symlink_to(servers.redis_binary())
        port = ["--port", str(self.ports["redis"]), "--bind", "127.0.0.1"]
        self.start(*written.command_of("redis"), *port, env=self.environment())

    def stop(self) -> None:
        for process in reversed(self.started):
            if process.poll() is None:
                process.send_signal(
                    signal.SIGINT if "postgres" in process.args[0] else signal.SIGTERM
                )
        for process in self.started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            process.kill()
            process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def machine() -> Iterator[Machine]:
    """Lend a machine with its two servers; nothing of it is left afterwards."""
    lent = Machine()
    try:
        lent.start_postgres()
        lent.start_redis()
        yield lent
    finally:
        lent.stop()


def wait_for(condition: Any, lent: Machine, seconds: float = 60) -> None:
    """Wait until something holds; the log is the message when it does not come."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, lent.log()[-4000:]
        time.sleep(0.3)
