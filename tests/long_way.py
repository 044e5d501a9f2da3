"""Migrating a database of its own by the old migrations, as an installation of then did it.

    python -m tests.long_way DATABASE old|all [APP.MIGRATION …]

``old`` knows no squashed migrations, ``all`` is the ``migrate`` of today. Without a migration: all.
"""

import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from psycopg import sql

from tests import migrated


def draw_alone(self: Any, app_label: str, model_name: str, *_delay: bool) -> Any:
    """Draw a model that changed without all that are related to it: a hundred seconds less.

    No step on a table asks for those; before one on rows Django draws whatever was delayed anew.
    """
    self.is_delayed = True
    return {(app_label, model_name)}


def without_squashed(load: Any) -> Any:
    def load_disk(self: MigrationLoader) -> None:
        load(self)
        found = self.disk_migrations.items()
        self.disk_migrations = {key: one for key, one in found if not one.replaces}

    return load_disk


def main(database: str, which: str, *targets: str) -> None:
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    connection.settings_dict["NAME"] = database
    draws, loads = "_find_reload_model", "load_disk"
    setattr(ProjectState, draws, draw_alone)
    if which == "old":
        setattr(MigrationLoader, loads, without_squashed(MigrationLoader.load_disk))
    for target in targets:
        call_command("migrate", *target.split("."))
    if not targets:
        call_command("migrate")


class Database:
    """One that is lent, with what it holds."""

    def __init__(self, address: dict[str, Any], name: str) -> None:
        self.address, self.name = address, name
        self.place = ["-h", address["HOST"], "-U", address["USER"]]

    def migrate(self, *words: str) -> str:
        command = [sys.executable, "-m", "tests.long_way", self.name, *words]
        done = subprocess.run(
            command, cwd=migrated.ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def ask(self, query: str, *values: Any) -> list[Any]:
        place = {"host": self.address["HOST"], "user": self.address["USER"]}
        with psycopg.connect(dbname=self.name, **place) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def migrations(self) -> set[str]:
        return {name for (name,) in self.ask("SELECT app || '.' || name FROM django_migrations")}

    def squashed(self) -> set[str]:
        return {name for name in self.migrations() if ".0001_squashed_" in name}

    def note(self, names: Collection[str], instead_of: Collection[str] = ()) -> None:
        for query, those in (
            ("DELETE FROM django_migrations WHERE (app, name) = (%s, %s)", instead_of),
            ("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", names),
        ):
            for one in those:
                self.ask(query, *one.split("."))

    def schema(self) -> list[str]:
        """Return every statement: columns in their order, triggers, functions, rights, comments."""
        command = [migrated.program("pg_dump"), *self.place, "--schema-only", self.name]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        # The key that guards a dump is another in each.
        keys = ("\\restrict ", "\\unrestrict ")
        lines = [line for line in text.splitlines() if not line.startswith(keys)]
        return "\n".join(lines).split(";\n")


@contextmanager
def lent(address: dict[str, Any], name: str, *, like: str = "template1") -> Iterator[Database]:
    """Lend a database that is copied from another and gone afterwards."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with migrated.connected(address) as connection:
        # Two that copy at once would be in each other's way.
        connection.execute("SELECT pg_advisory_lock(%s)", [migrated.LOCK])
        connection.execute(drop)
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(like)))
    try:
        yield Database(address, name)
    finally:
        with migrated.connected(address) as connection:
            connection.execute(drop)


if __name__ == "__main__":
    main(*sys.argv[1:])
