"""The tests' databases are copies of one that was migrated, and lack nothing."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pgtrigger
import pgtrigger.core
import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests import conftest, migrated
from tests.migrated import PREFIX, template, with_demo
from tools import loading

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.django_db
def test_a_copy_has_every_migration():
    call_command("migrate", check_unapplied=True, verbosity=0)
    assert connection.settings_dict["TEST"]["TEMPLATE"].startswith(PREFIX)


@pytest.mark.django_db
def test_a_copy_has_every_constraint_index_and_trigger_that_the_models_ask_for():
    missing: list[Any] = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            asked = {one.name for one in (*model._meta.constraints, *model._meta.indexes)}
            known = connection.introspection.get_constraints(cursor, model._meta.db_table)
            missing += asked - set(known)
    registered: list[Any] = pgtrigger.registered()
    for table, trigger in registered:
        if trigger.get_installation_status(table)[0] != pgtrigger.core.INSTALLED:
            missing.append(trigger.name)
    assert not missing


def test_the_template_is_made_once_and_named_after_the_migrations():
    name = template(connection.settings_dict)
    assert template(connection.settings_dict) == name
    assert name == f"{PREFIX}{loading.migrations_fingerprint()[:16]}"


@pytest.mark.slow
def test_the_demo_is_loaded_once_and_whole():
    """Of the run it belongs to: all in it counts from today."""
    address = connection.settings_dict
    name = with_demo(address)
    assert with_demo(address) == name
    with psycopg.connect(dbname=name, host=address["HOST"], user=address["USER"]) as there:
        counted = "SELECT count(*) FROM coalitions_coalition WHERE is_demo"
        hashed = "SELECT DISTINCT left(password, 6) FROM accounts_user WHERE password <> ''"
        found = [there.execute(asked).fetchall() for asked in (counted, hashed)]
    assert found[0][0][0] > 10
    assert found[1] == [("argon2",)]


def test_another_migration_is_another_template(monkeypatch):
    before = loading.migrations_fingerprint()
    whole = loading.fingerprint
    other = ROOT / "manage.py"  # stands for a migration more
    monkeypatch.setattr(loading, "fingerprint", lambda paths: whole([*paths, other]))
    assert loading.migrations_fingerprint() != before


class Begun:
    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return SimpleNamespace(wait=lambda: 0)


@pytest.mark.parametrize(
    ("options", "more", "times"),
    [
        ({"numprocesses": 2, "collectonly": False}, {}, 1),
        ({"numprocesses": 2, "collectonly": True}, {}, 0),
        ({"numprocesses": None, "collectonly": False}, {}, 0),
        ({"numprocesses": 2, "collectonly": False}, {"workerinput": {}}, 0),
    ],
)
def test_only_the_first_process_of_a_run_with_workers_begins(monkeypatch, options, more, times):
    begun: Any = Begun()
    ends: list[Any] = []
    monkeypatch.setattr(migrated, "begin", begun)
    config: Any = SimpleNamespace(
        option=SimpleNamespace(**options), add_cleanup=ends.append, **more
    )
    conftest.pytest_configure(config)
    assert (begun.times, len(ends)) == (times, times)
    assert all(end() is None for end in ends)
