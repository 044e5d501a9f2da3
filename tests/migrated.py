"""Migrating once: a database that has every migration, which the tests' databases are copied from.

Migrating from nothing takes seconds, more with each migration, and a run needs it for every worker,
for the sites of the browser tests and for each plant of the soak suites. What is copied is named
after all that migrations are made of, so it serves run after run until one changes. The sites and
plants start with the demo, which is loaded once per run: all of it counts from today, so it serves
no other run. From nothing, as on a new machine: tests/operations.
"""

import gc
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
DEMO_PREFIX = "demo_"
# One process makes the template, the others wait for it; any number that nobody else uses.
LOCK = 4_711_001


def template(address: Mapping[str, Any]) -> str:
    """Return the name of a database with every migration, beside the one at this address."""
    name = f"{PREFIX}{migrations_fingerprint()[:16]}"
    with connected(address) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(connection, name):
            _make(connection, name)
    return name


def with_demo(address: Mapping[str, Any]) -> str:
    """Return the name of a database with reference and demo data, made once per run.

    As the dev settings load it: whoever signs in there has a password hashed as on a real site.
    """
    begun = template(address)
    name = f"{DEMO_PREFIX}{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"
    with connected(address) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(connection, name):
            _drop_all(connection, DEMO_PREFIX)
            half = f"{name}_half"
            make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(make.format(sql.Identifier(half), sql.Identifier(begun)))
            dev = {"DJANGO_SETTINGS_MODULE": "kansrijkestart.settings.dev", "DEMO_MODE": "yes"}
            _run(["demo", half], os.environ | dev | {"DATABASE_ROLE": "app"})
            _rename(connection, half, name)
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
    """Give the database of another place, still empty, the schema and the demo.

    One that is not the embedded server's gets them by the commands that an operator gives.
    """
    if "postgres" not in needed_servers():
        for words in (["migrate", "-v0"], ["load_reference"], ["load_demo"]):
            command = [sys.executable, "manage.py", *words]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        return
    name = with_demo(address)
    with tempfile.NamedTemporaryFile(suffix=".sql") as file:
        dump = [program("pg_dump"), "-h", address["HOST"], "-U", address["USER"], name]
        subprocess.run(dump, check=True, stdout=file)
        _run(["restore", file.name], environment)


def connected(address: Mapping[str, Any]) -> psycopg.Connection[Any]:
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
    _drop_all(connection, PREFIX)
    half = f"{name}_half"
    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
    _run(["migrate", half], os.environ)
    _rename(connection, half, name)


def _drop_all(connection: psycopg.Connection[Any], prefix: str) -> None:
    old = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    for (found,) in connection.execute(old, [prefix]).fetchall():
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(found)))


def _rename(connection: psycopg.Connection[Any], half: str, name: str) -> None:
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    connection.execute(rename.format(sql.Identifier(half), sql.Identifier(name)))


def program(name: str) -> str:
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
        # Thousands of models are drawn, all of them rings of objects: a third of the time went
        # into looking through those. It takes half a gigabyte, which a small server may not have.
        gc.set_threshold(50_000, 20, 20)
        call_command("migrate", verbosity=0)
        return
    if do == "demo":
        address["NAME"] = what
        call_command("load_reference", verbosity=0)
        call_command("load_demo", verbosity=0)
        connection.close()
        return
    restore = [program("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", what]
    restore += ["-h", address["HOST"], "-U", address["USER"], "-d", address["NAME"]]
    subprocess.run(restore, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main(*sys.argv[1:])
