"""Squashed migrations in a database that has, or went back to, part of what they replace.

Django notes a squashed migration when all that it replaces was done, app by app. As long as another
app, which it depends on, is halfway, Django then refuses to go on: done before its dependency.
"""

from typing import Any

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def forget_squashed(using: str = "default", plan: Any = None, **_kwargs: Any) -> None:
    """Keep no note of squashed migrations while any migration is still to come.

    The notes of the replaced ones say the same, and Django notes a squashed one again at the end.
    ``flush`` sends the same signal as ``migrate``, without a plan.
    """
    if plan is None:
        return
    connection = connections[using]
    loader = MigrationLoader(connection)
    if set(loader.graph.leaf_nodes()) <= loader.applied_migrations.keys():
        return
    for app, name in loader.replacements:
        MigrationRecorder(connection).record_unapplied(app, name)
