"""What squashed migrations make is what the old ones made; whoever is halfway goes on, or back."""

import pytest
from django.conf import settings
from django.db import connection

from kansrijkestart.embedded import needed_servers
from tests.long_way import lent
from tests.migrated import template
from tests.test_squashed import FORMER, squashed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("squashed"),
    pytest.mark.skipif("postgres" not in needed_servers(), reason="has no program for the dump"),
]
NOTHING = "No migrations to apply"
PERMISSIONS = """
SELECT app_label, model, codename, name FROM django_content_type kind
LEFT JOIN auth_permission permission ON permission.content_type_id = kind.id ORDER BY 1, 2, 3
"""
# Where an upgrade stopped: agreements ahead of the coalitions that it depends on; or long ago, with
# apps of which there is nothing yet, so that their squashed ones follow old ones of coalitions.
AFTER_THE_FORMER = (
    *("agreements.0016", "coalitions.0019", "monitoring.0018"),
    *("jobs.0002", "safekeeping.0004"),
)
BEFORE_ANY = ("agreements.0006", "coalitions.0015", "accounts.0003")


def names_now() -> set[str]:
    return {".".join(key) for key in squashed()}


@pytest.fixture
def new():
    """A database as the squashed migrations make it."""
    address = connection.settings_dict
    with lent(address, "squashed_new", like=template(address)) as found:
        yield found


@pytest.fixture(scope="module")
def statements():
    """The statements that make a database of the squashed migrations."""
    address = connection.settings_dict
    with lent(address, "squashed_first", like=template(address)) as found:
        return found.schema()


@pytest.fixture
def empty():
    with lent(connection.settings_dict, "squashed_empty") as found:
        yield found


def test_the_schema_and_the_permissions_are_those_of_the_old_migrations(new, empty, statements):
    empty.migrate("old")
    assert empty.schema() == statements
    assert len(statements) > 3000
    assert any(f"TO {settings.DATABASE_APP_ROLE}" in one for one in statements)
    assert empty.ask(PERMISSIONS) == new.ask(PERMISSIONS)
    assert not empty.squashed()


def test_an_installation_of_the_former_squashed_migrations_has_nothing_to_do(new, statements):
    new.note(set(FORMER), instead_of=new.squashed())
    assert NOTHING in new.migrate("all")
    # What the former were called stays noted, and nobody asks for it.
    assert new.squashed() == set(FORMER) | names_now()
    assert new.schema() == statements


@pytest.mark.parametrize(
    ("had", "former"),
    [(AFTER_THE_FORMER, True), (BEFORE_ANY, False)],
    ids=["the former squash", "before any"],
)
def test_an_installation_halfway_goes_on(empty, statements, had, former):
    empty.migrate("old", *had)
    if former:
        done = empty.migrations()
        empty.note({one for one, last in FORMER.items() if last in done})
    said = empty.migrate("all")
    assert ("monitoring.0001_squashed_" in said) is not former
    assert empty.squashed() >= names_now()
    assert empty.schema() == statements


@pytest.mark.parametrize("back", ["coalitions.0021", "accounts.0003"])
def test_the_way_back_and_forth_again(new, statements, back):
    new.migrate("all", back)
    assert not new.squashed()
    # App by app, in an order that leaves one ahead of what it depends on.
    new.migrate("all", "safekeeping", "agreements")
    new.migrate("all")
    assert new.squashed() >= names_now()
    assert new.schema() == statements


def test_an_app_goes_to_nothing_and_comes_back(new, statements):
    said = new.migrate("all", "monitoring.zero", "agreements.zero", "coalitions.zero")
    assert "monitoring.0001_squashed_" in said
    assert not new.ask("SELECT 1 FROM pg_class WHERE relname = 'coalitions_coalition'")
    new.migrate("all")
    assert new.schema() == statements
