"""Where the embedded servers of one checkout live. Computes only; makes and starts nothing.

Everything is in `var/embedded`. Two things can force a part of it elsewhere: a path too long for a
Unix socket, and, for root, a parent folder that the servers' own user may not pass.
"""

import hashlib
import os
import pwd
import re
import stat
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 100
POSTGRES_SOCKET = ".s.PGSQL.5432"
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
# Fixed on purpose: TMPDIR differs per session, and every process must compute the same address.
_SHORT_LIVED, _LONG_LIVED = Path("/tmp"), Path("/var/tmp")  # noqa: S108


class EmbeddedServersError(RuntimeError):
    """The embedded servers cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Places:
    """The folders of one checkout."""

    var: Path

    @property
    def control(self) -> Path:
        """Locks and logs; always inside `var`, so that deleting `var` resets everything."""
        return self.var / "embedded"

    @property
    def home_note(self) -> Path:
        return self.control / "home"

    @property
    def base(self) -> Path:
        """Data and copied binaries: beside the locks, or outside when root's folder is closed."""
        try:
            noted = self.home_note.read_text(encoding="utf-8")
        except OSError:
            noted = ""
        candidates = (self.control, self.outside_base)
        by_note = {f"{candidate}\n": candidate for candidate in candidates}
        if noted in by_note:  # a moved checkout or a cut-off note falls through
            return by_note[noted]
        if server_user() is not None and not is_passable(self.var):
            return self.outside_base
        return self.control

    @property
    def outside_base(self) -> Path:
        return _LONG_LIVED / f"kansrijkestart-{os.geteuid()}-{self._digest}"

    @property
    def sockets(self) -> Path:
        """The folder with both sockets, short enough for every Unix."""
        inside = self.base / "run"
        longest = len(os.fsencode(inside / POSTGRES_SOCKET))
        if longest <= LONGEST_SOCKET_PATH and _PLAIN_PATH.fullmatch(str(inside)):
            return inside
        return _SHORT_LIVED / f"ks-{os.geteuid()}-{self._digest}" / "run"

    @property
    def postgres_socket(self) -> Path:
        return self.sockets / POSTGRES_SOCKET

    @property
    def redis_socket(self) -> Path:
        return self.sockets / "redis.sock"

    @property
    def cluster(self) -> Path:
        return self.base / "postgres"

    @property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]


def places_of(var_dir: str | os.PathLike[str]) -> Places:
    """Return the places for a `var` folder; links are followed, so one folder has one answer."""
    return Places(var=Path(var_dir).resolve())


def server_user() -> pwd.struct_passwd | None:
    """Return the user for the servers: PostgreSQL refuses root, so root lends them to nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def is_passable(path: Path) -> bool:
    """Tell whether any user may pass through `path` and every folder above it."""
    existing = [folder for folder in (path, *path.parents) if folder.exists()]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in existing)
