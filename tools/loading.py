"""What a start of the demo still has to do to its database, and what an earlier start did already.

A stamp beside the embedded servers says which code and which files were loaded into which database.
The database itself is asked whether it still is that one: a stamp alone is never believed.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from kansrijkestart.embedded.addresses import django_database

ROOT = Path(__file__).resolve().parents[1]
APPS = ("coalitions", "interventions", "agreements", "monitoring", "kansrijkestart")
# When and in which order this database was made, and what it has: no other database says the same.
STATE = "SELECT string_agg(concat_ws(' ', id, app, name, applied), '\n' ORDER BY id), min(applied)"


@dataclass(frozen=True)
class Stamp:
    """What was loaded, each as a fingerprint; empty: not yet."""

    migrations: str = ""
    database: str = ""  # all that was migrated, and when
    birth: str = ""  # the first thing that was
    reference: str = ""
    demo: str = ""


def fingerprint(paths: Iterable[Path]) -> str:
    """Return a hash over the names and contents of files."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(pattern: str) -> Iterator[Path]:
    for app in APPS:
        found = (ROOT / app).rglob(pattern)
        yield from (path for path in found if path.is_file() and path.suffix != ".pyc")


def state_of_database(address: dict[str, Any]) -> tuple[str, str]:
    """Return fingerprints of what was migrated and of when it began; empty in an empty database."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    names["PORT"] = "port"
    parameters = {names[name]: address[name] for name in names if address.get(name)}
    try:
        with psycopg.connect(**parameters, **address["OPTIONS"]) as connection:
            row = connection.execute(f"{STATE} FROM django_migrations").fetchone()
    except psycopg.Error:
        return "", ""  # no table yet, or something that migrate itself says better
    if row is None or not row[0]:
        return "", ""
    return hashlib.sha256(row[0].encode()).hexdigest(), str(row[1])


def migrations_fingerprint() -> str:
    """Return a fingerprint of all that decides what a migrated database looks like."""
    core = ROOT / "kansrijkestart/core"
    code = [ROOT / "requirements.txt", core / "database_roles.py", core / "operations.py"]
    return fingerprint([*code, *_files("migrations/*.py")])


def wanted(var: Path) -> Stamp:
    """Return what a database looks like that has everything, with the state of ours."""
    database, birth = state_of_database(django_database(var, "owner"))
    return Stamp(
        migrations=migrations_fingerprint(),
        database=database,
        birth=birth,
        reference=fingerprint(_files("reference/**/*")),
        demo=fingerprint(_files("demo/**/*")),
    )


def is_done(command: str, stamp: Stamp, now: Stamp) -> bool:
    """Tell whether a command is known to have been done to this very database, with these files."""
    if not now.database or stamp.birth != now.birth:
        return False
    if command == "migrate":
        return (stamp.migrations, stamp.database) == (now.migrations, now.database)
    part = command.removeprefix("load_")
    return bool(getattr(stamp, part) == getattr(now, part))


def after(command: str, stamp: Stamp, now: Stamp) -> Stamp:
    """Return the stamp when a command has ended well; ``now`` was looked up after it."""
    known = stamp if stamp.birth == now.birth else Stamp(birth=now.birth)
    if command == "migrate":
        return replace(known, migrations=now.migrations, database=now.database)
    part = command.removeprefix("load_")
    return replace(known, **{part: getattr(now, part)})


def stamp_file(var: Path) -> Path:
    """Return where the stamp of this database is: one for every address."""
    address = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL", "embedded")
    return var / "embedded" / f"done-{hashlib.sha256(address.encode()).hexdigest()[:12]}.json"


def read(path: Path) -> Stamp:
    """Read a stamp; one that is absent, cut off or of another release says nothing."""
    try:
        return Stamp(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Stamp()


def write(path: Path, stamp: Stamp) -> None:
    """Write it whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
    draft.replace(path)
