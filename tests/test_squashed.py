"""A squashed migration stands for the ones it replaces, and an installation halfway goes on."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations import CreateModel
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import OperationWriter

from kansrijkestart.core.operations import CreateModels


@cache
def long_way() -> Any:
    """Return a loader that has the old migrations as well as those that replace them."""
    return MigrationLoader(None, replace_migrations=False)


def squashed() -> dict[tuple[str, str], Any]:
    return {key: one for key, one in long_way().disk_migrations.items() if one.replaces}


# What squashed migrations of before were called, and the last that each replaced: databases that
# were made with them have their names noted for good.
FORMER = {
    "accounts.0001_squashed_0004_bounds": "accounts.0004_bounds",
    "agreements.0001_squashed_0012_proposed": "agreements.0012_proposed",
    "coalitions.0001_squashed_0017_guards_and_periods": "coalitions.0017_guards_and_periods",
    "interventions.0001_squashed_0004_offer_of_a_coalition": (
        "interventions.0004_offer_of_a_coalition"
    ),
    "monitoring.0001_squashed_0013_meaning": "monitoring.0013_meaning",
}
OLD = [key for one in squashed().values() for key in one.replaces]


def old_steps() -> list[tuple[str, str]]:
    """Return the steps of an installation from before the squash, in their order."""
    plan: list[tuple[str, str]] = []
    for last in sorted(one.replaces[-1] for one in squashed().values()):
        steps = long_way().graph.forwards_plan(last)
        plan += [key for key in steps if key not in plan and key not in squashed()]
    return plan


def parts_of(model: ModelState) -> Any:
    """Return all that a model is made of; two fields inside an array are never equal themselves."""
    deep: Any = MigrationAutodetector(ProjectState(), ProjectState()).deep_deconstruct
    return deep([[*model.fields.items()], model.options, model.bases, [*model.managers]])


def test_every_migration_of_then_is_replaced():
    apps = {app for app, _name in squashed()}
    assert apps == {
        *("accounts", "agreements", "coalitions", "interventions"),
        *("jobs", "monitoring", "safekeeping"),
    }
    for key, one in squashed().items():
        names = sorted(name for app, name in long_way().disk_migrations if app == key[0])
        last = one.replaces[-1][1]
        until = [name for name in names if name <= last and (key[0], name) not in squashed()]
        assert one.replaces == [(key[0], name) for name in until]


def test_old_migrations_wait_for_old_ones_and_squashed_for_squashed():
    """Else the way back by name takes a squashed one along with those that it replaces.

    ``makemigrations`` writes the squashed name: write the last one that it replaces instead.
    """
    apps = {app for app, _name in squashed()}
    for key, one in long_way().disk_migrations.items():
        for parent in map(tuple, one.dependencies):
            if parent[0] in apps and parent[1] != "__first__":
                assert (parent in squashed()) == (key in squashed()), (key, parent)


def test_no_name_of_before_is_used_again():
    names = {".".join(key) for key in long_way().disk_migrations}
    assert not names & set(FORMER)
    assert set(FORMER.values()) <= names


@pytest.mark.parametrize("key", squashed(), ids=lambda key: key[0])
def test_the_models_are_the_same_down_to_the_order_of_columns(key):
    graph = long_way().graph
    short = graph.make_state(nodes=[key])
    long = graph.make_state(nodes=[squashed()[key].replaces[-1]])
    ours = {name: one for name, one in long.models.items() if name[0] == key[0]}
    assert {name for name in short.models if name[0] == key[0]} == ours.keys()
    for name, model in ours.items():
        assert parts_of(short.models[name]) == parts_of(model), name


@pytest.mark.django_db
@pytest.mark.parametrize("done", range(0, len(old_steps()) + 1, 4))
def test_an_installation_halfway_goes_on_with_what_it_lacks(monkeypatch, done):
    applied = old_steps()[:done]
    monkeypatch.setattr(
        MigrationRecorder,
        "applied_migrations",
        lambda self: {key: SimpleNamespace() for key in applied},
    )
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    coming: list[Any] = []
    for migration, _backwards in plan:
        coming += migration.replaces or [(migration.app_label, migration.name)]
    assert len(coming) == len(set(coming))
    assert not set(coming) & set(applied)
    assert set(OLD) <= set(coming) | set(applied)


def two_models() -> CreateModels:
    key = ("id", models.BigAutoField(primary_key=True))
    ahead = models.ForeignKey("core.house", models.CASCADE)
    return CreateModels(
        models=[
            CreateModel("Room", [key, ("house", ahead)]),
            CreateModel("House", [("id", models.BigAutoField(primary_key=True))]),
        ]
    )


@pytest.mark.django_db
def test_many_models_are_made_at_once_and_taken_back():
    step, before = two_models(), ProjectState()
    assert before.apps is not None  # drawn, as the executor hands it over
    after = before.clone()
    step.state_forwards("core", after)
    with connection.schema_editor() as editor:
        step.database_forwards("core", editor, before, after)
    assert {"core_room", "core_house"} <= set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        found = connection.introspection.get_relations(cursor, "core_room")
    assert found["house_id"][:2] == ("id", "core_house")
    with connection.schema_editor() as editor:
        step.database_backwards("core", editor, after, before)
    assert not {"core_room", "core_house"} & set(connection.introspection.table_names())


def test_the_step_can_be_written_and_described():
    step = two_models()
    text, imports = OperationWriter(step, indentation=0).serialize()
    assert text.startswith("kansrijkestart.core.operations.CreateModels(")
    assert "import kansrijkestart.core.operations" in imports
    assert (step.describe(), step.migration_name_fragment) == ("Create 2 models", "room_and_more")
    assert step.references_model("House", "core")
    assert not step.references_model("Street", "core")
