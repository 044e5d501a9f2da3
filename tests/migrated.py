"""Migrating once: a database that has every migration, which the tests' databases are copied from.

Migrating from nothing takes a quarter of a minute, and a run needs it for every worker, for the
site of the browser tests and for each plant of the soak suites. What is copied is named after all
that migrations are made of, so it serves run after run until one changes; ``migrate`` still runs
on every copy and finds nothing to do. From nothing, as on a new machine: tests/operations.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kansrijkestart.embedded import ensure_running, needed_servers, servers
from tools.loading import migrations_fingerprint

ROOT = Path(__file__).resolve().parents[1]
PREFIX = "migrated_"
# One process makes the template, the others wait for it; any number that nobody else uses.
LOCK = 4_711_001


def template(address: Mapping[str, Any]) -> str:
    """Return the name of a database with every migration, beside the one at this address."""
    name = f"{PREFIX}{migrations_fingerprint()[:16]}"
    with _connected(address) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(connection, name):
            _make(connection, name)
    return name


def begin() -> subprocess.Popen[bytes]:
    """Begin with the template in a process of its own, while the workers gather their tests."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.migrated", "template"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def fill(address: Mapping[str, Any], environment: Mapping[str, str]) -> None:
    """Give the embedded database of another place, still empty, all that the template has."""
    if "postgres" not in needed_servers():
        return
    name = template(address)
    with tempfile.NamedTemporaryFile(suffix=".sql") as file:
        dump = [_program("pg_dump"), "-h", address["HOST"], "-U", address["USER"], name]
        subprocess.run(dump, check=True, stdout=file)
        _run(["restore", file.name], environment)


def _connected(address: Mapping[str, Any]) -> psycopg.Connection[Any]:
    found = {"host": address["HOST"], "user": address["USER"], "password": address["PASSWORD"]}
    if port := address.get("PORT"):
        found["port"] = port
    # No limits of the site: this waits for a whole migration.
    return psycopg.connect(dbname="postgres", autocommit=True, connect_timeout=10, **found)


def _exists(connection: psycopg.Connection[Any], name: str) -> bool:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    return connection.execute(query, [name]).fetchone() is not None


def _make(connection: psycopg.Connection[Any], name: str) -> None:
    """Migrate a new database and give it its name last; what is older, or half done, goes."""
    old = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    for (found,) in connection.execute(old, [PREFIX]).fetchall():
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(found)))
    half = f"{name}_half"
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
    _run(["migrate", half], os.environ)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(half), sql.Identifier(name)))


def _program(name: str) -> str:
    return str(servers.postgres_binaries() / "bin" / name)


def _run(words: list[str], environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "tests.migrated", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


def main(do: str, what: str = "") -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    ensure_running(durable=False)
    django.setup()
    address = connection.settings_dict
    if do == "template":
        template(address)
        return
    if do == "migrate":
        address["NAME"] = what
        call_command("migrate", verbosity=0)
        return
    restore = [_program("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", what]
    restore += ["-h", address["HOST"], "-U", address["USER"], "-d", address["NAME"]]
    subprocess.run(restore, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(*sys.argv[1:])
